"""Stage 1: trains the text tower against the teacher's cached image features, without an image tower.

A small head maps the teacher's 1280 features of a view to the joint space; a second one maps the four
features of a 2 x 2 mosaic. Stage 2 needs both; they are not exported. Loss: the paper's dual loss on images,
the long loss on mosaics (each with a rearranged twin as a hard negative), cross-entropy over class sentences.

  run.sh train_text --spec SPECS/text.json --cache CACHE --val-cache VAL --shared FOLDER --run RUN
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
from .initialise import initialise_blocks
from .losses import class_cross_entropy, contrastive, unit
from .run_folder import (
    Average,
    RunFolder,
    parameter_groups,
    read_json,
    share_gradients,
    trapezoid,
)
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
    """The teacher's pooled features, square roots standardised per channel.

    `moments`: those of another cache.
    """

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
        """The teacher's features as stored, float16 [V, 1280]."""
        return np.memmap(os.path.join(folder, "pooled.f16"), np.float16, "r").reshape(-1, 1280)

    def draw(self, numbers, rng):
        """A random view of each of the images `numbers`, as rows of `features`."""
        return self.first[numbers] + rng.integers(0, self.count[numbers])


class ClassSets:
    """Class names of both data sets, and the sets that each belongs to."""

    def __init__(self, records):
        self.names = sorted({r["name"] for r in records})
        self.sets = sorted({r["set"] for r in records})
        place = {n: i for i, n in enumerate(self.names)}
        self.labels = torch.tensor([place[r["name"]] for r in records])
        self.groups = torch.tensor([self.sets.index(r["set"]) for r in records])
        self.members = torch.zeros(len(self.names), len(self.sets), dtype=torch.bool)
        self.members[self.labels, self.groups] = True

    def loss(self, image, prompts, scale, numbers):
        """Cross-entropy of the embeddings [B,E] of the records `numbers` over class sentences [C,E]."""
        labels, groups = (values[numbers].to(image.device) for values in (self.labels, self.groups))
        return class_cross_entropy(image, prompts, scale, labels, groups, self.members.to(image.device))


def image_weights(records, spec):
    """Sampling probability of each record; the spec gives UC Merced and weak classes more weight."""
    weights = np.array(
        [
            (spec["ucmerced_weight"] if r["set"] == "ucmerced" else 1.0)
            * spec["class_weights"].get(r["name"], 1.0)
            for r in records
        ]
    )
    return weights / weights.sum()


def positives_of(texts, statements):
    """Targets [B,T]: 1 where text t is among the statements of image b, which always include its own text."""
    table = torch.eye(len(statements), len(texts))
    for column, text in enumerate(texts):
        for row, said in enumerate(statements):
            if text in said:
                table[row, column] = 1.0
    return table


def overlap_of(records, numbers):
    """Soft targets for long texts [B,B]: the share of captions that two records have in common."""
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
    """Image numbers [2*count, 4]: `count` mosaics, then the same cells rearranged."""
    four = rng.choice(len(weights), (count, 4), p=weights)
    return np.concatenate([four, rng.permuted(four, axis=1)])


def training_texts(captions, records, rng):
    """All texts whose tokens make the vocabulary."""
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
    """Unit embeddings [T,E] with gradients. Texts of similar length are grouped, to save padding."""
    order = np.argsort([len(vocabulary.rows(t)) for t in texts], kind="stable")
    parts = []
    for at in range(0, len(texts), group):
        tokens, ends = vocabulary.batch([texts[i] for i in order[at : at + group]], 248, unknown_share, rng)
        parts.append(unit(text(tokens.to(device), ends.to(device), torch.bfloat16)))
    return torch.cat(parts)[torch.from_numpy(np.argsort(order))]


def text_embeddings(stage, vocabulary, texts, limit=248, batch=256):
    """Unit embeddings [T,E] without gradients."""
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
    """Quick figures on whole validation images, through the teacher's features [V,1280]."""
    stage.eval()
    with torch.no_grad():
        images = unit(stage.head(features))
    result = quick_figures(images, records, lambda texts: text_embeddings(stage, vocabulary, texts))
    stage.train()
    return result


class TextTraining:
    """Stage 1's records, texts and features, and the losses of its steps."""

    def __init__(self, args, spec, device):
        self.spec, self.device = spec, device
        self.rng = np.random.default_rng([spec["seed"], rank()])
        self.records, self.val_records = (load_records(args.shared, split) for split in ("train", "val"))
        self.captions, self.classes = Captions(self.records, args.shared), ClassSets(self.records)
        self.cache = FeatureCache(args.cache)
        self.val_cache = FeatureCache(args.val_cache, self.cache.moments)
        texts = training_texts(self.captions, self.records, self.rng)
        self.vocabulary = Vocabulary.from_texts(Tokenizer(read_merges()), texts)
        self.weights = image_weights(self.records, spec)
        self.said = [frozenset(r["captions"]) for r in self.records]

    def losses(self, stage):
        """(loss, its parts by name) of a random batch."""
        spec, rng, captions, device = self.spec, self.rng, self.captions, self.device
        batch = spec["batch"]
        numbers = rng.choice(len(self.records), batch, p=self.weights, replace=False)
        longs = [captions.long(n, rng) for n in numbers[: spec["longs"]]]
        shorts = [captions.short(n, rng) for n in numbers]
        four = draw_mosaics(spec["mosaics"], self.weights, rng)
        mosaic_texts = [captions.mosaic(f, rng) for f in four]
        prompts = [captions.class_sentence(n, rng) for n in self.classes.names]

        def embed(texts):
            return embed_by_length(stage.text, self.vocabulary, texts, spec["unknown_share"], rng, device)

        def features(images):
            return self.cache.features[self.cache.draw(images, rng)]

        image = unit(stage.head(features(numbers).to(device)))
        mosaic = unit(stage.mosaic_head(features(four.flatten()).view(len(four), -1).to(device)))
        positives = positives_of(shorts, [self.said[n] for n in numbers])
        both, scale = embed(shorts + prompts), stage.scale()
        overlap = overlap_of(self.records, numbers[: len(longs)])
        long_loss = contrastive(image[: len(longs)], embed(longs), scale, overlap.to(device))
        short_loss = contrastive(image, both[:batch], scale, positives.to(device))
        parts = {
            "pair": spec["omega"] * long_loss + (1 - spec["omega"]) * short_loss,
            "mosaic": contrastive(mosaic, embed(mosaic_texts), scale, torch.eye(len(four), device=device)),
            "classes": self.classes.loss(image, both[batch:], scale, numbers),
        }
        loss = parts["pair"] + spec["mosaic_loss"] * parts["mosaic"] + spec["class_loss"] * parts["classes"]
        return loss, parts


def main():
    args = program_arguments(__doc__, "spec", "cache", "val-cache", "run", "shared").parse_args()
    spec = read_json(args.spec)
    device = start_processes()
    torch.manual_seed(spec["seed"])
    run = RunFolder(args.run, spec)
    training = TextTraining(args, spec, device)
    vocabulary = training.vocabulary
    stage = TextStage(spec, len(vocabulary)).to(device)
    average = Average(stage, spec["average"])
    optimizer = torch.optim.AdamW(
        parameter_groups(stage, spec["weight_decay"]), lr=spec["lr"], betas=(0.9, 0.98)
    )
    start, stored = 0, run.load()
    if stored:
        stage.load_state_dict(stored["stage"])
        average.module.load_state_dict(stored["average"])
        average.steps = start = stored["step"]
        optimizer.load_state_dict(stored["optimizer"])
    for step in range(start, spec["steps"]):
        for group in optimizer.param_groups:
            group["lr"] = spec["lr"] * trapezoid(step, spec["steps"], spec["warmup"], spec["decay_share"])
        loss, parts = training.losses(stage)
        optimizer.zero_grad()
        loss.backward()
        share_gradients([stage])
        torch.nn.utils.clip_grad_norm_(stage.parameters(), 1.0)
        optimizer.step()
        average.update(stage)
        if step % 20 == 0:
            run.log_step(step, loss, stage.scale(), parts)
        if (step + 1) % spec["validate_every"] == 0 or step + 1 == spec["steps"]:
            figures = validate(average.module, vocabulary, training.val_records, training.val_cache.features)
            run.log(step=step + 1, validation=figures)
            run.save(
                {
                    "stage": stage.state_dict(),
                    "average": average.module.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "step": step + 1,
                    "vocabulary": vocabulary.ids,
                    "moments": training.cache.moments,
                    "spec": spec,
                }
            )


if __name__ == "__main__":
    main()
