"""What a run still needs of its base: features of counter-examples, and weights of which it keeps a share."""

import torch
import torch.nn.functional as F

from ..clip.model import DualEncoder
from ..clip.tokenizer import Tokenizer, read_merges
from .base_weights import ACTIVATIONS
from .rows import padded, repaired
from .run_spec import kinds_of

SAME_SUBJECT = 0.6
"""A sentence this close to a caption may be about the same thing: it is left out."""
SAME_MEANING = 0.85
"""Two texts of a run this close mean the same: each fits the other's image."""
TEXTS = 64
"""Texts in the tower at a time."""


def encode_others(spec, state, activation, pairs, device):
    """Unit features [K, E] of the spec's sentences by the base, or None, and the `AlikeTexts` of the run.

    Leaves out those that may be about the same as a training text. `state` has the base's weights.
    """
    sentences = spec["otherSentences"]
    if not sentences:
        return None, None
    texts = list(dict.fromkeys(getattr(pair, kind) for kind in kinds_of(spec) for pair in pairs))
    model = DualEncoder(state, ACTIVATIONS[activation]).to(device)
    tokenizer, context = Tokenizer(read_merges()), len(state["positional_embedding"])

    def encode(these):
        rows = [tokenizer.encode_with_ends(repaired(text), context) for text in these]
        parts = [padded(rows[at : at + TEXTS]) for at in range(0, len(rows), TEXTS)]
        encoded = [model.text(ids.to(device), ends.to(device), torch.float32) for ids, ends in parts]
        return F.normalize(torch.cat(encoded), dim=-1)

    with torch.no_grad():
        captions, others = encode(texts), encode(sentences)
        others = others[(others @ captions.T).max(1).values < SAME_SUBJECT]
    return (others, AlikeTexts(texts, captions)) if len(others) else (None, None)


class AlikeTexts:
    """Texts of a run that mean the same: an image fits all of them, not only its own."""

    def __init__(self, texts, features):
        self.rows, self.features = {text: i for i, text in enumerate(texts)}, features

    def shares(self, texts):
        """Which of the texts are alike [N, N], in shares: the sum of a row is 1."""
        rows = self.features[[self.rows[text] for text in texts]]
        alike = (rows @ rows.T >= SAME_MEANING).float().fill_diagonal_(1)
        return alike / alike.sum(1, keepdim=True)


def kept_share(share, key):
    """Share of the base in a weight of the result.

    The text tower keeps more; the same rule as `core/documents/kept-share.ts`.
    """
    is_text = key != "logit_scale" and not key.startswith("visual.")
    return 1 - (1 - share) ** 2 if is_text else share


class KeptShare:
    """The trained weights of the base, blended with those of the moment.

    `parameters` maps parameter → published key.
    """

    def __init__(self, share, state, parameters):
        self.shares = {p: kept_share(share, key) for p, key in parameters.items()}
        self.base = {p: state[key].to(p.device, copy=True) for p, key in parameters.items()}

    def __enter__(self):
        """share * base + (1 - share) * trained, until the end of the `with` block."""
        with torch.no_grad():
            self.trained = {p: p.detach().clone() for p in self.base}
            for p, before in self.base.items():
                p.copy_(self.shares[p] * before + (1 - self.shares[p]) * p)

    def __exit__(self, *_):
        with torch.no_grad():
            for p, trained in self.trained.items():
                p.copy_(trained)
        self.trained = {}
