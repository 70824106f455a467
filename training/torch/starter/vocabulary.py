"""A compact vocabulary for training: only the ids that training texts use get a row; row 0 stands for any other id.

Row 0 is trained by replacing random tokens with it, and fills every unseen row of the exported [49408, W] table, so that an
unknown word is neutral instead of random.
"""

import numpy as np
import torch

UNKNOWN = 0


class Vocabulary:
    """ids: sorted CLIP ids with a row of their own (row = place + 1)."""

    def __init__(self, tokenizer, ids):
        self.tokenizer, self.ids = tokenizer, sorted(ids)
        self.row = {i: n + 1 for n, i in enumerate(self.ids)}
        self.cache = {}

    @classmethod
    def from_texts(cls, tokenizer, texts):
        ids = {i for text in texts for i in tokenizer.encode_with_ends(text)}
        return cls(tokenizer, ids)

    def __len__(self):
        return len(self.ids) + 1

    def rows(self, text, limit=248):
        """Rows of a text with both ends, cut to `limit`."""
        known = self.cache.get((text, limit))
        if known is None:
            known = np.array(
                [self.row.get(i, UNKNOWN) for i in self.tokenizer.encode_with_ends(text, limit)], np.int64
            )
            self.cache[(text, limit)] = known
        return known

    def batch(self, texts, limit=248, unknown_share=0.0, rng=None):
        """Padded rows [B,L] and the place of each end [B]; `unknown_share` of the inner tokens become unknown."""
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
