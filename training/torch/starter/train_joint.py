"""Stage 3: both towers together with the paper's dual loss, from the averaged weights of stages 1 and 2.

Mosaics meet their positional captions (each with a rearranged twin as a hard negative); class sentences and the teacher's
embedding keep a share of the loss, so that the towers do not memorise the small training set.

  python3 train_joint.py --spec specs/joint.json --cache CACHE --val-cache VAL --text T.pt --image I.pt --run RUN
"""

import json
import time

import numpy as np
import torch

from ..clip.preprocess import normalise
from ..clip.processes import rank, start_processes
from ..clip.tokenizer import Tokenizer, read_merges
from .arguments import program_arguments
from .captions import Captions
from .data import load_records
from .losses import class_cross_entropy, contrastive, dual, unit
from .run_folder import Average, RunFolder, parameter_groups, share_gradients, trapezoid
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


def main():
    parser = program_arguments(__doc__, "spec", "cache", "val-cache", "text", "image", "run", "shared")
    args = parser.parse_args()
    with open(args.spec) as file:
        spec = json.load(file)
    device = start_processes()
    torch.manual_seed(spec["seed"])
    rng = np.random.default_rng([spec["seed"], rank()])
    run = RunFolder(args.run, spec)
    records, val_records = load_records(args.shared, "train"), load_records(args.shared, "val")
    captions, classes = Captions(records, args.shared), ClassSets(records)
    said = [frozenset(r["captions"]) for r in records]
    frozen, vocabulary, moments = load_text_stage(args.text, Tokenizer(read_merges()))
    live, _, _ = load_text_stage(args.text, vocabulary.tokenizer)
    text = live.text.requires_grad_(True).train()
    cache, features = ViewCache(args.cache), FeatureCache(args.cache, moments)
    val_pixels = ViewCache(args.val_cache).views
    with torch.no_grad():
        teacher = torch.cat([unit(frozen.head(f)) for f in features.features.split(4096)])  # [V, E]

    image_state = torch.load(args.image, map_location="cpu")
    stage = ImageStage({**image_state["spec"], "drop": spec["drop"]})
    stage.load_state_dict(image_state["average"])
    modules = [stage.to(device).train(), text.to(device)]
    averages = [Average(m, spec["average"]) for m in modules]
    rates = [spec["lr"], spec["text_lr"]]
    groups = [
        dict(g, rate=r) for m, r in zip(modules, rates) for g in parameter_groups(m, spec["weight_decay"])
    ]
    optimizer = torch.optim.AdamW(groups, lr=spec["lr"], betas=(0.9, 0.98))
    step, spent, stored = 0, 0.0, run.load()
    if stored:
        for module, average, name in zip(modules, averages, ("stage", "text")):
            module.load_state_dict(stored[name])
            average.module.load_state_dict(stored["average" if name == "stage" else "average_text"])
            average.steps = stored["step"]
        optimizer.load_state_dict(stored["optimizer"])
        step, spent = stored["step"], stored["spent"]
        rng = np.random.default_rng([spec["seed"], rank(), step])
    weights, singles = image_weights(records, spec), spec["batch"] - spec["mosaics"]
    budget, last, saved = spec["minutes"] * 60, time.time(), time.time()
    while spent < budget:
        for group in optimizer.param_groups:
            group["lr"] = (
                group["rate"]
                * min(1, (step + 1) / spec["warmup"])
                * trapezoid(spent / budget, 1.0, 0, spec["decay_share"])
            )
        numbers = rng.choice(len(records), singles, p=weights, replace=False)
        rows = features.draw(numbers, rng)
        pixels, (late, middle) = turn_batch(cache.pixels(rows), cache.maps(rows), rng)
        four = draw_mosaics(spec["mosaics"] // 2, weights, rng)
        mosaic_pixels = mosaics(cache.pixels(features.draw(four.flatten(), rng)))
        pixels = black_edges(colour(pixels, spec["colour"]), spec["black_edges"])
        batch = normalise(torch.cat([pixels, colour(mosaic_pixels, spec["colour"])])).to(device)
        raw, tokens = stage.visual(batch, torch.bfloat16, stage.taps)
        image, mosaic = unit(raw[:singles]), unit(raw[singles:])

        shorts = [captions.short(n, rng) for n in numbers]
        texts = (
            shorts
            + [captions.class_sentence(n, rng) for n in classes.names]
            + [captions.long(n, rng) for n in numbers]
            + [captions.mosaic(f, rng) for f in four]
        )
        sizes = (singles, len(classes.names), singles, len(four))
        short, prompts, long, positional = embed_by_length(
            text, vocabulary, texts, spec["unknown_share"], rng, device
        ).split(sizes)
        scale = stage.scale()
        positives = positives_of(shorts, [said[n] for n in numbers]).to(device)
        parts = {
            "dual": dual(
                image, long, short, scale, spec["omega"], overlap_of(records, numbers).to(device), positives
            ),
            "mosaic": contrastive(mosaic, positional, scale, torch.eye(len(four), device=device)),
            "class": class_cross_entropy(
                image,
                prompts,
                scale,
                classes.labels[numbers].to(device),
                classes.groups[numbers].to(device),
                classes.members.to(device),
            ),
            "cosine": (1 - (image * teacher[rows].to(device)).sum(-1)).mean(),
            "middle": map_loss(stage.middle_head, tokens[0], middle.to(device), None),
            "late": map_loss(stage.late_head, tokens[1], late.to(device), None),
        }
        loss = sum(spec["weights"][name] * value for name, value in parts.items())
        optimizer.zero_grad()
        loss.backward()
        share_gradients(modules)
        for module, average in zip(modules, averages):
            torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        optimizer.step()
        for module, average in zip(modules, averages):
            average.update(module)
        step += 1
        now = time.time()
        spent, last = spent + now - last, now
        if step % 20 == 0:
            run.log(
                step=step,
                minutes=round(spent / 60, 1),
                loss=round(loss.item(), 3),
                scale=round(scale.item(), 1),
                **{k: round(v.item(), 3) for k, v in parts.items()},
            )
        if step % spec["validate_every"] == 0 or spent >= budget:
            frozen.text.load_state_dict(averages[1].module.state_dict())
            run.log(
                step=step,
                validation=validate(averages[0].module.visual, frozen, vocabulary, val_records, val_pixels),
            )
        if now - saved > 240 or spent >= budget:
            run.save(
                {
                    "stage": stage.state_dict(),
                    "text": text.state_dict(),
                    "average": averages[0].module.state_dict(),
                    "average_text": averages[1].module.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "step": step,
                    "spent": spent,
                    "spec": {**image_state["spec"], "joint": spec},
                }
            )
            saved = now


if __name__ == "__main__":
    main()
