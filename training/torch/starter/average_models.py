"""Averages the weights of two models, one trained from the other.

  run.sh average_models --first A.safetensors --second B.safetensors --share 0.5 --out C.safetensors

The average keeps more of what only one of the two sees in images unlike the training images (Wortsman et al.
2022, "Robust fine-tuning of zero-shot models").
"""

from ..clip import safetensors_file
from .arguments import program_arguments
from .export import half_matrices


def average(first, second, share):
    """Weighted mean of two state dicts with the same keys and shapes: matrices float16, vectors float32."""
    if first.keys() != second.keys():
        raise SystemExit("--first and --second have different keys: average models of the same architecture")
    return half_matrices({k: (1 - share) * first[k].float() + share * second[k].float() for k in first})


def main():
    parser = program_arguments(__doc__, "first", "second", "out")
    parser.add_argument("--share", type=float, default=0.5, help="share of the second model, 0 to 1")
    args = parser.parse_args()
    averaged = average(safetensors_file.read(args.first), safetensors_file.read(args.second), args.share)
    safetensors_file.write(args.out, averaged, {"format": "pt", "name": "longsight-starter"})


if __name__ == "__main__":
    main()
