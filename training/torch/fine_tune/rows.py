"""Inputs of the towers: pixel values, with the augmentation of training/RUNS.md, and token ids."""

import re

import numpy as np
import torch
from PIL import Image

from ..clip.preprocess import preprocess
from ..clip.tokenizer import Tokenizer, read_merges
from .run_spec import InvalidInput
from .seeded_random import seeded_random


class Rows:
    """Inputs for `pairs`, addressed by their indices.

    Texts are tokenized once, images are read when asked for. `size` is the edge of the model's images in
    pixels, `context` its number of text positions; without `augmentation`, images are only preprocessed.
    """

    def __init__(self, pairs, kinds, size, context, augmentation=None, seed=0):
        self.pairs, self.size, self.augmentation, self.seed = pairs, size, augmentation, seed
        tokenizer = Tokenizer(read_merges())
        self.ids = {
            k: [tokenizer.encode_with_ends(repaired(getattr(p, k)), context) for p in pairs] for k in kinds
        }

    def images(self, records, epoch=0):
        """Pixel values [n, 3, size, size]. Raises `InvalidInput` when an image cannot be read."""
        return torch.stack([self._image(record, epoch) for record in records])

    def texts(self, kind, records):
        """Token ids [n, longest] padded with 0, and the index of each end token [n]."""
        return padded([self.ids[kind][record] for record in records])

    def _image(self, record, epoch):
        path = self.pairs[record].image
        try:
            with Image.open(path) as file:
                image = file.convert("RGB")
        except OSError as error:
            raise InvalidInput(
                f"{path}: cannot be read as a PNG, JPEG, WebP or TIFF picture ({error})"
            ) from error
        if self.augmentation is None:
            return preprocess(image, self.size)
        return augmented(image, self.augmentation, self.seed, epoch, record, self.size)


def padded(rows):
    """Token ids [n, longest] padded with 0, and the index of each end token [n]."""
    ids = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
    return ids, torch.tensor([len(row) - 1 for row in rows])


def augmented(image, augmentation, seed, epoch, record, size):
    """Random crop, flip and quarter turn of a PIL image → pixel values [3, size, size]."""
    draw = seeded_random(seed * 0x9E3779B1 + epoch * 0x85EBCA6B + record * 0xC2B2AE35)
    u = [draw() for _ in range(5)]
    smallest = augmentation["smallestCrop"]
    if smallest < 1:
        width, height = image.size
        edge = int(min(width, height) * (smallest + u[0] * (1 - smallest)) + 0.5)
        left, upper = int(u[1] * (width - edge + 1)), int(u[2] * (height - edge + 1))
        image = image.crop((left, upper, left + edge, upper + edge))
    pixels = preprocess(image, size)
    if augmentation["flips"] and u[3] < 0.5:
        pixels = pixels.flip(2)
    if augmentation["turns"]:
        pixels = torch.rot90(pixels, int(4 * u[4]), (1, 2))
    return pixels


def repaired(text):
    """The text as ftfy repairs it, as in the application.

    Without ftfy, only plain ASCII text without HTML character references is certain to need no repair; raises
    `InvalidInput` at any other.
    """
    try:
        import ftfy
    except ImportError:
        if (
            not text.isascii()
            or not re.sub(r"[ \t\r\n]", "", text).isprintable()
            or re.search(r"&#?\w+;", text)
        ):
            raise InvalidInput(
                f"{text[:40]!r}: texts that are not plain ASCII need ftfy: install python3-ftfy"
            ) from None
        return text
    return ftfy.fix_text(text)


def retrieval_figures(images, texts, image_of_text):
    """Recall in both directions, in percent, of unit rows [images, E] and [texts, E].

    An image's best text counts; equal scores rank in the order of the input.
    """
    scores = np.asarray(texts, np.float64) @ np.asarray(images, np.float64).T  # [texts, images]
    image_of_text = np.asarray(image_of_text)

    def rank(row, wanted):
        best = wanted[np.argmax(row[wanted])]
        return int((row > row[best]).sum() + (row[:best] == row[best]).sum())

    def recalls(ranks):
        return {f"r{k}": 100 * sum(r < k for r in ranks) / len(ranks) for k in (1, 5, 10)}

    ways = {
        "textToImage": recalls([rank(row, [image]) for row, image in zip(scores, image_of_text)]),
        "imageToText": recalls(
            [rank(column, np.flatnonzero(image_of_text == image)) for image, column in enumerate(scores.T)]
        ),
    }
    return {**ways, "meanRecall": sum(v for way in ways.values() for v in way.values()) / 6}
