"""Folder of a run as the application writes it: log, lock, stop file, checkpoints (training/RUNS.md)."""

import json
import os
import re
import shutil
from datetime import datetime, timezone

import torch

from ..clip import safetensors_file
from ..clip.conventions import unsupported_convention
from .base_weights import file_sha256
from .outcome import chosen_validation
from .run_spec import InvalidInput

MOMENTS = {"sgd": {"velocity": "momentum_buffer"}, "adamw": {"mean": "exp_avg", "square": "exp_avg_sq"}}


def now():
    """The time in UTC, as the log has it."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class TunedRun:
    """A run's folder and the log entries that are still valid.

    Only the process that `writes` changes the folder. With `blends`, the result of a checkpoint is its mean
    with the base.
    """

    def __init__(self, path, writes, blends):
        self.path, self.writes, self.blends, self.entries = path, writes, blends, []
        self._log = f"{path}/log.jsonl"

    def create(self, spec):
        """Makes the folder with its spec."""
        if self.writes:
            os.makedirs(self.path, exist_ok=True)
            self.append({"kind": "created", "at": now()})
            _write(f"{self.path}/spec.json", json.dumps(spec, indent=2, ensure_ascii=False) + "\n")

    def read_log(self):
        """Reads the log, and removes an unfinished last line."""
        if not os.path.exists(self._log):
            return
        with open(self._log, "rb") as file:
            content = file.read()
        whole = content[: content.rfind(b"\n") + 1]
        if self.writes and len(whole) < len(content):
            os.truncate(self._log, len(whole))
        self.entries = []
        for line in whole.decode("utf-8").splitlines():
            self._take(json.loads(line))

    def append(self, entry):
        """Adds an entry to the log, on disk when this returns, and prints it."""
        self._take(entry)
        if self.writes:
            line = json.dumps(entry, ensure_ascii=False)
            print(line, flush=True)
            with open(self._log, "a", encoding="utf-8") as file:
                file.write(line + "\n")
                file.flush()
                os.fsync(file.fileno())

    def last(self, kind):
        """The last valid entry of a kind, or None."""
        return next((entry for entry in reversed(self.entries) if entry["kind"] == kind), None)

    def first(self, kind):
        """The first valid entry of a kind, or None."""
        return next((entry for entry in self.entries if entry["kind"] == kind), None)

    def lock(self):
        """Takes the lock, also from a process that is gone. Raises `InvalidInput` when another holds it."""
        path = f"{self.path}/.lock"
        own = f"{path}.{os.getpid()}"
        with open(own, "w") as file:
            file.write(f"{os.getpid()} {_start_of(os.getpid())}".strip())
        try:
            holder = _holder(path)
            if holder is not None and not _is_alive(*holder):
                os.remove(path)
            os.link(own, path)
        except FileExistsError as error:
            raise InvalidInput(
                f"{self.path} is in use by process {(_holder(path) or ('unknown',))[0]}: "
                "wait for it, or stop it first"
            ) from error
        finally:
            os.remove(own)

    def unlock(self):
        """Releases the lock if this process holds it."""
        if (_holder(f"{self.path}/.lock") or (None,))[0] == os.getpid():
            os.remove(f"{self.path}/.lock")

    def is_stop_requested(self):
        """Whether the stop file exists."""
        return os.path.exists(f"{self.path}/stop")

    def clear_stop(self):
        """Removes the stop file."""
        if self.writes and self.is_stop_requested():
            os.remove(f"{self.path}/stop")

    def checkpoints(self):
        """Names of the checkpoints, newest last."""
        folder = f"{self.path}/checkpoints"
        names = os.listdir(folder) if os.path.isdir(folder) else []
        return sorted(name for name in names if name.startswith("step-"))

    def read_checkpoint(self, name):
        """(weights, moments by their keys in the file, step).

        A step that the application left half done is dropped. Raises `InvalidInput` when the checkpoint has
        another version or unsupported conventions.
        """
        folder = f"{self.path}/checkpoints/{name}"
        with open(f"{folder}/state.json", encoding="utf-8") as file:
            state = json.load(file)
        if state["version"] != 1:
            raise InvalidInput(
                f"{folder}/state.json: version {state['version']}; this program reads version 1"
            )
        unsupported = unsupported_convention(state)
        if unsupported is not None:
            raise InvalidInput(f"{folder}/state.json: {unsupported}")
        # Checkpoints of earlier versions have no sums.
        for file, sha256 in state.get("files", {}).items():
            if file_sha256(f"{folder}/{file}") != sha256:
                raise InvalidInput(
                    f"{folder}/{file}: the file is damaged (its SHA-256 is not that in state.json): "
                    f"remove the folder {folder}, and the run resumes from an earlier checkpoint or its start"
                )
        moments = safetensors_file.read(f"{folder}/optimizer.safetensors") if state["step"] > 0 else {}
        return safetensors_file.read(f"{folder}/weights.safetensors"), moments, state["step"]

    def save(self, weights, moments, step):
        """Writes a checkpoint and returns its name; removes older ones but the best.

        A folder under its final name is complete. Raises `InvalidInput` when a weight is not finite.
        """
        name = f"step-{step:08d}"
        for key, tensor in weights.items():
            if not torch.isfinite(tensor).all():
                raise InvalidInput(f"{key} holds values that are not finite: lower the learning rate")
        self._write_folder(name, step, {"weights": weights, "optimizer": moments})
        self.append({"kind": "checkpoint", "step": step, "folder": name})
        if self.writes:
            kept = (name, self.best())
            for other in os.listdir(f"{self.path}/checkpoints"):
                if re.sub("^blend-", "step-", other) not in kept:
                    shutil.rmtree(f"{self.path}/checkpoints/{other}")
        return name

    def save_blend(self, weights, step):
        """Writes the mean of base and checkpoint, which no run resumes from."""
        self._write_folder(f"blend-{step:08d}", step, {"weights": weights})

    def result(self):
        """Name of the folder that becomes the model."""
        return re.sub("^step-", "blend-", self.best()) if self.blends else self.best()

    def _write_folder(self, name, step, tensors):
        """Writes sets of tensors by the names of their files; an existing folder is kept."""
        target, draft = f"{self.path}/checkpoints/{name}", f"{self.path}/checkpoints/.draft"
        if not self.writes or os.path.exists(target):
            return
        shutil.rmtree(draft, ignore_errors=True)
        os.makedirs(draft)
        try:
            for file, these in tensors.items():
                safetensors_file.write(f"{draft}/{file}.safetensors", these, {"format": "pt"})
            files = {file: file_sha256(f"{draft}/{file}") for file in sorted(os.listdir(draft))}
            state = {"version": 1, "step": step, "partial": False, "files": files}
            _write(f"{draft}/state.json", json.dumps(state) + "\n")
            for file in os.listdir(draft):
                _sync(f"{draft}/{file}")
            os.rename(draft, target)
            _sync(f"{self.path}/checkpoints")
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise

    def best(self):
        """Name of the checkpoint that validation chooses, or of the newest one without validation."""
        best = chosen_validation(self.entries)
        saved = [e for e in self.entries if e["kind"] == "checkpoint" and "chunk" not in e["folder"]]
        of_best = [e["folder"] for e in saved if best and e["step"] == best["step"]]
        newest = self.last("checkpoint")
        return of_best[-1] if of_best else newest["folder"] if newest else ""

    def _take(self, entry):
        """Adds an entry. `resumed` makes the entries of later steps invalid."""
        if entry["kind"] == "resumed":
            lost = ("step", "validation", "samples", "checkpoint")
            self.entries = [e for e in self.entries if not (e["kind"] in lost and e["step"] > entry["step"])]
        self.entries.append(entry)


def moments_of(optimizer, kind, names):
    """Tensors for `optimizer.safetensors`, by their keys in it; `names` maps parameter → published key."""
    state = optimizer.state
    return {
        f"{name}.{key}": state[parameter][field]
        for parameter, key in names.items()
        for name, field in MOMENTS[kind].items()
        if parameter in state
    }


def restore_moments(optimizer, kind, names, moments, step):
    """Gives the optimizer the moments of a checkpoint; the inverse of `moments_of`."""
    for parameter, key in names.items():
        stored = {field: moments.get(f"{name}.{key}") for name, field in MOMENTS[kind].items()}
        if None in stored.values():
            continue
        optimizer.state[parameter] = {
            f: t.to(parameter.device).view_as(parameter).clone() for f, t in stored.items()
        }
        if kind == "adamw":
            optimizer.state[parameter]["step"] = torch.tensor(float(step))


def _write(path, text):
    with open(f"{path}.part", "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(f"{path}.part", path)


def _sync(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _holder(path):
    """(process id, its start or "") of the lock's holder; None without a lock."""
    try:
        with open(path) as file:
            pid, start = re.match(r"(\d+) ?(.*)", file.read()).groups()
            return int(pid), start
    except (FileNotFoundError, AttributeError):
        return None


def _start_of(pid):
    """Start of a process: the boot and the clock ticks since, as the application writes it; "" if unknown.

    It tells a process from a later one with the same id.
    """
    try:
        with (
            open("/proc/sys/kernel/random/boot_id") as boot,
            open(f"/proc/{pid}/stat", encoding="latin1") as stat,
        ):
            return f"{boot.read().strip()}/{stat.read().rsplit(') ', 1)[1].split(' ')[19]}"
    except (OSError, IndexError):
        return ""


def _is_alive(pid, start):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    now = _start_of(pid)
    return "" in (now, start) or now == start
