"""The paper's dual loss with soft targets for repeated captions, and what the teacher adds in training."""

import torch
import torch.nn.functional as F


def unit(x):
    return F.normalize(x, dim=-1)


def soft_cross_entropy(logits, targets):
    """Mean over rows of the cross-entropy with target rows that sum to one; both [A,B]."""
    return -(targets * F.log_softmax(logits, -1)).sum(-1).mean()


def contrastive(image, text, scale, positives):
    """Symmetric InfoNCE (Radford et al. 2021) of unit embeddings [A,E], [B,E]; positives [A,B] >= 0, a positive in each row and column.

    A one-hot `positives` gives the published loss; captions that are true of several images share the target mass.
    """
    logits = scale * image @ text.T
    rows = positives / positives.sum(1, keepdim=True)
    columns = positives.T / positives.T.sum(1, keepdim=True)
    return 0.5 * (soft_cross_entropy(logits, rows) + soft_cross_entropy(logits.T, columns))


def dual(image, long, short, scale, omega, long_positives, short_positives):
    """omega * L(long) + (1 - omega) * L(short) (LRSCLIP, arXiv 2503.19311, section IV)."""
    return omega * contrastive(image, long, scale, long_positives) + (1 - omega) * contrastive(
        image, short, scale, short_positives
    )


def class_cross_entropy(image, prompts, scale, labels, groups, prompt_groups):
    """Cross-entropy over class sentences; an image of one data set only competes among that set's classes.

    image [B,E], prompts [C,E], labels [B] → prompt, groups [B] (data set), prompt_groups [C,G] bool (prompt belongs to set).
    """
    logits = scale * image @ prompts.T
    logits = logits.masked_fill(~prompt_groups.T[groups], -1e4)
    return F.cross_entropy(logits, labels, label_smoothing=0.0)


def soft_distillation(student, teacher, texts, scale):
    """KL divergence of the student's distribution over a dictionary of texts from the teacher's; embeddings are units."""
    target = torch.softmax(scale * teacher @ texts.T, -1)
    return F.kl_div(F.log_softmax(scale * student @ texts.T, -1), target, reduction="batchmean")
