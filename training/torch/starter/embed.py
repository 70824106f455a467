"""Embeddings of images and texts, computed as in the application."""

import torch

from ..clip.preprocess import preprocess


def embed_images(model, images, batch=64):
    """Unit embeddings [N,E] of PIL images in float32."""
    out = []
    with torch.no_grad():
        for at in range(0, len(images), batch):
            pixels = torch.stack([preprocess(i, model.visual.image) for i in images[at : at + batch]])
            out.append(torch.nn.functional.normalize(model.visual(pixels, torch.float32)[0], dim=-1))
    return torch.cat(out)


def embed_texts(model, tokenizer, texts, limit=248, batch=64):
    """Unit embeddings [T,E] of texts in float32, each cut to `limit` tokens with both ends."""
    ids = [tokenizer.encode_with_ends(t, limit) for t in texts]
    order = sorted(range(len(texts)), key=lambda i: len(ids[i]))
    out = [None] * len(texts)
    with torch.no_grad():
        for at in range(0, len(order), batch):
            chosen = order[at : at + batch]
            tokens = torch.zeros(len(chosen), max(len(ids[i]) for i in chosen), dtype=torch.long)
            for row, i in enumerate(chosen):
                tokens[row, : len(ids[i])] = torch.tensor(ids[i])
            ends = torch.tensor([len(ids[i]) - 1 for i in chosen])
            rows = torch.nn.functional.normalize(model.text(tokens, ends, torch.float32), dim=-1)
            for row, i in zip(rows, chosen):
                out[i] = row
    return torch.stack(out)
