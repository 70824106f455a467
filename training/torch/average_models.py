"""Averages the weights of two models of one line of descent (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").

  python3 average_models.py --first A.safetensors --second B.safetensors --share 0.5 [--image-of D.safetensors] --out C.safetensors

`share` is that of the second. The average keeps more of what only one of them sees in pictures unlike those of training.
With `--image-of` only the text towers are averaged; the image tower is that model's.
"""
import argparse

import safetensors_file
from export import half_matrices


def average(first, second, share):
    """State dicts with the same keys and shapes → one of the same, in the precision of the published files."""
    if first.keys() != second.keys():
        raise SystemExit("the two models have different layouts")
    return half_matrices({k: (1 - share) * first[k].float() + share * second[k].float() for k in first})


def with_image_tower(model, other):
    """`model` with the image tower of `other`, whose shapes must be the same."""
    return {k: other[k] if k.startswith("visual.") else v for k, v in model.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("first", "second", "out"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--share", type=float, default=0.5)
    parser.add_argument("--image-of")
    args = parser.parse_args()
    averaged = average(safetensors_file.read(args.first), safetensors_file.read(args.second), args.share)
    if args.image_of:
        averaged = with_image_tower(averaged, safetensors_file.read(args.image_of))
    safetensors_file.write(args.out, averaged, {"format": "pt", "name": "longsight-starter"})


if __name__ == "__main__":
    main()
