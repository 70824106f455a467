"""The paper's dual loss with soft targets for repeated captions, and the losses of distillation."""

import torch
import torch.nn.functional as F


def unit(x):
    """Rows scaled to length 1."""
    return F.normalize(x, dim=-1)


def soft_cross_entropy(logits, targets):
    """Mean over rows of the cross-entropy with target rows that sum to one; both [A,B]."""
    return -(targets * F.log_softmax(logits, -1)).sum(-1).mean()


def contrastive(image, text, scale, positives):
    """Symmetric InfoNCE (Radford et al. 2021) of unit embeddings [A,E] and [B,E].

    positives [A,B] >= 0 has a positive value in each row and column. One-hot rows give the published loss;
    captions that are true of several images share the target mass.
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
    """Cross-entropy over class sentences; an image is compared only with the classes of its own data set.

    image [B,E], prompts [C,E], labels [B] (prompt indices), groups [B] (data sets), prompt_groups [C,G] bool
    (the data sets a prompt belongs to).
    """
    logits = scale * image @ prompts.T
    logits = logits.masked_fill(~prompt_groups.T[groups], -1e4)
    return F.cross_entropy(logits, labels, label_smoothing=0.0)


def soft_distillation(student, teacher, texts, scale):
    """KL divergence of teacher's and student's distributions over a dictionary of texts; unit embeddings."""
    target = torch.softmax(scale * teacher @ texts.T, -1)
    return F.kl_div(F.log_softmax(scale * student @ texts.T, -1), target, reduction="batchmean")
