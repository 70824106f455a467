"""Fine-tunes a model on caption pairs under PyTorch DDP, from the same spec and in the same run folder as the application.

  torchrun --nproc_per_node 4 fine_tune.py SPEC.json [--run FOLDER] [--data-folder FOLDER]
  torchrun --nproc_per_node 4 fine_tune.py FOLDER/runs/ID      (goes on with a run, whoever has begun it)

The batch of the spec is shared out among the processes. ../RUNS.md describes spec, order of the data, and folder.
"""

import argparse
import os
import sys

import torch
import torch.distributed as dist

from ..clip.processes import rank, start_processes, world
from .fine_tuning import FineTuning
from .run_spec import InvalidInput, parse_spec
from .tuned_run import TunedRun


def run_of(place, folder, data_folder):
    """(run, its spec): a spec makes a run, or goes on with the one that it made; a folder goes on."""
    place = os.path.abspath(place)
    is_folder = os.path.isdir(place)
    path = f"{place}/spec.json" if is_folder else place
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be read ({error.strerror})") from error
    spec = parse_spec(text, path)
    home = f"{data_folder}/runs" if data_folder else f"{os.path.dirname(place)}/runs"
    target = place if is_folder else os.path.abspath(folder) if folder else f"{home}/{spec['name']}"
    run = TunedRun(target, rank() == 0)
    if os.path.exists(f"{target}/spec.json"):
        with open(f"{target}/spec.json", encoding="utf-8") as file:
            stored = parse_spec(file.read(), f"{target}/spec.json")
        if stored != spec:
            raise InvalidInput(
                f"{target}: a run of another spec is there already: name another folder with --run"
            )
        return run, spec, False
    return run, spec, True


def main():
    parser = argparse.ArgumentParser(
        prog="python3 -m training.torch.fine_tune",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("spec", help="spec.json, or the folder of a run")
    parser.add_argument(
        "--run", help="folder of the run; else NAME in the runs of the data folder, or beside the spec"
    )
    parser.add_argument("--data-folder", help="of the application: for its models and collected data sets")
    parser.add_argument(
        "--chunk-rows",
        type=int,
        help="pairs in the towers at a time on each process (gradient caching); else its whole share",
    )
    parser.add_argument(
        "--pcm",
        type=int,
        metavar="COMPONENTS",
        help="compares the short texts with the pictures' first principal components (32 in Long-CLIP)",
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
    """Ends a process among several. Gloo's threads may outlive Python's own end (PyTorch 1.13), which then aborts: nothing is left to do after them."""
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
        # Left by a run that was killed; one that comes from now on is meant for this run.
        run.clear_stop()
    _together()
    try:
        run.read_log()
        _together()
        if run.first("done"):
            return
        if spec["samples"] is not None and run.writes:
            print("sentences are asked of a sample scene in the application only: left out", file=sys.stderr)
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
