"""Stage 1: the text tower, learned against the teacher's cached image features (no image tower, so it is cheap).

A small head maps the teacher's 1280 features of a view to the joint space; a second one maps the four features of a 2 x 2
mosaic. Both are scaffolding for stage 2 and are not exported. Loss: the paper's dual loss on images, the long loss on
mosaics (each with a rearranged twin as a hard negative), cross-entropy over class sentences.

  python3 train_text.py --spec specs/text.json --cache CACHE --run RUN
"""

import json
import math
import os

import numpy as np
import torch
import torch.nn as nn

from ..clip.model import TextEncoder
from ..clip.processes import rank, start_processes
from ..clip.tokenizer import Tokenizer, read_merges
from .arguments import program_arguments
from .captions import CORNERS, FRAMES, PAIR_FRAMES, SYNONYMS, TEMPLATES, Captions
from .data import CLASS_NAMES, load_records
from .evaluate import quick_figures
from .initialise import initialise_blocks, mimetic_attention
from .losses import class_cross_entropy, contrastive, unit
from .run_folder import Average, RunFolder, parameter_groups, share_gradients, trapezoid
from .vocabulary import Vocabulary


class TeacherHead(nn.Module):
    """Standardised teacher features [B, K*1280] → joint embedding [B,E], not normalised."""

    def __init__(self, inputs, hidden, embedding, dropout):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(inputs, hidden),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, embedding),
        )
        self.skip = nn.Linear(inputs, embedding, bias=False)

    def forward(self, features):
        return self.layers(features) + self.skip(features)


class TextStage(nn.Module):
    """Text tower, the two teacher heads and the scale."""

    def __init__(self, spec, vocabulary):
        super().__init__()
        width = spec["text_width"]
        self.text = TextEncoder(
            vocabulary, 248, width, spec["text_layers"], spec["embedding"], spec["text_drop"]
        )
        nn.init.normal_(self.text.token_embedding.weight, std=0.02 * 4)
        initialise_blocks(self.text.transformer, width)
        self.head = TeacherHead(1280, spec["head_hidden"], spec["embedding"], spec["head_dropout"])
        self.mosaic_head = TeacherHead(4 * 1280, spec["head_hidden"], spec["embedding"], spec["head_dropout"])
        self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def scale(self):
        return self.logit_scale.exp().clamp(max=100)


class FeatureCache:
    """The teacher's pooled features with per-channel standardisation."""

    def __init__(self, folder, moments=None):
        with open(os.path.join(folder, "index.json")) as file:
            self.index = json.load(file)
        values = np.sqrt(np.asarray(self.pooled(folder), np.float32))
        self.moments = moments or (values.mean(0), values.std(0) + 1e-3)
        self.features = torch.from_numpy((values - self.moments[0]) / self.moments[1])
        self.first = np.array([i["first"] for i in self.index["images"]])
        self.count = np.array([i["count"] for i in self.index["images"]])

    @staticmethod
    def pooled(folder):
        """[V, 1280] float16 as the teacher gave them."""
        return np.memmap(os.path.join(folder, "pooled.f16"), np.float16, "r").reshape(-1, 1280)

    def draw(self, numbers, rng):
        """A random view of each image: rows of `features`."""
        return self.first[numbers] + rng.integers(0, self.count[numbers])


class ClassSets:
    """Class sentences of both sets: distinct names, and which set each belongs to."""

    def __init__(self, records):
        self.names = sorted({r["name"] for r in records})
        self.sets = sorted({r["set"] for r in records})
        place = {n: i for i, n in enumerate(self.names)}
        self.labels = torch.tensor([place[r["name"]] for r in records])
        self.groups = torch.tensor([self.sets.index(r["set"]) for r in records])
        self.members = torch.zeros(len(self.names), len(self.sets), dtype=torch.bool)
        self.members[self.labels, self.groups] = True


def image_weights(records, spec):
    """Sampling weight of each record: UC Merced and the weak classes count more."""
    weights = np.array(
        [
            (spec["ucmerced_weight"] if r["set"] == "ucmerced" else 1.0)
            * spec["class_weights"].get(r["name"], 1.0)
            for r in records
        ]
    )
    return weights / weights.sum()


def positives_of(texts, statements):
    """[B,T] 1 where text t is among the statements of image b (its own text always is)."""
    table = torch.eye(len(statements), len(texts))
    for column, text in enumerate(texts):
        for row, said in enumerate(statements):
            if text in said:
                table[row, column] = 1.0
    return table


def overlap_of(records, numbers):
    """[B,B] share of captions in common, 1 on the diagonal: soft targets for long texts."""
    sets = [frozenset(records[n]["captions"]) for n in numbers]
    table = torch.eye(len(sets))
    places = {}
    for i, s in enumerate(sets):
        for c in s:
            places.setdefault(c, []).append(i)
    for group in places.values():
        for i in group:
            for j in group:
                if i < j and table[i, j] == 0:
                    table[i, j] = table[j, i] = len(sets[i] & sets[j]) / len(sets[i] | sets[j])
    return table


def draw_mosaics(count, weights, rng):
    """[2*count, 4] image numbers: `count` mosaics, then the same cells in another arrangement."""
    four = rng.choice(len(weights), (count, 4), p=weights)
    return np.concatenate([four, rng.permuted(four, axis=1)])


def training_texts(captions, records, rng):
    """Every text from which the vocabulary is taken."""
    texts = [c for r in records for c in r["captions"]] + [c for p in captions.paraphrases for c in p]
    words = (
        list(TEMPLATES)
        + list(FRAMES)
        + list(PAIR_FRAMES)
        + [c for corner in CORNERS for c in corner]
        + list(CLASS_NAMES.values())
    )
    return (
        texts
        + words
        + [s for group in SYNONYMS.values() for s in group]
        + ["The image is divided into four parts. , : ; . and left right above below"]
    )


def embed_by_length(text, vocabulary, texts, unknown_share, rng, device, group=48):
    """Unit embeddings [T,E] with gradients; texts of like length go together, so that little is spent on padding."""
    order = np.argsort([len(vocabulary.rows(t)) for t in texts], kind="stable")
    parts = []
    for at in range(0, len(texts), group):
        tokens, ends = vocabulary.batch([texts[i] for i in order[at : at + group]], 248, unknown_share, rng)
        parts.append(unit(text(tokens.to(device), ends.to(device), torch.bfloat16)))
    return torch.cat(parts)[torch.from_numpy(np.argsort(order))]


def text_embeddings(stage, vocabulary, texts, limit=248, batch=256):
    """Unit embeddings [T,E] of many texts, sorted by length inside."""
    order = sorted(range(len(texts)), key=lambda i: len(vocabulary.rows(texts[i], limit)))
    out = [None] * len(texts)
    with torch.no_grad():
        for at in range(0, len(order), batch):
            chosen = order[at : at + batch]
            rows = unit(stage.text(*vocabulary.batch([texts[i] for i in chosen], limit), torch.bfloat16))
            for i, row in zip(chosen, rows):
                out[i] = row
    return torch.stack(out)


def validate(stage, vocabulary, records, features):
    """Quick figures on whole validation images; see evaluate.py for the full ones."""
    stage.eval()
    with torch.no_grad():
        images = unit(stage.head(features))
    result = quick_figures(images, records, lambda texts: text_embeddings(stage, vocabulary, texts))
    stage.train()
    return result


def main():
    parser = program_arguments(__doc__, "spec", "cache", "val-cache", "run", "shared")
    args = parser.parse_args()
    with open(args.spec) as file:
        spec = json.load(file)
    device = start_processes()
    torch.manual_seed(spec["seed"])
    rng = np.random.default_rng([spec["seed"], rank()])
    run = RunFolder(args.run, spec)
    records, val_records = load_records(args.shared, "train"), load_records(args.shared, "val")
    captions, classes = Captions(records, args.shared), ClassSets(records)
    cache = FeatureCache(args.cache)
    val_cache = FeatureCache(args.val_cache, cache.moments)
    vocabulary = Vocabulary.from_texts(Tokenizer(read_merges()), training_texts(captions, records, rng))
    stage = TextStage(spec, len(vocabulary)).to(device)
    average = Average(stage, spec["average"])
    optimizer = torch.optim.AdamW(
        parameter_groups(stage, spec["weight_decay"]), lr=spec["lr"], betas=(0.9, 0.98)
    )
    weights, batch = image_weights(records, spec), spec["batch"]
    said = [frozenset(r["captions"]) for r in records]
    names = [r["name"] for r in records]
    start, stored = 0, run.load()
    if stored:
        stage.load_state_dict(stored["stage"])
        average.module.load_state_dict(stored["average"])
        average.steps = start = stored["step"]
        optimizer.load_state_dict(stored["optimizer"])
    for step in range(start, spec["steps"]):
        for group in optimizer.param_groups:
            group["lr"] = spec["lr"] * trapezoid(step, spec["steps"], spec["warmup"], spec["decay_share"])
        numbers = rng.choice(len(records), batch, p=weights, replace=False)
        longs = [captions.long(n, rng) for n in numbers[: spec["longs"]]]
        shorts = [captions.short(n, rng) for n in numbers]
        four = draw_mosaics(spec["mosaics"], weights, rng)
        mosaic_texts = [captions.mosaic(f, rng) for f in four]
        prompts = [captions.class_sentence(n, rng) for n in classes.names]

        def embed(texts):
            return embed_by_length(stage.text, vocabulary, texts, spec["unknown_share"], rng, device)

        image = unit(stage.head(cache.features[cache.draw(numbers, rng)].to(device)))
        mosaic = unit(
            stage.mosaic_head(cache.features[cache.draw(four.flatten(), rng)].view(len(four), -1).to(device))
        )
        positives = positives_of(shorts, [said[n] for n in numbers])
        both = embed(shorts + prompts)
        long_loss = contrastive(
            image[: len(longs)],
            embed(longs),
            stage.scale(),
            overlap_of(records, numbers[: len(longs)]).to(device),
        )
        short_loss = contrastive(image, both[:batch], stage.scale(), positives.to(device))
        pair_loss = spec["omega"] * long_loss + (1 - spec["omega"]) * short_loss
        mosaic_loss = contrastive(
            mosaic, embed(mosaic_texts), stage.scale(), torch.eye(len(four), device=device)
        )
        class_loss = class_cross_entropy(
            image,
            both[batch:],
            stage.scale(),
            classes.labels[numbers].to(device),
            classes.groups[numbers].to(device),
            classes.members.to(device),
        )
        loss = pair_loss + spec["mosaic_loss"] * mosaic_loss + spec["class_loss"] * class_loss
        optimizer.zero_grad()
        loss.backward()
        share_gradients([stage])
        torch.nn.utils.clip_grad_norm_(stage.parameters(), 1.0)
        optimizer.step()
        average.update(stage)
        if step % 20 == 0:
            run.log(
                step=step,
                loss=round(loss.item(), 3),
                pair=round(pair_loss.item(), 3),
                mosaic=round(mosaic_loss.item(), 3),
                classes=round(class_loss.item(), 3),
                scale=round(stage.scale().item(), 1),
            )
        if (step + 1) % spec["validate_every"] == 0 or step + 1 == spec["steps"]:
            run.log(
                step=step + 1,
                validation=validate(average.module, vocabulary, val_records, val_cache.features),
            )
            run.save(
                {
                    "stage": stage.state_dict(),
                    "average": average.module.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "step": step + 1,
                    "vocabulary": vocabulary.ids,
                    "moments": cache.moments,
                    "spec": spec,
                }
            )


if __name__ == "__main__":
    main()
