"""Stage 3: trains both towers with the paper's dual loss, from the averaged weights of stages 1 and 2.

Mosaics are paired with their positional captions (each with a rearranged twin as a hard negative). Class
sentences and the teacher's embedding keep a share of the loss, so that the towers do not memorise the small
training set.

run.sh train_joint --spec SPECS/joint.json --cache CACHE --val-cache VAL --text T.pt --image I.pt --shared
FOLDER
    --run RUN
"""

import time

import numpy as np
import torch

from ..clip.preprocess import normalise
from ..clip.processes import rank, start_processes
from ..clip.tokenizer import Tokenizer, read_merges
from .arguments import program_arguments
from .captions import Captions
from .data import load_records
from .losses import contrastive, dual, unit
from .run_folder import (
    Average,
    RunFolder,
    parameter_groups,
    read_json,
    share_gradients,
    trapezoid,
)
from .train_image import ImageStage, load_text_stage, map_loss, validate
from .train_text import (
    ClassSets,
    FeatureCache,
    draw_mosaics,
    embed_by_length,
    image_weights,
    overlap_of,
    positives_of,
)
from .views import ViewCache, black_edges, colour, mosaics, turn_batch

STORED_AVERAGES = {"stage": "average", "text": "average_text"}
"""Keys of the averaged weights in the checkpoint."""


class JointTraining:
    """Stage 3's views, texts and frozen teacher embeddings, and the losses of its steps."""

    def __init__(self, args, spec, device):
        self.spec, self.device = spec, device
        self.rng = np.random.default_rng([spec["seed"], rank()])
        self.records, self.val_records = (load_records(args.shared, split) for split in ("train", "val"))
        self.captions, self.classes = Captions(self.records, args.shared), ClassSets(self.records)
        self.said = [frozenset(r["captions"]) for r in self.records]
        self.frozen, self.vocabulary, moments = load_text_stage(args.text, Tokenizer(read_merges()))
        self.cache, self.features = ViewCache(args.cache), FeatureCache(args.cache, moments)
        self.val_pixels = ViewCache(args.val_cache).views
        self.weights = image_weights(self.records, spec)
        with torch.no_grad():
            heads = [unit(self.frozen.head(part)) for part in self.features.features.split(4096)]
        self.teacher = torch.cat(heads)  # [V, E]

    def losses(self, stage, text):
        """(loss, its parts by name) of a random batch."""
        spec, rng, captions, device = self.spec, self.rng, self.captions, self.device
        singles = spec["batch"] - spec["mosaics"]
        numbers = rng.choice(len(self.records), singles, p=self.weights, replace=False)
        rows = self.features.draw(numbers, rng)
        pixels, (late, middle) = turn_batch(self.cache.pixels(rows), self.cache.maps(rows), rng)
        four = draw_mosaics(spec["mosaics"] // 2, self.weights, rng)
        mosaic_pixels = mosaics(self.cache.pixels(self.features.draw(four.flatten(), rng)))
        pixels = black_edges(colour(pixels, spec["colour"]), spec["black_edges"])
        batch = normalise(torch.cat([pixels, colour(mosaic_pixels, spec["colour"])])).to(device)
        raw, tokens = stage.visual(batch, torch.bfloat16, stage.taps)
        image, mosaic = unit(raw[:singles]), unit(raw[singles:])

        shorts = [captions.short(n, rng) for n in numbers]
        texts = (
            shorts
            + [captions.class_sentence(n, rng) for n in self.classes.names]
            + [captions.long(n, rng) for n in numbers]
            + [captions.mosaic(f, rng) for f in four]
        )
        sizes = (singles, len(self.classes.names), singles, len(four))
        embedded = embed_by_length(text, self.vocabulary, texts, spec["unknown_share"], rng, device)
        short, prompts, long, positional = embedded.split(sizes)
        scale = stage.scale()
        overlap = overlap_of(self.records, numbers).to(device)
        positives = positives_of(shorts, [self.said[n] for n in numbers]).to(device)
        parts = {
            "dual": dual(image, long, short, scale, spec["omega"], overlap, positives),
            "mosaic": contrastive(mosaic, positional, scale, torch.eye(len(four), device=device)),
            "class": self.classes.loss(image, prompts, scale, numbers),
            "cosine": (1 - (image * self.teacher[rows].to(device)).sum(-1)).mean(),
            "middle": map_loss(stage.middle_head, tokens[0], middle.to(device), None),
            "late": map_loss(stage.late_head, tokens[1], late.to(device), None),
        }
        return sum(spec["weights"][name] * value for name, value in parts.items()), parts

    def validate(self, visual, text):
        """Quick figures of the averaged towers."""
        self.frozen.text.load_state_dict(text.state_dict())
        return validate(visual, self.frozen, self.vocabulary, self.val_records, self.val_pixels)


def main():
    required = ("spec", "cache", "val-cache", "text", "image", "run", "shared")
    args = program_arguments(__doc__, *required).parse_args()
    spec = read_json(args.spec)
    device = start_processes()
    torch.manual_seed(spec["seed"])
    run = RunFolder(args.run, spec)
    training = JointTraining(args, spec, device)
    live, _, _ = load_text_stage(args.text, training.vocabulary.tokenizer)
    text = live.text.requires_grad_(True).train()
    image_state = torch.load(args.image, map_location="cpu")
    stage = ImageStage({**image_state["spec"], "drop": spec["drop"]})
    stage.load_state_dict(image_state["average"])
    modules = {"stage": stage.to(device).train(), "text": text.to(device)}
    averages = {name: Average(module, spec["average"]) for name, module in modules.items()}
    rates = {"stage": spec["lr"], "text": spec["text_lr"]}
    groups = [
        dict(group, rate=rates[name])
        for name, module in modules.items()
        for group in parameter_groups(module, spec["weight_decay"])
    ]
    optimizer = torch.optim.AdamW(groups, lr=spec["lr"], betas=(0.9, 0.98))
    step, spent, stored = 0, 0.0, run.load()
    if stored:
        for name, module in modules.items():
            module.load_state_dict(stored[name])
            averages[name].module.load_state_dict(stored[STORED_AVERAGES[name]])
            averages[name].steps = stored["step"]
        optimizer.load_state_dict(stored["optimizer"])
        step, spent = stored["step"], stored["spent"]
        training.rng = np.random.default_rng([spec["seed"], rank(), step])
    budget, last, saved = spec["minutes"] * 60, time.time(), time.time()
    while spent < budget:
        factor = min(1, (step + 1) / spec["warmup"]) * trapezoid(spent / budget, 1.0, 0, spec["decay_share"])
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * factor
        loss, parts = training.losses(stage, text)
        optimizer.zero_grad()
        loss.backward()
        share_gradients(modules.values())
        for module in modules.values():
            torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        optimizer.step()
        for name, module in modules.items():
            averages[name].update(module)
        step += 1
        now = time.time()
        spent, last = spent + now - last, now
        if step % 20 == 0:
            run.log_step(step, loss, stage.scale(), parts, minutes=round(spent / 60, 1))
        if step % spec["validate_every"] == 0 or spent >= budget:
            figures = training.validate(averages["stage"].module.visual, averages["text"].module)
            run.log(step=step, validation=figures)
        if now - saved > 240 or spent >= budget:
            run.save(
                {
                    **{name: module.state_dict() for name, module in modules.items()},
                    **{STORED_AVERAGES[name]: each.module.state_dict() for name, each in averages.items()},
                    "optimizer": optimizer.state_dict(),
                    "step": step,
                    "spent": spent,
                    "spec": {**image_state["spec"], "joint": spec},
                }
            )
            saved = now


if __name__ == "__main__":
    main()
