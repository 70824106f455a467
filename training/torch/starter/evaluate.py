"""Retrieval and zero-shot figures of an exported model, on validation images preprocessed as at inference.

  run.sh evaluate --model models/starter/model.safetensors --shared FOLDER --out models/starter/figures.json

--check instead of --out compares with a stored figures.json, and fails when a figure differs by more than
0.3.
"""

import json
import sys

import numpy as np
import torch
from PIL import Image

from ..clip import safetensors_file
from ..clip.model import DualEncoder
from ..clip.tokenizer import Tokenizer, read_merges
from .arguments import program_arguments
from .captions import mosaic_text
from .data import load_records
from .embed import embed_images, embed_texts

PROMPT = "a satellite photo of {}."


def retrieval(images, captions, encode):
    """R@1/5/10 in both directions, in percent, and their mean mR.

    images: unit [N,E]; captions: each image's list of texts; encode: texts → unit [T,E]. Every distinct text
    is a query. Any image with the text is a hit for the text; any of its texts is a hit for an image.
    """
    texts = list(dict.fromkeys(c for group in captions for c in group))
    place = {t: i for i, t in enumerate(texts)}
    truth = torch.zeros(len(captions), len(texts), dtype=torch.bool)
    for row, group in enumerate(captions):
        truth[row, [place[c] for c in group]] = True
    return recalls(images @ encode(texts).T, truth)


def recalls(scores, truth):
    """R@k of scores [images, texts] under a truth matrix of the same shape; equal scores rank by index."""
    result = {}
    for way, s, t in (("text_to_image", scores.T, truth.T), ("image_to_text", scores, truth)):
        top = s.topk(min(10, s.shape[1]), dim=1).indices
        hit = t.gather(1, top)
        for k in (1, 5, 10):
            result[f"{way}_R@{k}"] = 100 * hit[:, :k].any(1).float().mean().item()
    return {**result, "mR": sum(result.values()) / 6}


def zero_shot(images, names, encode):
    """Accuracy in percent over the distinct class names, overall and by class."""
    classes = sorted(set(names))
    labels = torch.tensor([classes.index(n) for n in names])
    right = (images @ encode([PROMPT.format(c) for c in classes]).T).argmax(1) == labels
    by_class = {c: round(100 * right[labels == i].float().mean().item(), 1) for i, c in enumerate(classes)}
    return {"accuracy": 100 * right.float().mean().item(), "classes": by_class}


def quick_figures(images, records, encode):
    """Recall and accuracy on whole validation images, by data set; `figures_of` gives all figures.

    images: unit [N,E] in the order of records; encode: texts → unit [T,E].
    """
    result = {}
    for name in ("rsicd-150px", "ucmerced"):
        keep = [i for i, r in enumerate(records) if r["set"] == name]
        chosen = [records[i] for i in keep]
        scored = zero_shot(images[keep], [r["name"] for r in chosen], encode)
        result[name] = {
            "short": round(retrieval(images[keep], [r["captions"] for r in chosen], encode)["mR"], 2),
            "long": round(
                retrieval(images[keep], [[". ".join(r["captions"]) + "."] for r in chosen], encode)["mR"], 2
            ),
            "accuracy": round(scored["accuracy"], 2),
        }
        if name == "ucmerced":
            result["weak"] = {c: v for c, v in scored["classes"].items() if v < 75}
    return result


def own_retrieval(images, captions, encode):
    """The papers' protocol: every caption of every image is a query, and only its own image is a hit.

    Repeated captions make 100 % unreachable; `ceiling` is what a perfect model can expect, with ties broken
    at random.
    """
    flat = [(row, c) for row, group in enumerate(captions) for c in dict.fromkeys(group)]
    texts = list(dict.fromkeys(c for _, c in flat))
    place = {t: i for i, t in enumerate(texts)}
    truth = torch.zeros(len(captions), len(flat), dtype=torch.bool)
    truth[[row for row, _ in flat], range(len(flat))] = True
    noise = torch.rand(len(captions), len(flat), generator=torch.Generator().manual_seed(0)) * 1e-5
    scores = (images @ encode(texts).T)[:, [place[c] for _, c in flat]] + noise
    return {**rounded(recalls(scores, truth)), "ceiling": rounded(own_ceiling(captions))}


def own_ceiling(captions):
    """Best expected R@k under `own_retrieval`: min(1, k/m) for a text of m images."""
    carriers = {}
    for group in captions:
        for c in dict.fromkeys(group):
            carriers[c] = carriers.get(c, 0) + 1
    counts = [[carriers[c] for c in dict.fromkeys(group)] for group in captions]
    flat = [m for group in counts for m in group]
    result = {}
    for k in (1, 5, 10):
        result[f"text_to_image_R@{k}"] = 100 * float(np.mean([min(1, k / m) for m in flat]))
        result[f"image_to_text_R@{k}"] = 100 * float(np.mean([min(1, k / min(group)) for group in counts]))
    return {**result, "mR": sum(result.values()) / 6}


def mosaic_set(records, count, seed):
    """Fixed 2 x 2 mosaics of validation images: [(PIL image of 256 px, positional caption)]."""
    rng = np.random.default_rng(seed)
    out = []
    for _ in range(count):
        four = rng.choice(len(records), 4, replace=False)
        canvas = Image.new("RGB", (256, 256))
        for cell, n in enumerate(four):
            tile = Image.open(records[n]["path"]).convert("RGB").resize((128, 128), Image.BICUBIC)
            canvas.paste(tile, (128 * (cell % 2), 128 * (cell // 2)))
        cells = [
            " and ".join(c.lower() for c in list(rng.permutation(records[n]["captions"]))[:3]) for n in four
        ]
        out.append((canvas, mosaic_text(cells, rng)))
    return out


def mosaic_figures(model, tokenizer, records, count=500, seed=20):
    """Retrieval of mosaics with captions over 77 tokens, by the whole text and by its first 77 tokens."""
    chosen = [(i, t) for i, t in mosaic_set(records, count, seed) if len(tokenizer.encode_with_ends(t)) > 77]
    images, texts = embed_images(model, [i for i, _ in chosen]), [t for _, t in chosen]
    truth = torch.eye(len(texts), dtype=torch.bool)
    lengths = [len(tokenizer.encode_with_ends(t)) for t in texts]
    return {
        "mosaics": len(texts),
        "mean_tokens": round(float(np.mean(lengths)), 1),
        "full": rounded(recalls(images @ embed_texts(model, tokenizer, texts).T, truth)),
        "cut_to_77": rounded(recalls(images @ embed_texts(model, tokenizer, texts, 77).T, truth)),
    }


def rounded(figures, digits=2):
    """The figures with floats rounded."""
    return {k: round(v, digits) if isinstance(v, float) else v for k, v in figures.items()}


def figures_of(model, tokenizer, shared):
    """All figures of the model card but speed."""
    records = load_records(shared, "val")
    result = {}

    def encode(texts):
        return embed_texts(model, tokenizer, texts)

    for name, classes in (("rsicd-150px", 30), ("ucmerced", 21)):
        chosen = [r for r in records if r["set"] == name]
        images = embed_images(model, [Image.open(r["path"]) for r in chosen])
        shorts, longs = [r["captions"] for r in chosen], [[". ".join(r["captions"]) + "."] for r in chosen]
        scored = zero_shot(images, [r["name"] for r in chosen], encode)
        assert len(scored["classes"]) == classes
        result[name] = {
            "images": len(chosen),
            "short": rounded(retrieval(images, shorts, encode)),
            "long": rounded(retrieval(images, longs, encode)),
            "short_own": own_retrieval(images, shorts, encode),
            "long_own": own_retrieval(images, longs, encode),
            "zero_shot": rounded(scored),
        }
    result["mosaics"] = mosaic_figures(model, tokenizer, records)
    return result


def differences(expected, actual, tolerance, path=""):
    """Paths of figures that differ by more than the tolerance (percentage points)."""
    if isinstance(expected, dict):
        return [d for k in expected for d in differences(expected[k], actual[k], tolerance, f"{path}/{k}")]
    return [] if abs(expected - actual) <= tolerance else [f"{path}: expected {expected}, got {actual}"]


def main():
    parser = program_arguments(__doc__, "model", "shared")
    parser.add_argument("--out", help="figures.json to write")
    parser.add_argument("--check", help="figures.json to compare with")
    args = parser.parse_args()
    model = DualEncoder(safetensors_file.read(args.model)).eval()
    figures = figures_of(model, Tokenizer(read_merges()), args.shared)
    if args.out:
        with open(args.out, "w") as file:
            json.dump(figures, file, indent=2)
            file.write("\n")
    if args.check:
        with open(args.check) as file:
            wrong = differences(json.load(file), figures, 0.3)
        print("\n".join(wrong) or "all figures agree")
        sys.exit(1 if wrong else 0)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
