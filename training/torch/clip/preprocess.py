"""Image preprocessing at inference: PIL bicubic of the shorter edge, centre crop, CLIP statistics."""
import numpy as np
import torch
from PIL import Image

from ..starter.views import normalise


def preprocess(image, size):
    """PIL image → float [3,size,size], as torchvision's Resize + CenterCrop + Normalize on PIL images."""
    image = image.convert("RGB")
    width, height = image.size
    if width <= height:
        shape = (size, int(size * height / width))
    else:
        shape = (int(size * width / height), size)
    image = image.resize(shape, Image.BICUBIC)
    left, upper = round((shape[0] - size) / 2), round((shape[1] - size) / 2)
    pixels = np.asarray(image.crop((left, upper, left + size, upper + size)), np.float32) / 255
    return normalise(torch.from_numpy(pixels).permute(2, 0, 1)[None])[0]


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
