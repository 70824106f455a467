"""Learning rate and omega of each step (training/RUNS.md). Steps count from 0."""

import math


def rate_at(schedule, step, steps):
    """Learning rate of one of `steps` steps."""
    rate = schedule["rate"]
    if schedule["kind"] == "constant":
        return rate
    warm_up = schedule["warmUpSteps"]
    if step < warm_up:
        return rate * (step + 1) / warm_up
    return rate * (1 + math.cos(math.pi * min((step - warm_up) / max(1, steps - warm_up), 1))) / 2


def omega_at(schedule, step, steps):
    """Weight of the long texts in the loss, 0 to 1."""
    if schedule["kind"] == "constant":
        return schedule["omega"]
    passed = min(step / (steps - 1), 1) if steps > 1 else 0
    share = passed if schedule["kind"] == "linear" else (1 - math.cos(math.pi * passed)) / 2
    return schedule["from"] + (schedule["to"] - schedule["from"]) * share
