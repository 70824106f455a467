"""Writes a model folder from the runs: model.safetensors with all 49,408 token rows, and config.json.

  run.sh export --text RUN/checkpoint.pt --image RUN/checkpoint.pt --out models/starter
  run.sh export --text-of MODEL.safetensors --image RUN/checkpoint.pt --out FOLDER

A joint run (stage 3) given as --image supplies its text tower too. With --text-of, the text tower is an
unchanged copy of a finished model's, against which the image tower was trained (fit_heads.py).
"""

import hashlib
import json
import os

import torch

from ..clip import safetensors_file
from ..clip.conventions import CLIP_CONVENTIONS
from ..clip.model import KEPT_POSITIONS, published_state
from ..clip.tokenizer import Tokenizer, read_merges
from .arguments import program_arguments
from .train_image import ImageStage, load_text_stage

TRAINED_POSITIONS = 160
"""Hardly any training text is longer: the rows from here on repeat the mean of the 20 before."""


def full_token_table(rows, ids, size=49408):
    """Token table [size, W]: the trained row of each known id, row 0 (unknown) for all others."""
    table = rows[0].expand(size, -1).clone()
    table[torch.tensor(ids)] = rows[1:]
    return table


def merged_positions(text):
    """One position table [248, W] for both names, so that readers that know only one of them agree."""
    table = text.positions(len(text.positional_embedding)).detach().clone()
    table[TRAINED_POSITIONS:] = table[TRAINED_POSITIONS - KEPT_POSITIONS : TRAINED_POSITIONS].mean(0)
    return table


def export(visual, text, scale, ids):
    """Published state dict, matrices float16, vectors float32."""
    state = published_state(visual, text, scale)
    state["token_embedding.weight"] = full_token_table(text.token_embedding.weight.detach(), ids)
    state["positional_embedding"] = state["positional_embedding_res"] = merged_positions(text)
    return half_matrices(state)


def with_image_tower(state, image):
    """A published state dict with the image tower and scale of a stage 2; its text tower is unchanged."""
    visual = {f"visual.{k}": v for k, v in image.visual.state_dict().items()}
    return half_matrices({**state, **visual, "logit_scale": image.logit_scale})


def half_matrices(state):
    """A state dict with matrices float16 and vectors float32."""
    return {k: v.detach().half() if v.ndim >= 2 else v.detach().float() for k, v in state.items()}


def write_folder(folder, state, seed):
    """model.safetensors and config.json; returns the weights' SHA-256 and size in bytes."""
    os.makedirs(folder, exist_ok=True)
    weights = os.path.join(folder, "model.safetensors")
    safetensors_file.write(weights, state, {"format": "pt", "name": "longsight-starter"})
    with open(weights, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    patch = state["visual.conv1.weight"].shape[-1]
    config = {
        "name": "longsight-starter",
        "kind": "starter",
        "description": "A small demonstration model trained from scratch; "
        "load published LRSCLIP / DGTRS-CLIP weights for real work.",
        "license": "Research use only: trained on AID imagery (Google Earth) with RSICD captions. "
        "See MODEL_CARD.md.",
        "weights": {"file": "model.safetensors", "sha256": digest, "bytes": os.path.getsize(weights)},
        "activation": "quick_gelu",
        "imageSize": patch * round((len(state["visual.positional_embedding"]) - 1) ** 0.5),
        "patchSize": patch,
        "contextLength": 248,
        "conventions": CLIP_CONVENTIONS,
        "trainedGroundMetres": {"low": 45, "high": 4800},
        "seed": seed,
    }
    with open(os.path.join(folder, "config.json"), "w") as file:
        json.dump(config, file, indent=2)
        file.write("\n")
    return digest, os.path.getsize(weights)


def main():
    parser = program_arguments(__doc__)
    text_tower = parser.add_mutually_exclusive_group(required=True)
    text_tower.add_argument("--text", help="checkpoint of a text run")
    text_tower.add_argument("--text-of", help="model.safetensors of a finished model")
    parser.add_argument("--image", required=True, help="checkpoint of an image run or a joint run")
    parser.add_argument("--out", required=True, help="model folder to write")
    args = parser.parse_args()
    stored = torch.load(args.image, map_location="cpu")
    image = ImageStage(stored["spec"])
    image.load_state_dict(stored["average"])
    if args.text_of:
        state = with_image_tower(safetensors_file.read(args.text_of), image)
    else:
        text, vocabulary, _ = load_text_stage(args.text, Tokenizer(read_merges()))
        if "average_text" in stored:
            text.text.load_state_dict(stored["average_text"])
        state = export(image.visual, text.text, image.logit_scale, vocabulary.ids)
    digest, size = write_folder(args.out, state, stored["spec"]["seed"])
    print(digest, size)


if __name__ == "__main__":
    main()
