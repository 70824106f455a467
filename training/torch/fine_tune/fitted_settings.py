"""Settings that follow from the number of pairs.

The same rule as `core/documents/run-defaults.ts`; training/RUNS.md has the measurements.
"""

import math

from .run_spec import listed_sentences

FITTED = ("batch", "length", "learningRate", "otherSentences", "keptShare")
LARGEST_BATCH, USUAL_EPOCHS, LEAST_STEPS, WARM_UP_SHARE = 64, 5, 60, 0.1
RATES = {
    "projections": (5e-4, 5e-4),
    "last-blocks": (1e-4, 5e-5),
    "tower": (5e-5, 1e-5),
    "all": (5e-5, 1e-5),
}
"""Rates of a run of at most LEAST_STEPS steps, and the lowest of longer ones."""
SGD_RATE = 3e-4
FEW_PAIRS, KEPT_OF_FEW = 150, 0.5


def fitted(spec, given, pairs):
    """The spec for `pairs` training pairs. The fields in `given` are kept."""
    batch = spec["batch"] if "batch" in given else max(2, pairs // max(1, math.ceil(pairs / LARGEST_BATCH)))
    steps_per_epoch = max(1, pairs // batch)
    epochs = max(USUAL_EPOCHS, math.ceil(LEAST_STEPS / steps_per_epoch))
    length = spec["length"] if "length" in given else {"kind": "epochs", "epochs": epochs}
    steps = length["steps"] if length["kind"] == "steps" else length["epochs"] * steps_per_epoch
    rate = spec["learningRate"] if "learningRate" in given else _rate(spec, steps)
    is_few = pairs < FEW_PAIRS and spec["optimizer"]["kind"] != "sgd"
    others = listed_sentences("everyday") if is_few else []
    kept = KEPT_OF_FEW if is_few else 0
    return {
        **spec,
        "batch": batch,
        "length": length,
        "learningRate": rate,
        "otherSentences": spec["otherSentences"] if "otherSentences" in given else others,
        "keptShare": spec["keptShare"] if "keptShare" in given else kept,
    }


def _rate(spec, steps):
    short, long = RATES[spec["parts"]["kind"]]
    by_length = short * min(1, math.sqrt(LEAST_STEPS / steps))
    rate = SGD_RATE if spec["optimizer"]["kind"] == "sgd" else float(f"{max(long, by_length):.2g}")
    return {"kind": "cosine", "rate": rate, "warmUpSteps": math.ceil(WARM_UP_SHARE * steps)}
