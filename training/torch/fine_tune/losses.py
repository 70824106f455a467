"""Loss of a batch that is shared among the processes."""

import torch
import torch.distributed as dist
import torch.nn.functional as F

from ..clip.processes import rank, world


def info_nce(images, texts, scale, others=None, fits=None):
    """Symmetric InfoNCE of unit features [N, E] whose rows are pairs.

    Each image is also compared with `others` [K, E], unit features of texts that belong to none. `fits`
    [N, N] says which texts fit which images, in rows of sum 1; without it, each fits its own.
    """
    logits = scale * images @ texts.T
    of_images = logits if others is None else torch.cat([logits, scale * images @ others.T], 1)
    if fits is None:
        pairs = torch.arange(len(logits), device=logits.device)
        return (F.cross_entropy(of_images, pairs) + F.cross_entropy(logits.T, pairs)) / 2
    per_image = F.log_softmax(of_images, 1)[:, : len(logits)]
    per_text = F.log_softmax(logits.T, 1)
    return -((fits * per_image).sum() + (fits * per_text).sum()) / (2 * len(logits))


def principal(features, components):
    """Unit features [N, E] rebuilt from their first principal components (Long-CLIP's PCM).

    The gradient treats the components as constants.
    """
    mean = features.mean(0)
    with torch.no_grad():
        axes = torch.linalg.svd(features - mean, full_matrices=False)[2][:components]  # [C, E]
    return F.normalize((features - mean) @ axes.T @ axes + mean, dim=-1)


def losses_of(features, logit_scale, omega, pcm, others=None, fits=None):
    """{"total", "long", "short"} of a whole batch's unit features; None for a kind that is not compared.

    `fits` is kind → [N, N], as `info_nce` takes it.
    """
    fits = fits or {}
    scale, images = logit_scale.exp(), features["images"]
    of_short = images if pcm is None else principal(images, pcm)

    def loss(kind, of):
        return info_nce(of, features[kind], scale, others, fits.get(kind)) if kind in features else None

    long, short = loss("long", images), loss("short", of_short)
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
