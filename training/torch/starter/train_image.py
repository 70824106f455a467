"""Stage 2: the image tower, trained on cached views against stage 1.

Loss: the paper's dual loss against the text embeddings of stage 1 (computed once), cosine and soft-label distillation from
the teacher's joint embedding, the teacher's 7 x 7 maps for the patch tokens (half-way and at the end), cross-entropy over
class sentences, mosaics towards the mosaic head's embedding. The text tower stands still, so all time goes to the images.

  python3 train_image.py --spec specs/image.json --cache CACHE --val-cache VAL --text RUN/checkpoint.pt --run RUN
"""

import json
import math
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from ..clip.model import VisionTower
from ..clip.preprocess import normalise
from ..clip.processes import rank, start_processes
from ..clip.tokenizer import Tokenizer, read_merges
from .arguments import program_arguments
from .captions import Captions
from .data import load_records
from .evaluate import quick_figures
from .initialise import initialise_blocks, mimetic_attention, principal_patches, sinusoidal_grid
from .losses import class_cross_entropy, contrastive, dual, soft_distillation, unit
from .muon import Muon
from .object_names import WORDS, object_classifier, object_shares
from .run_folder import Average, RunFolder, parameter_groups, share_gradients, trapezoid
from .train_text import (
    ClassSets,
    FeatureCache,
    TextStage,
    draw_mosaics,
    image_weights,
    overlap_of,
    positives_of,
    text_embeddings,
)
from .views import ViewCache, black_edges, colour, mosaics, turn_batch
from .vocabulary import Vocabulary

LONGEST_STEP_SECONDS = 15
"""A pause of the process does not count as training time."""
OBJECT_SHARE = 0.15
"""The teacher's probability from which a view shows the object."""


class ImageStage(nn.Module):
    """Image tower, the heads that meet the teacher's maps (not exported) and the scale."""

    def __init__(self, spec):
        super().__init__()
        width, layers = spec["width"], spec["layers"]
        self.visual = VisionTower(
            spec["image"], spec["patch"], width, layers, spec["embedding"], spec["drop"]
        )
        self.middle_head, self.late_head = nn.Linear(width, 384), nn.Linear(width, 320)
        self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))
        self.taps = (spec["middle_tap"], layers)

    def initialise(self, sample):
        """Scaled, mimetic, with sinusoidal positions and principal patches of sample [n,3,H,W] (normalised pixels)."""
        visual = self.visual
        initialise_blocks(visual.transformer, visual.ln_post.weight.numel())
        mimetic_attention(visual.transformer, visual.ln_post.weight.numel())
        patches = (
            F.unfold(sample, visual.patch, stride=visual.patch)
            .transpose(1, 2)
            .reshape(-1, 3, visual.patch, visual.patch)
        )
        principal_patches(visual.conv1, patches)
        with torch.no_grad():
            visual.positional_embedding.copy_(sinusoidal_grid(visual.grid, visual.ln_post.weight.numel()))

    def scale(self):
        return self.logit_scale.exp().clamp(max=100)


class TextBank:
    """Frozen text embeddings of stage 1: some long variants and all short texts of each image, class sentences."""

    def __init__(self, stage, vocabulary, captions, classes, rng, longs=3, sentences=12):
        records = captions.records
        shorts = [list(dict.fromkeys(r["captions"] + p)) for r, p in zip(records, captions.paraphrases)]
        self.texts = list(dict.fromkeys(t for group in shorts for t in group))
        place = {t: i for i, t in enumerate(self.texts)}
        self.short_places = [np.array([place[t] for t in group]) for group in shorts]
        self.statements = [frozenset(self.short_places[i].tolist()) for i in range(len(records))]
        self.short = text_embeddings(stage, vocabulary, self.texts)
        long_texts = [captions.long(n, rng) for n in range(len(records)) for _ in range(longs)]
        self.long = text_embeddings(stage, vocabulary, long_texts).view(len(records), longs, -1)
        class_texts = [captions.class_sentence(n, rng) for n in classes.names for _ in range(sentences)]
        self.classes = text_embeddings(stage, vocabulary, class_texts).view(len(classes.names), sentences, -1)

    def draw(self, numbers, rng):
        """long [B,E], short [B,E] and each short text's place."""
        long = self.long[numbers, rng.integers(0, self.long.shape[1], len(numbers))]
        places = [int(rng.choice(self.short_places[n])) for n in numbers]
        return long, self.short[places], places

    def draw_classes(self, rng):
        count, variants = self.classes.shape[:2]
        return self.classes[np.arange(count), rng.integers(0, variants, count)]


def load_text_stage(path, tokenizer):
    """Averaged stage-1 model in evaluation mode, its vocabulary and feature moments.

    Its `plain_head` is the linear one of fit_heads.py, None in a checkpoint of train_text.py.
    """
    stored = torch.load(path, map_location="cpu")
    vocabulary = Vocabulary(tokenizer, stored["vocabulary"])
    stage = TextStage(stored["spec"], len(vocabulary))
    stage.load_state_dict(stored["average"])
    stage.plain_head = None
    if "plain_head" in stored:
        stage.plain_head = nn.Linear(1280, stored["spec"]["embedding"])
        stage.plain_head.load_state_dict(stored["plain_head"])
    return stage.eval().requires_grad_(False), vocabulary, stored["moments"]


def validate(visual, text, vocabulary, records, pixels):
    """Quick figures on whole validation images; evaluate.py gives the full ones."""
    return quick_figures(
        embed_pixels(visual, pixels), records, lambda texts: text_embeddings(text, vocabulary, texts)
    )


def embed_pixels(visual, pixels, batch=128):
    """Unit embeddings [N,E] of uint8 views [N,H,W,3]."""
    with torch.no_grad():
        return torch.cat(
            [
                unit(
                    visual(
                        normalise(
                            torch.from_numpy(np.ascontiguousarray(p)).permute(0, 3, 1, 2).float().div_(255)
                        ),
                        torch.bfloat16,
                    )[0]
                )
                for p in (pixels[i : i + batch] for i in range(0, len(pixels), batch))
            ]
        )


def joint_features(text, features, far=False, objects=0.0):
    """The teacher's unit embeddings [V,E] of cached views, through stage 1's heads: the mean of both where there are two, of far
    views the linear one's. `objects` [V,E]: what the teacher's own classes add to them."""
    heads = (
        [text.head] if text.plain_head is None else [text.plain_head] if far else [text.head, text.plain_head]
    )
    with torch.no_grad():
        joint = torch.cat(
            [unit(sum(unit(head(part)) for head in heads)) for part in features.features.split(4096)]
        )
        return unit(joint + objects)


class ObjectViews:
    """The views of a cache in which the teacher names an object, drawn as often for each kind of object."""

    def __init__(self, shares, least):
        self.kinds = [
            rows for rows in (np.flatnonzero(column > least) for column in shares.numpy().T) if len(rows) > 0
        ]

    def draw(self, count, rng):
        return np.array([rng.choice(self.kinds[kind]) for kind in rng.integers(0, len(self.kinds), count)])


def map_loss(head, tokens, target, kept):
    """Mean squared distance of patch tokens (class token left out) to a standardised map [B,7,7,C]."""
    target = target.flatten(1, 2)
    if kept is not None:
        target = target[:, kept]
    predicted = F.linear(tokens[: len(target), 1:], head.weight.to(tokens.dtype), head.bias.to(tokens.dtype))
    return (predicted - target).float().square().mean()


def make_optimizers(stage, spec):
    """AdamW; with the spec's `muon` the matrices of the blocks go by Muon instead."""
    inner = (
        [p for n, p in stage.named_parameters() if ".resblocks." in n and p.ndim == 2]
        if spec.get("muon")
        else []
    )
    rest = torch.optim.AdamW(
        parameter_groups(stage, spec["weight_decay"], inner), lr=spec["lr"], betas=(0.9, 0.98)
    )
    return [rest, *([Muon(inner, spec["lr"], spec["weight_decay"])] if inner else [])]


def main():
    parser = program_arguments(__doc__, "spec", "cache", "val-cache", "text", "run", "shared")
    parser.add_argument(
        "--far-caches",
        nargs="+",
        default=[],
        help="caches of `teacher.py --far`, of each of which the spec's `far` views are in each batch",
    )
    parser.add_argument(
        "--start", help="checkpoint of an earlier run whose averaged weights this one starts from"
    )
    args = parser.parse_args()
    with open(args.spec) as file:
        spec = json.load(file)
    device = start_processes()
    torch.manual_seed(spec["seed"])
    rng = np.random.default_rng([spec["seed"], rank()])
    run = RunFolder(args.run, spec)
    records, val_records = load_records(args.shared, "train"), load_records(args.shared, "val")
    captions, classes = Captions(records, args.shared), ClassSets(records)
    text, vocabulary, moments = load_text_stage(args.text, Tokenizer(read_merges()))
    cache, features = ViewCache(args.cache), FeatureCache(args.cache, moments)
    val_pixels = ViewCache(args.val_cache).views
    far_count, object_count = spec.get("far", 0), spec.get("objects", 0)
    objects = lambda folder: 0.0
    if object_count:
        classifier = object_classifier(f"{args.shared}/data/teacher")
        words = text_embeddings(text, vocabulary, list(WORDS))
        objects = lambda folder: object_shares(FeatureCache.pooled(folder), classifier) @ words
    teacher = joint_features(text, features, objects=objects(args.cache))
    far_sets = []
    for folder in args.far_caches if far_count else []:
        targets = joint_features(text, FeatureCache(folder, moments), True, objects(folder))
        far_sets.append(
            (ViewCache(folder), targets, lambda size=len(targets): rng.choice(size, far_count, replace=False))
        )
    if object_count:
        named = ObjectViews(object_shares(FeatureCache.pooled(args.cache), classifier), OBJECT_SHARE)
        far_sets.append(
            (
                cache,
                joint_features(text, features, True, objects(args.cache)),
                lambda: named.draw(object_count, rng),
            )
        )
    bank = run.load("texts.pt")
    if bank is None:
        bank = TextBank(text, vocabulary, captions, classes, rng)
        run.save(bank, "texts.pt")
    run.log(text_bank=len(bank.texts))

    stage = ImageStage(spec)
    weights, singles, grid = (
        image_weights(records, spec),
        spec["batch"] - spec["mosaics"],
        spec["image"] // spec["patch"],
    )
    if args.start:
        stage.load_state_dict(torch.load(args.start, map_location="cpu")["average"])
    else:
        stage.initialise(
            normalise(cache.pixels(features.draw(rng.choice(len(records), 1024, replace=False), rng)))
        )
    stage.to(device)
    average = Average(stage, spec["average"])
    optimizers = make_optimizers(stage, spec)
    step, spent, stored = 0, 0.0, run.load()
    if stored:
        stage.load_state_dict(stored["stage"])
        average.module.load_state_dict(stored["average"])
        for optimizer, state in zip(optimizers, stored["optimizers"]):
            optimizer.load_state_dict(state)
        average.steps = step = stored["step"]
        spent = stored["spent"]
        rng = np.random.default_rng([spec["seed"], rank(), step])
    stage.train()
    budget, last, saved = spec["minutes"] * 60, time.time(), time.time()
    while spent < budget:
        progress = spent / budget
        for group in (g for o in optimizers for g in o.param_groups):
            group["lr"] = (
                spec["lr"]
                * min(1, (step + 1) / spec["warmup"])
                * trapezoid(progress, 1.0, 0, spec["decay_share"])
            )
        share = next(p["keep"] for p in spec["phases"] if progress < p["until"])
        kept = (
            None
            if share == 1
            else torch.from_numpy(np.sort(rng.permutation(grid**2)[: round(share * grid**2)]))
        )

        numbers = rng.choice(len(records), singles, p=weights, replace=False)
        rows = features.draw(numbers, rng)
        pixels, (late, middle) = turn_batch(cache.pixels(rows), cache.maps(rows), rng)
        target = teacher[rows]
        four = draw_mosaics(spec["mosaics"] // 2, weights, rng)
        four_rows = features.draw(four.flatten(), rng)
        with torch.no_grad():
            mosaic_target = unit(text.mosaic_head(features.features[four_rows].view(len(four), -1)))
        pixels = black_edges(colour(pixels, spec["colour"]), spec.get("black_edges", 0))
        for far_cache, far_teacher, draw_far in far_sets:
            far_rows = draw_far()
            far_pixels, far_maps = turn_batch(far_cache.pixels(far_rows), far_cache.maps(far_rows), rng)
            pixels = torch.cat([pixels, far_pixels])
            late, middle = (torch.cat(pair) for pair in zip((late, middle), far_maps))
            target = torch.cat([target, far_teacher[far_rows]])
        batch = torch.cat([pixels, colour(mosaics(cache.pixels(four_rows)), spec["colour"])])
        batch = normalise(batch).to(device)
        raw, tokens = stage.visual(batch, torch.bfloat16, stage.taps, kept)
        seen, mosaic = unit(raw[: len(target)]), unit(raw[len(target) :])
        image = seen[:singles]

        long, short, places = bank.draw(numbers, rng)
        target, scale = target.to(device), stage.scale()
        dictionary = bank.short[rng.integers(0, len(bank.short), spec["dictionary"])].to(device)
        positives = positives_of(places, [bank.statements[n] for n in numbers]).to(device)
        parts = {
            "dual": dual(
                image,
                long.to(device),
                short.to(device),
                scale,
                spec["omega"],
                overlap_of(records, numbers).to(device),
                positives,
            ),
            "cosine": (1 - (seen * target).sum(-1)).mean(),
            "soft": soft_distillation(seen, target, dictionary, spec["soft_scale"]),
            "class": class_cross_entropy(
                image,
                bank.draw_classes(rng).to(device),
                scale,
                classes.labels[numbers].to(device),
                classes.groups[numbers].to(device),
                classes.members.to(device),
            ),
            "middle": map_loss(stage.middle_head, tokens[0], middle.to(device), kept),
            "late": map_loss(stage.late_head, tokens[1], late.to(device), kept),
            "mosaic": contrastive(
                mosaic, mosaic_target.to(device), scale, torch.eye(len(four), device=device)
            ),
        }
        loss = sum(spec["weights"][name] * value for name, value in parts.items())
        stage.zero_grad()
        loss.backward()
        share_gradients([stage])
        torch.nn.utils.clip_grad_norm_(stage.parameters(), 1.0)
        for optimizer in optimizers:
            optimizer.step()
        average.update(stage)
        step += 1
        now = time.time()
        spent, last = spent + min(now - last, LONGEST_STEP_SECONDS), now
        if step % 20 == 0:
            run.log(
                step=step,
                minutes=round(spent / 60, 1),
                loss=round(loss.item(), 3),
                scale=round(scale.item(), 1),
                **{k: round(v.item(), 3) for k, v in parts.items()},
            )
        if step % spec["validate_every"] == 0 or spent >= budget:
            run.log(
                step=step,
                validation=validate(average.module.visual, text, vocabulary, val_records, val_pixels),
            )
        if now - saved > 240 or spent >= budget:
            run.save(
                {
                    "stage": stage.state_dict(),
                    "average": average.module.state_dict(),
                    "optimizers": [o.state_dict() for o in optimizers],
                    "step": step,
                    "spent": spent,
                    "spec": spec,
                }
            )
            saved = now


if __name__ == "__main__":
    main()
