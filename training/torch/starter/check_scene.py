"""Prints the best sliding windows of a scene for sentences, to see the model at its real task.

  run.sh check_scene --model MODEL --scene manila_bridge.tif --sizes 512,768,1024 "a sentence" …
  run.sh check_scene --model MODEL --cases training/torch/starter/specs/scene-cases.json --scenes FOLDER

A case file gives sentences with the region (polygon in full-resolution pixels) that they must hit, and
sentences for things that are absent. Printed are the share of the best windows in the region, and the scores
of present and absent sentences on one scale.
"""

import json
import os

import numpy as np
from PIL import Image, ImageDraw

from ..clip import safetensors_file
from ..clip.model import DualEncoder
from ..clip.tokenizer import Tokenizer, read_merges
from .arguments import program_arguments
from .embed import embed_images, embed_texts

Image.MAX_IMAGE_PIXELS = None
BLACK_SHARE = 0.4


def sliding_windows(image, sizes):
    """[(col, row, size)] in pixels, at half-size steps, the last one moved back to the edge.

    Windows that are mostly black are left out.
    """
    out = []
    black = np.asarray(image.resize((image.width // 16, image.height // 16), Image.BOX)).max(-1) < 6
    for size in sizes:
        if size > min(image.size):
            continue
        starts = [
            sorted({min(s, length - size) for s in range(0, length, size // 2)}) for length in image.size
        ]
        for row in starts[1]:
            for col in starts[0]:
                part = black[row // 16 : (row + size) // 16, col // 16 : (col + size) // 16]
                if part.mean() <= BLACK_SHARE:
                    out.append((col, row, size))
    return out


def scores_of(model, tokenizer, image, windows, sentences):
    """Cosines [windows, sentences]."""
    crops = [image.crop((c, r, c + s, r + s)) for c, r, s in windows]
    return (embed_images(model, crops) @ embed_texts(model, tokenizer, sentences).T).numpy()


def overlap(window, polygon):
    """Share of a window's area inside a polygon [[x, y], …]."""
    col, row, size = window
    mask = Image.new("1", (64, 64))
    ImageDraw.Draw(mask).polygon([((x - col) * 64 / size, (y - row) * 64 / size) for x, y in polygon], fill=1)
    return float(np.asarray(mask).mean())


def show_top(windows, column, count=5):
    """Prints the windows with the highest scores."""
    for place in np.argsort(-column)[:count]:
        col, row, size = windows[place]
        print(f"    {column[place]:.3f}  col {col} row {row} size {size}")


def run_case(model, tokenizer, folder, case):
    """Prints the results of one scene; returns (top scores of present sentences, of absent ones)."""
    image = Image.open(os.path.join(folder, case["scene"])).convert("RGB")
    windows = sliding_windows(image, case["sizes"])
    present, absent = [p["sentence"] for p in case["present"]], case["absent"]
    table = scores_of(model, tokenizer, image, windows, present + absent)
    print(f"{case['scene']}: {len(windows)} windows")
    for number, entry in enumerate(case["present"]):
        column, line = table[:, number], ""
        if "region" in entry:
            inside = np.array([overlap(w, entry["region"]) for w in windows])
            order = np.argsort(-column)
            line = (
                " share of the top 5 in the region "
                + " ".join(f"{inside[i]:.2f}" for i in order[:5])
                + f" (best window: {inside.max():.2f})"
            )
        print(f"  present {column.max():.3f} mean {column.mean():.3f} | {entry['sentence']}{line}")
        show_top(windows, column, 3)
    for number, sentence in enumerate(absent, len(present)):
        print(f"  absent  {table[:, number].max():.3f} mean {table[:, number].mean():.3f} | {sentence}")
    return table[:, : len(present)].max(0), table[:, len(present) :].max(0)


def main():
    parser = program_arguments(__doc__, "model")
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--cases", help="case file with scenes and sentences; needs --scenes")
    asked.add_argument("--scene", help="image file for the sentences of the command line")
    parser.add_argument("--scenes", help="folder of the scenes that the case file names")
    parser.add_argument("--sizes", default="512,768,1024", help="window sizes in pixels")
    parser.add_argument("sentences", nargs="*")
    args = parser.parse_args()
    if args.cases and not args.scenes:
        parser.error("--cases needs --scenes, the folder of its scenes")
    model, tokenizer = DualEncoder(safetensors_file.read(args.model)).eval(), Tokenizer(read_merges())
    if args.cases:
        with open(args.cases) as file:
            results = [run_case(model, tokenizer, args.scenes, case) for case in json.load(file)]
        present, absent = (np.concatenate([r[k] for r in results]) for k in (0, 1))
        auc = (present[:, None] > absent[None]).mean()
        print(f"top score: present {present.mean():.3f}, absent {absent.mean():.3f}; AUC {auc:.3f}")
        return
    image = Image.open(args.scene).convert("RGB")
    windows = sliding_windows(image, [int(s) for s in args.sizes.split(",")])
    table = scores_of(model, tokenizer, image, windows, args.sentences)
    for number, sentence in enumerate(args.sentences):
        print(sentence)
        show_top(windows, table[:, number])


if __name__ == "__main__":
    main()
