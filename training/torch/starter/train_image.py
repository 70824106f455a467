"""Stage 2: trains the image tower on cached views against stage 1.

Loss: the paper's dual loss against the text embeddings of stage 1 (computed once), cosine and soft-label
distillation from the teacher's joint embedding, the teacher's 7 x 7 maps for the patch tokens (in the middle
and at the end), cross-entropy over class sentences, mosaics towards the mosaic head's embedding. The text
tower is frozen, so all time is spent on images.

run.sh train_image --spec SPECS/image.json --cache CACHE --val-cache VAL --text RUN/checkpoint.pt --shared
FOLDER
    --run RUN
"""

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
from .losses import contrastive, dual, soft_distillation, unit
from .muon import Muon
from .object_names import WORDS, object_classifier, object_shares
from .run_folder import (
    Average,
    RunFolder,
    parameter_groups,
    read_json,
    share_gradients,
    trapezoid,
)
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
"""Longest time that a step counts: a pause of the process is not training time."""
OBJECT_SHARE = 0.15
"""A view shows an object when the teacher's probability of it is higher."""


class ImageStage(nn.Module):
    """Image tower, heads for the teacher's maps (not exported) and scale."""

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
        """Initial weights: scaled, mimetic, sinusoidal positions, principal patches of a sample [n,3,H,W]."""
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
    """Text embeddings of stage 1: some long variants and all short texts of each image, class sentences."""

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
        """A long text [B,E] and a short text [B,E] of each record, and the index of each short text."""
        long = self.long[numbers, rng.integers(0, self.long.shape[1], len(numbers))]
        places = [int(rng.choice(self.short_places[n])) for n in numbers]
        return long, self.short[places], places

    def draw_classes(self, rng):
        """A sentence of each class [C,E]."""
        count, variants = self.classes.shape[:2]
        return self.classes[np.arange(count), rng.integers(0, variants, count)]


def load_text_stage(path, tokenizer):
    """(averaged stage-1 model in evaluation mode, its vocabulary, its feature moments) of a checkpoint.

    Its `plain_head` is the linear head of fit_heads.py; None in a checkpoint of train_text.py.
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
    """Quick figures on whole validation images, uint8 [N,H,W,3]."""
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
    """The teacher's unit embeddings [V,E] of cached views, through stage 1's heads.

    Where there are two heads, their mean is taken, and for far views the linear head alone. `objects` [V,E]
    is what the teacher's own classes add.
    """
    heads = (
        [text.head] if text.plain_head is None else [text.plain_head] if far else [text.head, text.plain_head]
    )
    with torch.no_grad():
        joint = torch.cat(
            [unit(sum(unit(head(part)) for head in heads)) for part in features.features.split(4096)]
        )
        return unit(joint + objects)


class ObjectViews:
    """Views in which the teacher names an object, drawn with the same probability for each kind of object."""

    def __init__(self, shares, least):
        self.kinds = [
            rows for rows in (np.flatnonzero(column > least) for column in shares.numpy().T) if len(rows) > 0
        ]

    def draw(self, count, rng):
        """Rows of `count` views."""
        return np.array([rng.choice(self.kinds[kind]) for kind in rng.integers(0, len(self.kinds), count)])


def map_loss(head, tokens, target, kept):
    """Mean squared distance of patch tokens, without the class token, to a standardised map [B,7,7,C]."""
    target = target.flatten(1, 2)
    if kept is not None:
        target = target[:, kept]
    predicted = F.linear(tokens[: len(target), 1:], head.weight.to(tokens.dtype), head.bias.to(tokens.dtype))
    return (predicted - target).float().square().mean()


def make_optimizers(stage, spec):
    """AdamW for all parameters, or Muon for the matrices of the blocks when the spec has `muon`."""
    inner = (
        [p for n, p in stage.named_parameters() if ".resblocks." in n and p.ndim == 2]
        if spec.get("muon")
        else []
    )
    rest = torch.optim.AdamW(
        parameter_groups(stage, spec["weight_decay"], inner), lr=spec["lr"], betas=(0.9, 0.98)
    )
    return [rest, *([Muon(inner, spec["lr"], spec["weight_decay"])] if inner else [])]


class ImageTraining:
    """Stage 2's views, teacher embeddings and texts, and the losses of its steps."""

    def __init__(self, args, spec, run, device):
        self.spec, self.device = spec, device
        self.rng = np.random.default_rng([spec["seed"], rank()])
        self.records, self.val_records = (load_records(args.shared, split) for split in ("train", "val"))
        captions, self.classes = Captions(self.records, args.shared), ClassSets(self.records)
        self.text, self.vocabulary, moments = load_text_stage(args.text, Tokenizer(read_merges()))
        self.cache, self.features = ViewCache(args.cache), FeatureCache(args.cache, moments)
        self.val_pixels = ViewCache(args.val_cache).views
        self.weights = image_weights(self.records, spec)
        self._read_teacher(args, moments)
        self.bank = run.load("texts.pt")
        if self.bank is None:
            self.bank = TextBank(self.text, self.vocabulary, captions, self.classes, self.rng)
            run.save(self.bank, "texts.pt")
        run.log(text_bank=len(self.bank.texts))

    def _read_teacher(self, args, moments):
        """`teacher`: embeddings of all views.

        `far_sets`: (cache, embeddings, rows to draw) of views without captions.
        """
        far_count, object_count = self.spec.get("far", 0), self.spec.get("objects", 0)
        if object_count:
            classifier = object_classifier(f"{args.shared}/data/teacher")
            words = text_embeddings(self.text, self.vocabulary, list(WORDS))

        def objects(folder):
            return object_shares(FeatureCache.pooled(folder), classifier) @ words if object_count else 0.0

        def draw_far(size):
            return lambda: self.rng.choice(size, far_count, replace=False)

        self.teacher = joint_features(self.text, self.features, objects=objects(args.cache))
        self.far_sets = []
        for folder in args.far_caches if far_count else []:
            targets = joint_features(self.text, FeatureCache(folder, moments), True, objects(folder))
            self.far_sets.append((ViewCache(folder), targets, draw_far(len(targets))))
        if object_count:
            named = ObjectViews(object_shares(FeatureCache.pooled(args.cache), classifier), OBJECT_SHARE)
            targets = joint_features(self.text, self.features, True, objects(args.cache))
            self.far_sets.append((self.cache, targets, lambda: named.draw(object_count, self.rng)))

    def sample_pixels(self, count=1024):
        """Pixel values [count,3,H,W] of random views."""
        numbers = self.rng.choice(len(self.records), count, replace=False)
        return normalise(self.cache.pixels(self.features.draw(numbers, self.rng)))

    def kept_patches(self, progress):
        """Indices of the patches to use at this share of the run; None = all."""
        share = next(p["keep"] for p in self.spec["phases"] if progress < p["until"])
        if share == 1:
            return None
        patches = (self.spec["image"] // self.spec["patch"]) ** 2
        return torch.from_numpy(np.sort(self.rng.permutation(patches)[: round(share * patches)]))

    def draw_views(self, numbers):
        """Views of the records `numbers`, then far views, then mosaics.

        Returns (pixel values [B,3,H,W], teacher embeddings of all but the mosaics, those of the mosaics,
        maps).
        """
        spec, rng = self.spec, self.rng
        rows = self.features.draw(numbers, rng)
        pixels, (late, middle) = turn_batch(self.cache.pixels(rows), self.cache.maps(rows), rng)
        target = self.teacher[rows]
        four = draw_mosaics(spec["mosaics"] // 2, self.weights, rng)
        four_rows = self.features.draw(four.flatten(), rng)
        with torch.no_grad():
            of_cells = self.features.features[four_rows].view(len(four), -1)
            mosaic_target = unit(self.text.mosaic_head(of_cells))
        pixels = black_edges(colour(pixels, spec["colour"]), spec.get("black_edges", 0))
        for far_cache, far_teacher, draw_far in self.far_sets:
            far_rows = draw_far()
            far_pixels, far_maps = turn_batch(far_cache.pixels(far_rows), far_cache.maps(far_rows), rng)
            pixels = torch.cat([pixels, far_pixels])
            late, middle = (torch.cat(pair) for pair in zip((late, middle), far_maps))
            target = torch.cat([target, far_teacher[far_rows]])
        mosaic_pixels = colour(mosaics(self.cache.pixels(four_rows)), spec["colour"])
        return normalise(torch.cat([pixels, mosaic_pixels])), target, mosaic_target, (late, middle)

    def losses(self, stage, progress):
        """(loss, its parts by name) of a random batch."""
        spec, rng, bank, device = self.spec, self.rng, self.bank, self.device
        kept = self.kept_patches(progress)
        singles = spec["batch"] - spec["mosaics"]
        numbers = rng.choice(len(self.records), singles, p=self.weights, replace=False)
        batch, target, mosaic_target, (late, middle) = self.draw_views(numbers)
        raw, tokens = stage.visual(batch.to(device), torch.bfloat16, stage.taps, kept)
        seen, mosaic = unit(raw[: len(target)]), unit(raw[len(target) :])
        image = seen[:singles]

        long, short, places = bank.draw(numbers, rng)
        target, scale = target.to(device), stage.scale()
        dictionary = bank.short[rng.integers(0, len(bank.short), spec["dictionary"])].to(device)
        positives = positives_of(places, [bank.statements[n] for n in numbers]).to(device)
        overlap = overlap_of(self.records, numbers).to(device)
        identity = torch.eye(len(mosaic), device=device)
        parts = {
            "dual": dual(image, long.to(device), short.to(device), scale, spec["omega"], overlap, positives),
            "cosine": (1 - (seen * target).sum(-1)).mean(),
            "soft": soft_distillation(seen, target, dictionary, spec["soft_scale"]),
            "class": self.classes.loss(image, bank.draw_classes(rng).to(device), scale, numbers),
            "middle": map_loss(stage.middle_head, tokens[0], middle.to(device), kept),
            "late": map_loss(stage.late_head, tokens[1], late.to(device), kept),
            "mosaic": contrastive(mosaic, mosaic_target.to(device), scale, identity),
        }
        return sum(spec["weights"][name] * value for name, value in parts.items()), parts


def parse_arguments():
    parser = program_arguments(__doc__, "spec", "cache", "val-cache", "text", "run", "shared")
    parser.add_argument(
        "--far-caches",
        nargs="+",
        default=[],
        help="caches of `teacher --far`; each gives the spec's number of `far` views to each batch",
    )
    parser.add_argument(
        "--start", help="checkpoint of an earlier run, whose averaged weights this one starts from"
    )
    return parser.parse_args()


def main():
    args = parse_arguments()
    spec = read_json(args.spec)
    device = start_processes()
    torch.manual_seed(spec["seed"])
    run = RunFolder(args.run, spec)
    training = ImageTraining(args, spec, run, device)
    stage = ImageStage(spec)
    if args.start:
        stage.load_state_dict(torch.load(args.start, map_location="cpu")["average"])
    else:
        stage.initialise(training.sample_pixels())
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
        training.rng = np.random.default_rng([spec["seed"], rank(), step])
    stage.train()
    budget, last, saved = spec["minutes"] * 60, time.time(), time.time()
    while spent < budget:
        warmth = min(1, (step + 1) / spec["warmup"])
        for group in (g for o in optimizers for g in o.param_groups):
            group["lr"] = spec["lr"] * warmth * trapezoid(spent / budget, 1.0, 0, spec["decay_share"])
        loss, parts = training.losses(stage, spent / budget)
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
            run.log_step(step, loss, stage.scale(), parts, minutes=round(spent / 60, 1))
        if step % spec["validate_every"] == 0 or spent >= budget:
            figures = validate(
                average.module.visual,
                training.text,
                training.vocabulary,
                training.val_records,
                training.val_pixels,
            )
            run.log(step=step, validation=figures)
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
