"""Judges a run by its log, as `training/run/run-outcome.ts` does."""

import math

LAST_SHARE = 1 / 4
MOST_MEASURED = 10


def chosen_validation(entries):
    """The last validation of a trained checkpoint that is within the margin of the best one, or None."""
    trained = [e for e in entries if e["kind"] == "validation" and e["step"] > 0]
    if not trained:
        return None
    best = max(trained, key=lambda e: e["meanRecall"])
    least = best["meanRecall"] - margin_of(best)
    return [e for e in trained if e["meanRecall"] >= least][-1]


def margin_of(validation):
    """Standard error of a recall on `pictures` pictures, in points."""
    pictures = validation.get("pictures", 0)
    if pictures == 0:
        return 0
    share = (validation["meanRecall"] / 100 * pictures + 1) / (pictures + 2)
    return 100 * math.sqrt(share * (1 - share) / pictures)


def chance_loss(batch, others):
    """Loss of a model that guesses; an image also has `others` among the texts to choose from."""
    return (math.log(batch) + math.log(batch + others)) / 2


def outcome_of(entries, chance):
    """`comparison` with the base (None without validation) and how the `loss` went beside `chance`."""
    losses = [e["total"] for e in entries if e["kind"] == "step"]
    last = losses[-max(1, math.floor(LAST_SHARE * len(losses))) :]
    loss = {"first": losses[0], "last": sum(last) / len(last), "chance": chance}
    return {"comparison": _comparison(entries), "loss": loss}


def is_measured_at(step, steps, steps_per_epoch):
    """True if a run is saved and measured after `step`: at ends of epochs, about ten times in all."""
    if step == steps:
        return True
    every = math.ceil(math.ceil(steps / steps_per_epoch) / MOST_MEASURED)
    return step > 0 and step % (steps_per_epoch * every) == 0


def _comparison(entries):
    base = next((e for e in entries if e["kind"] == "validation" and e["step"] == 0), None)
    result = chosen_validation(entries)
    if base is None or result is None:
        return None
    margin, difference = margin_of(base), result["meanRecall"] - base["meanRecall"]
    return {
        "kind": "better" if difference > margin else "worse" if difference < -margin else "same",
        "base": base["meanRecall"],
        "result": result["meanRecall"],
        "margin": margin,
        "pictures": base.get("pictures", 0),
    }
