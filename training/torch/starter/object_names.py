"""Objects that the teacher can name: some of its ImageNet classes, in the words of scene captions.

Captioned scenes at half a metre per pixel do not show the truss of a bridge or the bonnet of a car, so a head
fitted to them forgets what the teacher knows about those. In views where such a class is likely, the
embedding of its words is added to the teacher's.
"""

import glob
import os

import numpy as np
import torch

WORDS = {
    "a steel bridge over the water": (821, 839),
    "a white airplane": (404, 895),
    "a sandy beach beside the sea": (977, 978),
    "parked cars": (436, 468, 511, 656, 717, 751, 817),
    "boats in the water": (484, 554, 625, 628, 814, 914),
    "a train on a railway": (466, 547, 705, 820, 829),
}
"""Caption words → class indices of ILSVRC 2012, 0 to 999."""


def object_classifier(teacher_folder):
    """(weights [1280, 1000], bias [1000]) of the teacher's last layer."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(glob.glob(os.path.join(teacher_folder, "*.onnx"))[0]).graph
    stored = {i.name: numpy_helper.to_array(i) for i in graph.initializer if i.name in ("fc_w", "fc_b")}
    # The first of the 1,001 classes is the background.
    return stored["fc_w"][:, 1:], stored["fc_b"][1:]


def object_shares(pooled, classifier):
    """Probability of each of WORDS, [V, len(WORDS)], for pooled teacher features [V, 1280]."""
    weights, bias = classifier
    parts = []
    for at in range(0, len(pooled), 4096):
        logits = np.asarray(pooled[at : at + 4096], np.float32) @ weights + bias
        shares = np.exp(logits - logits.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        parts.append(np.stack([shares[:, list(classes)].sum(1) for classes in WORDS.values()], 1))
    return torch.from_numpy(np.concatenate(parts))
