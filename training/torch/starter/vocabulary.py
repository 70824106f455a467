"""Compact vocabulary for training: only ids in training texts have a row; row 0 stands for any other id.

Row 0 is trained by replacing random tokens with it. It fills every unseen row of the exported [49408, W]
table, so that an unknown word is neutral and not random.
"""

import numpy as np
import torch

UNKNOWN = 0


class Vocabulary:
    """`ids`: CLIP ids with a row of their own, sorted; row = index + 1."""

    def __init__(self, tokenizer, ids):
        self.tokenizer, self.ids = tokenizer, sorted(ids)
        self.row = {i: n + 1 for n, i in enumerate(self.ids)}
        self.cache = {}

    @classmethod
    def from_texts(cls, tokenizer, texts):
        """The vocabulary of all ids in the texts."""
        ids = {i for text in texts for i in tokenizer.encode_with_ends(text)}
        return cls(tokenizer, ids)

    def __len__(self):
        return len(self.ids) + 1

    def rows(self, text, limit=248):
        """Rows of a text's tokens with both ends, cut to `limit`."""
        known = self.cache.get((text, limit))
        if known is None:
            known = np.array(
                [self.row.get(i, UNKNOWN) for i in self.tokenizer.encode_with_ends(text, limit)], np.int64
            )
            self.cache[(text, limit)] = known
        return known

    def batch(self, texts, limit=248, unknown_share=0.0, rng=None):
        """Padded rows [B,L] and the index of each end [B]; a share of the inner tokens becomes unknown."""
        rows = [self.rows(t, limit) for t in texts]
        ends = np.array([len(r) - 1 for r in rows])
        tokens = np.zeros((len(rows), ends.max() + 1), np.int64)
        for n, r in enumerate(rows):
            tokens[n, : len(r)] = r
        if unknown_share:
            hidden = rng.random(tokens.shape) < unknown_share
            hidden[:, 0] = False
            hidden[np.arange(len(rows)), ends] = False
            tokens[hidden] = UNKNOWN
        return torch.from_numpy(tokens), torch.from_numpy(ends)
