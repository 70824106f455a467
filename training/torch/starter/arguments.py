"""Command-line arguments that the programs of the recipe have in common."""

import argparse

HELP = {
    "cache": "cache of the training images (teacher.py)",
    "val-cache": "cache of the validation images (teacher.py)",
    "model": "model.safetensors of a finished model",
    "out": "file or folder to write",
    "run": "run folder: made, or resumed when it holds a checkpoint",
    "shared": "folder with data/rsicd-150px, data/ucmerced, data/rsicd-paraphrases.jsonl and data/teacher",
    "spec": "JSON file of specs/",
}


def program_arguments(description, *required):
    """An argument parser with `description` as its help and the named required arguments."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in required:
        parser.add_argument(f"--{name}", required=True, help=HELP.get(name))
    return parser
