"""Batches of cached views with the teacher's maps; augmentation; 2 x 2 mosaics."""

import json
import os

import numpy as np
import torch
import torch.nn.functional as F


class ViewCache:
    """Views and maps that teacher.py wrote, mapped from disk; addressed by rows."""

    def __init__(self, folder):
        with open(os.path.join(folder, "index.json")) as file:
            index = json.load(file)
        total, self.step = index["total"], index["step"]
        self.views = np.memmap(os.path.join(folder, "views.u8"), np.uint8, "r", shape=(total, 112, 112, 3))
        self.late = np.memmap(os.path.join(folder, "late.i8"), np.int8, "r", shape=(total, 49, 320))
        self.middle = np.memmap(os.path.join(folder, "middle.i8"), np.int8, "r", shape=(total, 49, 384))

    def pixels(self, rows):
        """float [B,3,112,112] in 0..1."""
        return torch.from_numpy(self.views[rows]).permute(0, 3, 1, 2).float().div_(255)

    def maps(self, rows):
        """Standardised late [B,7,7,320] and middle [B,7,7,384] maps, bfloat16."""
        both = (
            torch.from_numpy(m[rows]).bfloat16().div_(self.step).view(len(rows), 7, 7, -1)
            for m in (self.late, self.middle)
        )
        return tuple(both)


def turn(tensor, number, axes):
    """One of the 8 rotations and reflections of the plane spanned by `axes`."""
    turned = torch.rot90(tensor, number % 4, axes)
    return turned.flip(axes[1]) if number >= 4 else turned


def turn_batch(pixels, maps, rng):
    """Turns or reflects each quarter of the batch differently, the maps along with their pixels."""
    parts = [slice(i, None, 4) for i in range(4)]
    numbers = [int(rng.integers(8)) for _ in parts]
    out = [pixels.clone(), *(m.clone() for m in maps)]
    for part, number in zip(parts, numbers):
        out[0][part] = turn(pixels[part], number, (2, 3))
        for target, m in zip(out[1:], maps):
            target[part] = turn(m[part], number, (1, 2))
    return out[0], out[1:]


def colour(pixels, strength):
    """Changes brightness, contrast and saturation of each image by up to `strength`; pixels in 0..1."""

    def factor():
        return 1 + strength * (2 * torch.rand(len(pixels), 1, 1, 1) - 1)

    grey = pixels.mean(1, keepdim=True)
    pixels = grey + (pixels - grey) * factor()
    level = pixels.mean((1, 2, 3), keepdim=True)
    tint = 1 + 0.3 * strength * (2 * torch.rand(len(pixels), 3, 1, 1) - 1)
    return ((pixels - level) * factor() + level * factor()).mul(tint).clamp_(0, 1)


def black_edges(pixels, share):
    """Blackens a random half-plane, up to 40 % of the area, in `share` of the images.

    It imitates the black collars of scenes without a nodata tag.
    """
    count, size = round(share * len(pixels)), pixels.shape[2]
    for number in torch.randperm(len(pixels))[:count]:
        angle, cut = float(torch.rand(())) * 2 * np.pi, float(torch.rand(())) * 0.4
        y, x = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
        reach = x * np.cos(angle) + y * np.sin(angle)
        pixels[number, :, reach <= torch.quantile(reach.flatten().float(), cut)] = 0
    return pixels


def mosaics(cells):
    """cells [4*M,3,112,112], four per mosaic in reading order → [M,3,112,112]."""
    small = F.avg_pool2d(cells, 2).view(-1, 4, 3, 56, 56)
    return torch.cat([torch.cat([small[:, 0], small[:, 1]], 3), torch.cat([small[:, 2], small[:, 3]], 3)], 2)
