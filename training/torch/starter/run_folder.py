"""Run folder (spec.json, log.jsonl, checkpoint.pt), learning rate, averaged weights, shared gradients."""

import copy
import json
import math
import os
import time

import torch

from ..clip.processes import rank, world


def read_json(path):
    """The content of a JSON file."""
    with open(path) as file:
        return json.load(file)


class RunFolder:
    """Folder of a stage's run. Only the first process writes; files are replaced as a whole."""

    def __init__(self, path, spec):
        self.path, self.spec, self.started = path, spec, time.time()
        os.makedirs(path, exist_ok=True)
        if rank() == 0:
            with open(os.path.join(path, "spec.json"), "w") as file:
                json.dump(spec, file, indent=2)

    def log(self, **row):
        """Appends a line to log.jsonl and prints it."""
        if rank() == 0:
            line = json.dumps({"seconds": round(time.time() - self.started), **row})
            print(line, flush=True)
            with open(os.path.join(self.path, "log.jsonl"), "a") as file:
                file.write(line + "\n")

    def log_step(self, step, loss, scale, parts, **more):
        """Logs the losses of a step; `parts` maps name → scalar tensor."""
        figures = {name: round(value.item(), 3) for name, value in parts.items()}
        self.log(step=step, **more, loss=round(loss.item(), 3), scale=round(scale.item(), 1), **figures)

    def save(self, state, name="checkpoint.pt"):
        """Writes a file by torch.save."""
        if rank() == 0:
            target = os.path.join(self.path, name)
            torch.save(state, target + ".part")
            os.replace(target + ".part", target)

    def load(self, name="checkpoint.pt"):
        """The stored state, or None before the first save."""
        target = os.path.join(self.path, name)
        return torch.load(target, map_location="cpu") if os.path.exists(target) else None


def trapezoid(step, steps, warmup, decay_share):
    """Learning-rate factor: linear warm-up, constant, cosine decay to 0 over the last `decay_share`."""
    if step < warmup:
        return (step + 1) / warmup
    fall = steps * decay_share
    if step < steps - fall:
        return 1.0
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (step - (steps - fall)) / fall)))


def parameter_groups(module, weight_decay, left_out=()):
    """Two AdamW groups: matrices decay; vectors, position and token embeddings, and the scale do not."""
    known = {id(p) for p in left_out}
    named = [(n, p) for n, p in module.named_parameters() if p.requires_grad and id(p) not in known]
    still = [p for n, p in named if p.ndim < 2 or "positional" in n or "token_embedding" in n]
    moving = [p for n, p in named if not (p.ndim < 2 or "positional" in n or "token_embedding" in n)]
    return [{"params": moving, "weight_decay": weight_decay}, {"params": still, "weight_decay": 0.0}]


class Average:
    """Exponential moving average of a module's parameters.

    The decay grows from 0, for the sake of short runs.
    """

    def __init__(self, module, decay):
        self.module, self.decay, self.steps = copy.deepcopy(module).eval().requires_grad_(False), decay, 0

    @torch.no_grad()
    def update(self, module):
        """Takes in the parameters of `module` after a step."""
        self.steps += 1
        keep = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for mine, theirs in zip(self.module.parameters(), module.parameters()):
            mine.lerp_(theirs, 1 - keep)


def share_gradients(modules):
    """Averages the gradients over the processes; a parameter that was not used in a step counts as zero."""
    if world() == 1:
        return
    for module in modules:
        for p in module.parameters():
            if p.requires_grad:
                p.grad = torch.zeros_like(p) if p.grad is None else p.grad
                torch.distributed.all_reduce(p.grad)
                p.grad /= world()
