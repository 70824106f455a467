"""Loss of a batch that is shared among the processes."""

import torch
import torch.distributed as dist
import torch.nn.functional as F

from ..clip.processes import rank, world


def info_nce(images, texts, scale, others=None):
    """Symmetric InfoNCE of unit features [N, E] whose rows are pairs.

    Each image is also compared with `others` [K, E], unit features of texts that belong to none.
    """
    logits = scale * images @ texts.T
    pairs = torch.arange(len(logits), device=logits.device)
    of_images = logits if others is None else torch.cat([logits, scale * images @ others.T], 1)
    return (F.cross_entropy(of_images, pairs) + F.cross_entropy(logits.T, pairs)) / 2


def principal(features, components):
    """Unit features [N, E] rebuilt from their first principal components (Long-CLIP's PCM).

    The gradient treats the components as constants.
    """
    mean = features.mean(0)
    with torch.no_grad():
        axes = torch.linalg.svd(features - mean, full_matrices=False)[2][:components]  # [C, E]
    return F.normalize((features - mean) @ axes.T @ axes + mean, dim=-1)


def losses_of(features, logit_scale, omega, pcm, others=None):
    """{"total", "long", "short"} of a whole batch's unit features; None for a kind that is not compared."""
    scale, images = logit_scale.exp(), features["images"]
    long = info_nce(images, features["long"], scale, others) if "long" in features else None
    of_short = images if pcm is None else principal(images, pcm)
    short = info_nce(of_short, features["short"], scale, others) if "short" in features else None
    total = long if short is None else short if long is None else omega * long + (1 - omega) * short
    return {"total": total, "long": long, "short": short}


def gathered(local):
    """Rows of all processes in the order of the batch; only this process's rows carry gradients."""
    if world() == 1:
        return local
    parts = [torch.empty_like(local) for _ in range(world())]
    dist.all_gather(parts, local.detach().contiguous())
    parts[rank()] = local
    return torch.cat(parts)
