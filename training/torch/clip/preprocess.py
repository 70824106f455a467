"""Preprocessing at inference: Pillow's bicubic resize of the shorter edge, centre crop, CLIP statistics."""

import numpy as np
import torch
from PIL import Image

MEAN = torch.tensor([0.48145466, 0.4578275, 0.40821073]).view(1, 3, 1, 1)
STD = torch.tensor([0.26862954, 0.26130258, 0.27577711]).view(1, 3, 1, 1)
"""CLIP's pixel statistics, RGB in 0..1."""


def preprocess(image, size):
    """PIL image → float [3,size,size], as torchvision's Resize + CenterCrop + Normalize on PIL images."""
    image = image.convert("RGB")
    width, height = image.size
    shape = (size, int(size * height / width)) if width <= height else (int(size * width / height), size)
    image = image.resize(shape, Image.BICUBIC)
    left, upper = round((shape[0] - size) / 2), round((shape[1] - size) / 2)
    pixels = np.asarray(image.crop((left, upper, left + size, upper + size)), np.float32) / 255
    return normalise(torch.from_numpy(pixels).permute(2, 0, 1)[None])[0]


def normalise(pixels):
    """Pixels [B,3,H,W] in 0..1 → pixel values of the same shape, by CLIP's mean and standard deviation."""
    return (pixels - MEAN) / STD
