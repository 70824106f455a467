"""The evaluation figures by their definitions, in plain numpy, written apart from core/metrics and core/selo.

Reads a JSON list of cases from standard input and writes a list of results. Ties count against the model.
"""

import json
import sys

import numpy as np


def ranks(scores, right):
    """Per row of scores [queries, candidates]: wrong candidates that reach the best right score."""
    result = []
    for row, own in zip(scores, right):
        if not own.any():
            continue
        result.append(int(np.sum(row[~own] >= row[own].max())))
    return np.array(result)


def recalls(found):
    """R@1, R@5, R@10 in per cent."""
    return {f"r{k}": float(100 * np.mean(found < k)) for k in (1, 5, 10)}


def retrieval(case):
    """Recall both ways from embeddings and the pictures that each text is right for."""
    images, texts = np.array(case["images"], np.float32), np.array(case["texts"], np.float32)
    right = np.zeros((len(texts), len(images)), bool)
    for text, own in enumerate(case["imagesOfText"]):
        right[text, own] = True
    scores = (texts[:, None, :] * images[None, :, :]).sum(-1)
    there, back = recalls(ranks(scores, right)), recalls(ranks(scores.T, right.T))
    mean = float(np.mean([*there.values(), *back.values()]))
    return {"textToImage": there, "imageToText": back, "meanRecall": mean}


def ceiling(case):
    """The best that a model with one embedding per distinct caption can reach, by trying what it can do.

    Text to image: one order of the pictures for each distinct caption; the best puts the pictures with
    the most entries first. Image to text: all entries of a caption are tied, and those of other pictures
    come first.
    """
    captions = case["captions"]
    distinct = sorted({c for own in captions for c in own})
    counts = np.array([[own.count(c) for own in captions] for c in distinct])
    there = {
        f"r{k}": float(100 * np.sort(counts, 1)[:, ::-1][:, :k].sum() / counts.sum()) for k in (1, 5, 10)
    }
    foreign = []
    for image, own in enumerate(captions):
        if own:
            columns = [distinct.index(c) for c in own]
            foreign.append(min(counts[c].sum() - counts[c, image] for c in columns))
    back = recalls(np.array(foreign))
    mean = float(np.mean([*there.values(), *back.values()]))
    return {"textToImage": there, "imageToText": back, "meanRecall": mean}


def classification(case):
    """Accuracy, overall and by class; a tie with another class is wrong."""
    images, classes = np.array(case["images"], np.float32), np.array(case["classes"], np.float32)
    truth = np.array(case["truth"])
    scores = (images[:, None, :] * classes[None, :, :]).sum(-1)
    own = scores[np.arange(len(truth)), truth]
    others = np.where(np.arange(len(classes)) == truth[:, None], -np.inf, scores)
    right = own > others.max(1)
    by_class = [
        float(100 * right[truth == c].mean()) if (truth == c).any() else None for c in range(len(classes))
    ]
    return {"accuracy": float(100 * right.mean()), "byClass": by_class}


def auc(case):
    """Share of pairs in which the present one is higher; ties count half."""
    present, absent = np.array(case["present"])[:, None], np.array(case["absent"])[None, :]
    return {"auc": float(np.mean((present > absent) + 0.5 * (present == absent)))}


def inside(polygons, width, height):
    """Pixels in any convex polygon, boundary included."""
    y, x = np.mgrid[:height, :width]
    mask = np.zeros((height, width), bool)
    for polygon in polygons:
        sides = []
        for (x0, y0), (x1, y1) in zip(polygon, polygon[1:] + polygon[:1]):
            sides.append((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0))
        sides = np.array(sides)
        mask |= (sides >= 0).all(0) | (sides <= 0).all(0)
    return mask


def selo(case):
    """Rsu, Ras, Rda, Rmi from a map of bytes, polygons and attention centres."""
    levels = np.array(case["map"], float) / 255
    mask = inside(case["polygons"], levels.shape[1], levels.shape[0])
    share = levels[mask].sum() / (levels[~mask].sum() + 1e-7)
    rsu = 1 - np.exp(-0.707 * share * (~mask).sum() / mask.sum())
    centres = np.array(case["centres"], float).reshape(-1, 2)
    offsets, discreteness = [], []
    for points in case["polygons"]:
        polygon = np.array(points, float)
        middle = np.trunc(polygon.mean(0))
        radius = np.trunc(1.5 * np.hypot(*(polygon - middle).T).mean())
        far = np.hypot(*(centres - middle).T)
        near, distances = centres[far <= radius], far[far <= radius]
        offsets.append((distances.mean() if len(distances) else radius) / radius)
        if len(near) < 2:
            discreteness.append(float(len(near)))
        else:
            spread = np.hypot(*(near - near.mean(0)).T).mean() / radius
            discreteness.append(0.5 * (1 - spread) + np.exp(-0.5 * (len(near) + 2)))
    if len(centres) == 0:
        offsets = offsets[:1]
    ras = (np.exp(3 * np.mean(offsets)) - 1) / (np.exp(3) - 1)
    rda = np.mean(discreteness)
    return {
        "rsu": float(rsu),
        "ras": float(ras),
        "rda": float(rda),
        "rmi": float(0.4 * rsu + 0.35 * (1 - ras) + 0.25 * rda),
    }


KINDS = {
    "retrieval": retrieval,
    "ceiling": ceiling,
    "classification": classification,
    "auc": auc,
    "selo": selo,
}

if __name__ == "__main__":
    json.dump([KINDS[case["kind"]](case) for case in json.load(sys.stdin)], sys.stdout)
