"""Weights that a run starts from, under their published names, and those it trains (training/RUNS.md)."""

import hashlib
import json
import os
import pickle
import re

import torch

from ..clip import safetensors_file
from ..clip.conventions import unsupported_convention
from ..clip.kernels import quick_gelu
from ..clip.model import KEPT_POSITIONS
from .run_spec import InvalidInput

STRETCHED, SHORT, LONG = "positional_embedding_res", 77, 248
ACTIVATIONS = {"quick_gelu": quick_gelu, "gelu": torch.nn.functional.gelu}
BLOCK = re.compile(r"(?:^|\.)transformer\.resblocks\.(\d+)\.")
HEADS = re.compile(r"^(visual\.ln_post\.|ln_final\.|visual\.proj$|text_projection$)")


def read_base(spec, models):
    """(state dict, activation, sha256 of the file).

    `models` is the folder of the application's models, or None.
    Raises `InvalidInput` when the base cannot be found or read, or holds other keys or values than a CLIP.
    """
    base = spec["base"]
    if base["kind"] == "model":
        if models is None:
            raise InvalidInput(f"base: the model {base['model']} is in a data folder: add --data-folder")
        with open(f"{models}/{base['model']}/config.json", encoding="utf-8") as file:
            config = json.load(file)
        unsupported = unsupported_convention(config)
        if unsupported is not None:
            raise InvalidInput(f"{models}/{base['model']}/config.json: {unsupported}")
        path = f"{models}/{base['model']}/weights.safetensors"
        activation, sha256 = config["clip"]["activation"], config["weights"]["sha256"]
        if file_sha256(path) != sha256:
            raise InvalidInput(
                f"{path}: the file is damaged (its SHA-256 is not that in config.json): "
                "import the model again"
            )
    else:
        path, activation = base["path"], base["activation"]
        sha256 = file_sha256(path)
    state = published(_read(path), path)
    if activation is None and STRETCHED not in state:
        # All published stretched models were trained from OpenAI's, which use QuickGELU.
        raise InvalidInput(
            f"{path}: the weights do not show whether the model uses QuickGELU or exact GELU: add "
            '"activation": "quick_gelu" (OpenAI\'s CLIP and its fine-tunings) or "gelu" (open_clip\'s '
            "defaults) to the base"
        )
    activation = activation or "quick_gelu"
    if spec["positions"] == "stretched" and STRETCHED not in state:
        state = {**state, **_stretched(state["positional_embedding"])}
    for key, tensor in state.items():
        if not torch.isfinite(tensor).all():
            raise InvalidInput(
                f"{path}: {key} holds values that are not finite; the weights are damaged: get the file again"
            )
    return state, activation, sha256


def trainable_keys(parts, keys):
    """The keys that train: `logit_scale` always does, and the first of two position tables never."""
    keys = list(keys)
    trains = _part_filter(parts, keys)
    kept = {"positional_embedding"} if STRETCHED in keys else set()
    return {key for key in keys if key == "logit_scale" or (trains(key) and key not in kept)}


def published(state, path):
    """Float32 tensors of a dual encoder in the published layout.

    Takes them out of `state_dict` or `model`, and removes the prefix `module.`. Raises `InvalidInput` when
    the keys are not the published ones.
    """
    for wrapper in ("state_dict", "model"):
        if isinstance(state.get(wrapper), dict):
            state = state[wrapper]
    state = {key[7:] if key.startswith("module.") else key: value for key, value in state.items()}
    if "visual.conv1.weight" not in state or "token_embedding.weight" not in state:
        raise InvalidInput(
            f"{path}: keys are not CLIP's published ones: import it into the application and use that model"
        )
    known = re.compile(
        r"^(visual\.)?(transformer\.resblocks\.\d+\..*|ln_\w+\..*|\w*embedding\w*(\.weight)?|proj|conv1\.weight)$"
        r"|^text_projection$|^logit_scale$"
    )
    return {key: value.float() for key, value in state.items() if torch.is_tensor(value) and known.match(key)}


def _read(path):
    if path.endswith(".safetensors"):
        return safetensors_file.read(path)
    try:
        # Weights only: a pickle that calls anything else is refused.
        return torch.load(path, map_location="cpu", weights_only=True)
    except (RuntimeError, pickle.UnpicklingError) as error:
        raise InvalidInput(
            f"{path}: torch.load finds no state dict: import it into the application and use that model"
        ) from error


def file_sha256(path):
    digest = hashlib.sha256()
    if not os.path.exists(path):
        raise InvalidInput(f"{path}: no such checkpoint file")
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(2**24), b""):
            digest.update(block)
    return digest.hexdigest()


def _stretched(table):
    """Both tables of a stretched checkpoint, by KPS: 77 positions become 248."""
    if len(table) == LONG:
        return {"positional_embedding": table, STRETCHED: table.clone()}
    if len(table) != SHORT:
        raise InvalidInput(f"positional_embedding: expected {SHORT} or {LONG} positions, found {len(table)}")
    following = torch.cat([table[1:], 2 * table[-1:] - table[-2:-1]])
    quarters = torch.stack([((4 - j) * table + j * following) / 4 for j in range(4)], 1)  # [77, 4, W]
    quarters[-1] = torch.stack([table[-1] + j * (table[-1] - table[-2]) / 4 for j in range(4)])
    whole = torch.cat([table[:KEPT_POSITIONS], quarters[KEPT_POSITIONS:].flatten(0, 1)])
    return {"positional_embedding": whole, STRETCHED: whole.clone()}


def _part_filter(parts, keys):
    kind = parts["kind"]
    if kind == "all":
        return lambda key: True
    if kind == "tower":
        return lambda key: key.startswith("visual.") == (parts["tower"] == "vision")
    if kind == "projections":
        return lambda key: key in ("visual.proj", "text_projection")
    layers = {v: 1 + max(_block(k) for k in keys if k.startswith("visual.") == v) for v in (True, False)}
    if parts["blocks"] > min(layers.values()):
        raise InvalidInput(f"parts.blocks: expected 1 to {min(layers.values())}, found {parts['blocks']}")
    return lambda key: (
        bool(HEADS.match(key)) or _block(key) >= layers[key.startswith("visual.")] - parts["blocks"]
    )


def _block(key):
    found = BLOCK.search(key)
    return int(found.group(1)) if found else -1
