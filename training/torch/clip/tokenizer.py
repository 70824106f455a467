"""CLIP's byte-level BPE (Radford et al. 2021), 49,408 ids.

Texts that are not plain ASCII need ftfy first (rows.py).
"""

import functools
import html
import json
import re
from pathlib import Path

MERGES = Path(__file__).resolve().parents[3] / "models/tokenizer/bpe-merges.json"
START, END = 49406, 49407
CONTEXT = 248
WORD = re.compile(
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|(?:[^\s\w]|_)+", re.IGNORECASE
)


def read_merges():
    """The application's 48,894 merge rules as pairs, best first."""
    text = MERGES.read_text(encoding="utf-8")
    return [tuple(line.split()) for line in json.loads(text)["merges"].split("\n")]


def byte_characters():
    """The printable character that stands for each byte, in the order of CLIP's first 256 ids."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [b for b in range(256) if b not in shown]
    return {**{b: chr(b) for b in shown}, **{b: chr(256 + i) for i, b in enumerate(hidden)}}


class Tokenizer:
    """Text → token ids: `encode` gives bare ids, `encode_with_ends` adds the start and end tokens."""

    def __init__(self, merges):
        self.bytes = byte_characters()
        alphabet = list(self.bytes.values())
        words = alphabet + [c + "</w>" for c in alphabet] + ["".join(m) for m in merges]
        self.ids = {word: i for i, word in enumerate(words)}
        self.whole = {"<|startoftext|>": [START], "<|endoftext|>": [END]}
        self.ranks = {pair: i for i, pair in enumerate(merges)}
        self.word_ids = functools.lru_cache(maxsize=None)(self._word_ids)

    def encode(self, text):
        """Ids of the cleaned, lower-cased text, without start and end."""
        text = " ".join(html.unescape(html.unescape(text)).split()).lower()
        return [i for word in WORD.findall(text) for i in self.word_ids(word)]

    def encode_with_ends(self, text, limit=CONTEXT):
        """[start, ids…, end], cut to `limit` ids with the end kept, as CLIP's tokenize does with truncate."""
        return [START, *self.encode(text)[: limit - 2], END]

    def _word_ids(self, word):
        if word in self.whole:
            return self.whole[word]
        parts = [self.bytes[b] for b in word.encode("utf-8")]
        parts[-1] += "</w>"
        while len(parts) > 1:
            pairs = list(zip(parts, parts[1:]))
            best = min(pairs, key=lambda p: self.ranks.get(p, len(self.ranks)))
            if best not in self.ranks:
                break
            merged, at = [], 0
            while at < len(parts):
                if at + 1 < len(parts) and (parts[at], parts[at + 1]) == best:
                    merged.append(parts[at] + parts[at + 1])
                    at += 2
                else:
                    merged.append(parts[at])
                    at += 1
            parts = merged
        return [self.ids[p] for p in parts]
