"""Command-line arguments that the programs of the recipe have in common."""

import argparse

HELP = {
    "cache": "folder that teacher.py wrote for the training images",
    "val-cache": "folder that teacher.py wrote for the validation images",
    "model": "model.safetensors of a finished model",
    "out": "file or folder to write",
    "run": "run folder: made, or resumed when it holds a checkpoint",
    "shared": "folder with data/rsicd-150px, data/ucmerced, data/rsicd-paraphrases.jsonl and data/teacher",
    "spec": "JSON file of specs/",
}


def program_arguments(description, *required):
    """An argument parser whose help is `description`, with the named required arguments."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in required:
        parser.add_argument(f"--{name}", required=True, help=HELP.get(name))
    return parser
