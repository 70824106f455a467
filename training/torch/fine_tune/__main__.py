"""Fine-tunes a model on caption pairs under PyTorch DDP, with the application's spec and run folder.

Started from the root of the checkout:

  python3 -m training.torch.fine_tune SPEC.json [--run FOLDER] [--data-folder FOLDER]   starts a run
  python3 -m training.torch.fine_tune FOLDER/runs/ID                                    resumes any run
  torchrun --nproc_per_node 4 -m training.torch.fine_tune …                             with several processes

The batch of the spec is divided among the processes. training/RUNS.md describes the spec, the order of the
data and the run folder.
"""

import argparse
import os
import sys

import torch
import torch.distributed as dist

from ..clip.processes import rank, start_processes, world
from .fine_tuning import FineTuning
from .fitted_settings import FITTED, fitted
from .pairs import read_run_pairs
from .run_spec import InvalidInput, given_fields, parse_spec
from .tuned_run import TunedRun


def run_of(place, folder, data_folder):
    """(run, its spec, whether it is new).

    `place` is a spec, which starts or resumes its run, or the folder of a run.
    `folder` is where a spec's run goes; None = its name in `runs/` of `data_folder`, or beside the spec.
    Raises `InvalidInput` when the spec cannot be read or the folder holds a run of another spec.
    """
    place = os.path.abspath(place)
    is_folder = os.path.isdir(place)
    path = f"{place}/spec.json" if is_folder else place
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be read ({error.strerror})") from error
    spec, given = parse_spec(text, path), given_fields(text)
    home = f"{data_folder}/runs" if data_folder else f"{os.path.dirname(place)}/runs"
    target = place if is_folder else os.path.abspath(folder) if folder else f"{home}/{spec['name']}"
    stored = None
    if os.path.exists(f"{target}/spec.json"):
        with open(f"{target}/spec.json", encoding="utf-8") as file:
            stored_text = file.read()
        stored = parse_spec(stored_text, f"{target}/spec.json")
        # A run of an earlier version does without the fields that it does not state.
        given |= set(FITTED) - given_fields(stored_text)
    if not given.issuperset(FITTED):
        train, _, _ = read_run_pairs(spec, data_folder and f"{data_folder}/datasets")
        spec = fitted(spec, given, len(train))
    run = TunedRun(target, rank() == 0, spec["keptShare"] > 0)
    if stored is not None:
        if stored != spec:
            raise InvalidInput(
                f"{target}: already holds a run of another spec: choose another folder with --run"
            )
        return run, spec, False
    return run, spec, True


def main():
    parser = argparse.ArgumentParser(
        prog="python3 -m training.torch.fine_tune",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("spec", help="spec.json of a new run, or the folder of a run")
    parser.add_argument(
        "--run",
        help="folder of a new run; default: NAME in runs/ of the data folder, or in runs/ beside the spec",
    )
    parser.add_argument(
        "--data-folder", help="the application's data folder, for its models and collected data sets"
    )
    parser.add_argument(
        "--chunk-rows",
        type=int,
        help="pairs in the towers at a time on each process (gradient caching); default: its whole share",
    )
    parser.add_argument(
        "--pcm",
        type=int,
        metavar="COMPONENTS",
        help="compare the short texts with the images' first principal components (32 in Long-CLIP)",
    )
    args = parser.parse_args()
    device = start_processes()
    try:
        run, spec, is_new = run_of(args.spec, args.run, args.data_folder)
        local = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
        torch.set_num_threads(spec["threads"] or max(1, (os.cpu_count() or 1) // local))
        data_folder = args.data_folder or _data_folder_of(run.path)
        _train(run, spec, is_new, device, data_folder, args)
    except InvalidInput as error:
        if rank() == 0:
            print(error, file=sys.stderr)
        sys.exit(1)
    _leave()


def _leave():
    """Ends a process among several at once.

    With PyTorch 1.13, Gloo's threads may outlive the interpreter, which then aborts although all work is
    done.
    """
    if world() > 1:
        dist.barrier()
        dist.destroy_process_group()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _train(run, spec, is_new, device, data_folder, args):
    tuning = None
    if is_new:
        run.create(spec)
    if run.writes:
        run.lock()
        # A stop file of a run that was killed. One that appears from now on is meant for this run.
        run.clear_stop()
    _together()
    try:
        run.read_log()
        _together()
        if run.first("done"):
            return
        if spec["samples"] is not None and run.writes:
            print(
                "samples: only the application ranks sample sentences on a scene; they are left out",
                file=sys.stderr,
            )
        tuning = FineTuning(run, spec, device, data_folder, args.chunk_rows, args.pcm)
        tuning.to_the_end()
    except (InvalidInput, OSError, RuntimeError) as error:
        if tuning:
            tuning.failed(error)
        raise
    finally:
        if run.writes:
            run.unlock()


def _together():
    if world() > 1:
        dist.barrier()


def _data_folder_of(run):
    home = os.path.dirname(os.path.dirname(run))
    return (
        home if os.path.basename(os.path.dirname(run)) == "runs" and os.path.isdir(f"{home}/models") else None
    )


if __name__ == "__main__":
    main()
