"""`spec.json` of a run as people write it (training/RUNS.md).

Fields that are left out have defaults; paths are relative to the file.
"""

import copy
import json
import os
import re

OUR_FIELDS = {"image": "image", "long": "long", "short": "short", "group": "group", "class": "class"}
DEFAULTS = {
    "version": 1,
    "texts": "both",
    "firstSentenceAsShort": False,
    "omega": {"kind": "constant", "omega": 0.8},
    "otherSentences": [],
    "parts": {"kind": "last-blocks", "blocks": 2},
    "positions": "stretched",
    "optimizer": {"kind": "adamw"},
    "learningRate": {"kind": "cosine", "rate": 5e-5, "warmUpSteps": 10},
    "largestGradientNorm": 1,
    "batch": 64,
    "memoryBudgetMb": None,
    "length": {"kind": "epochs", "epochs": 5},
    "keptShare": 0,
    "seed": 1,
    "augmentation": {},
    "validation": {"kind": "share", "share": 0.1},
    "checkpointMinutes": 10,
    "samples": None,
    "device": "cpu",
    "threads": 0,
}
OPTIMIZERS = {
    "sgd": {"momentum": 0.9, "dampening": 0.1, "weightDecay": 0, "decayed": "all"},
    "adamw": {"betas": [0.9, 0.98], "epsilon": 1e-6, "weightDecay": 0.2, "decayed": "matrices"},
}
KINDS = {
    "base": ("model", "checkpoint"),
    "data": ("files", "collected"),
    "omega": ("constant", "linear", "cosine"),
    "parts": ("all", "tower", "last-blocks", "projections"),
    "optimizer": ("sgd", "adamw"),
    "learningRate": ("constant", "cosine"),
    "length": ("epochs", "steps"),
    "validation": ("none", "share", "pairs"),
}

# Characters: run and model folder are named after it.
LONGEST_NAME = 64
MOST_KEPT = 0.99
EVERYDAY = f"{os.path.dirname(__file__)}/everyday_sentences.txt"
"""The sentences that ship with the application, one a line."""


class InvalidInput(Exception):
    """Error of the user's input. The message names the file or field, what is wrong and what to do."""


def parse_spec(text, path):
    """The spec with every field and absolute paths; `path` is the file's own absolute path.

    Fields that follow from the number of pairs have the values for a large set: see `given_fields`.
    Raises `InvalidInput`.
    """
    try:
        written = json.loads(text)
    except ValueError as error:
        raise InvalidInput(f"{path}: is not JSON ({error})") from error
    if not isinstance(written, dict):
        raise InvalidInput(f"{path}: expected an object that describes a run")
    spec = {**copy.deepcopy(DEFAULTS), **written}
    check_spec(spec, path)
    spec["otherSentences"] = listed_sentences(spec["otherSentences"])
    optimizer = spec["optimizer"]
    spec["optimizer"] = {**OPTIMIZERS[optimizer["kind"]], **optimizer}
    spec["augmentation"] = {"flips": False, "turns": False, "smallestCrop": 1, **spec["augmentation"]}
    spec["data"] = _whole_source(spec["data"])
    if spec["validation"]["kind"] == "pairs":
        spec["validation"] = {**spec["validation"], "source": _whole_source(spec["validation"]["source"])}
    return _with_absolute_paths(spec, os.path.dirname(path))


def given_fields(text):
    """Names of the fields that a spec states."""
    return set(json.loads(text))


def listed_sentences(sentences):
    """The sentences that a spec names."""
    if sentences != "everyday":
        return sentences
    with open(EVERYDAY, encoding="utf-8") as file:
        return file.read().splitlines()


def check_spec(spec, at):
    """Raises `InvalidInput` for a fault that would otherwise surface far from its cause.

    `at` is the file's path.
    """
    for field in ("name", "base", "data"):
        if field not in spec:
            raise InvalidInput(f"{at}: has no {field}")
    for field in spec:
        if field not in DEFAULTS and field not in ("name", "base", "data"):
            raise InvalidInput(f"{at}.{field}: no such field")
    if spec["version"] != 1:
        raise InvalidInput(f"{at}.version: expected 1, found {spec['version']}")
    for field, kinds in KINDS.items():
        kind = spec[field].get("kind") if isinstance(spec[field], dict) else None
        if kind not in kinds:
            raise InvalidInput(f"{at}.{field}.kind: expected {', '.join(kinds)}, found {kind!r}")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*(?<!\.)", str(spec["name"])):
        raise InvalidInput(
            f'{at}.name: {json.dumps(spec["name"])}: use letters, digits, ".", "_" and "-", '
            "starting with a letter or digit"
        )
    if len(str(spec["name"])) > LONGEST_NAME:
        raise InvalidInput(f"{at}.name: longer than {LONGEST_NAME} characters")
    if spec["texts"] not in ("both", "long", "short"):
        raise InvalidInput(f"{at}.texts: expected both, long or short, found {spec['texts']!r}")
    sentences = spec["otherSentences"]
    if sentences != "everyday" and not (
        isinstance(sentences, list) and all(isinstance(each, str) for each in sentences)
    ):
        raise InvalidInput(f'{at}.otherSentences: expected "everyday" or a list of sentences')
    kept = spec["keptShare"]
    if not isinstance(kept, (int, float)) or not 0 <= kept <= MOST_KEPT:
        raise InvalidInput(f"{at}.keptShare: expected 0 to {MOST_KEPT}, found {kept!r}")
    if spec["firstSentenceAsShort"] and spec["texts"] == "long":
        raise InvalidInput(
            f'{at}.firstSentenceAsShort: has no effect with texts "long", since short texts are not '
            "compared: remove it or change texts"
        )


def kinds_of(spec):
    """Kinds of text that a run compares with the images."""
    return ["long", "short"] if spec["texts"] == "both" else [spec["texts"]]


def _whole_source(source):
    if source.get("kind") != "files":
        return source
    return {
        "imageRoot": None,
        "pictures": "anywhere",
        **source,
        "fields": {**OUR_FIELDS, **source.get("fields", {})},
    }


def _with_absolute_paths(spec, folder):
    def absolute(path):
        return path if path is None or os.path.isabs(path) else f"{folder}/{path}"

    def source(each):
        if each["kind"] != "files":
            return each
        return {
            **each,
            "paths": [absolute(p) for p in each["paths"]],
            "imageRoot": absolute(each["imageRoot"]),
        }

    base, validation, samples = spec["base"], spec["validation"], spec["samples"]
    spec = {**spec, "data": source(spec["data"])}
    if base["kind"] == "checkpoint":
        spec["base"] = {"activation": None, **base, "path": absolute(base["path"])}
    if validation["kind"] == "pairs":
        spec["validation"] = {**validation, "source": source(validation["source"])}
    if samples is not None and samples["scene"]["kind"] == "file":
        spec["samples"] = {
            **samples,
            "scene": {**samples["scene"], "path": absolute(samples["scene"]["path"])},
        }
    return spec
