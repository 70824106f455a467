"""Averages the weights of two models of one line of descent (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").

  python3 average_models.py --first A.safetensors --second B.safetensors --share 0.5 --out C.safetensors

`share` is that of the second. The average keeps more of what only one of them sees in pictures unlike those of training.
"""

from ..clip import safetensors_file
from .arguments import program_arguments
from .export import half_matrices


def average(first, second, share):
    """State dicts with the same keys and shapes → one of the same, in the precision of the published files."""
    if first.keys() != second.keys():
        raise SystemExit("the two models have different layouts")
    return half_matrices({k: (1 - share) * first[k].float() + share * second[k].float() for k in first})


def main():
    parser = program_arguments(__doc__, "first", "second", "out")
    parser.add_argument("--share", type=float, default=0.5, help="share of the second model, 0 to 1")
    args = parser.parse_args()
    averaged = average(safetensors_file.read(args.first), safetensors_file.read(args.second), args.share)
    safetensors_file.write(args.out, averaged, {"format": "pt", "name": "longsight-starter"})


if __name__ == "__main__":
    main()
