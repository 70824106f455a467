"""Fits stage 1's teacher heads to the text tower of a finished model, to train its image tower further.

A model folder does not contain the heads. Writes `checkpoint.pt` as train_text.py does, with a linear head
added, and `image.pt`, from which train_image.py starts (`--start`). The linear head is the mean of several
that were stopped early. It fits the training images less closely and generalizes better: train_image.py asks
it about images unlike the training images.

  run.sh fit_heads --model models/starter/model.safetensors --image-spec SPECS/image-3.json
    --text-spec SPECS/text.json --cache CACHE --val-cache VAL --shared FOLDER --run RUN
"""

import math

import numpy as np
import torch
import torch.nn as nn

from ..clip import safetensors_file
from ..clip.tokenizer import Tokenizer, read_merges
from .arguments import program_arguments
from .captions import Captions
from .data import load_records
from .losses import contrastive, dual, unit
from .run_folder import (
    RunFolder,
    parameter_groups,
    read_json,
    trapezoid,
)
from .train_image import ImageStage, TextBank
from .train_text import (
    ClassSets,
    FeatureCache,
    TextStage,
    draw_mosaics,
    image_weights,
    overlap_of,
    positives_of,
    text_embeddings,
    training_texts,
    validate,
)
from .vocabulary import Vocabulary

STEPS, BATCH, MOSAICS, MOSAIC_TEXTS = 1500, 512, 64, 3000
PLAIN_HEADS, PLAIN_STEPS, PLAIN_BATCH, PLAIN_DROPOUT = 4, 250, 256, 0.5


def text_stage(state, spec, tokenizer, texts):
    """Stage 1 with the text tower of a model's state dict, and its vocabulary."""
    vocabulary = Vocabulary.from_texts(tokenizer, texts)
    known = torch.tensor(vocabulary.ids)
    unused = next(i for i in range(49408) if i not in vocabulary.row)
    table = state["token_embedding.weight"]
    stage = TextStage({**spec, "text_drop": 0.0}, len(vocabulary))
    own = {k: v for k, v in state.items() if not k.startswith("visual.") and k != "logit_scale"}
    stage.text.load_state_dict(
        {**own, "token_embedding.weight": torch.cat([table[unused : unused + 1], table[known]])}
    )
    stage.logit_scale.data.copy_(state["logit_scale"])
    return stage, vocabulary


def start_image(state, spec):
    """Stage 2 with the image tower of a model's state dict; the heads for the teacher's maps start afresh."""
    stage = ImageStage(spec)
    stage.visual.load_state_dict(
        {k[len("visual.") :]: v for k, v in state.items() if k.startswith("visual.")}
    )
    stage.logit_scale.data.copy_(state["logit_scale"])
    return stage


def pair_losses(image, numbers, records, bank, classes, scale, omega, rng):
    """(the paper's dual loss, cross-entropy over class sentences) of records' unit embeddings [B,E]."""
    long, short, places = bank.draw(numbers, rng)
    positives = positives_of(places, [bank.statements[n] for n in numbers])
    pairs = dual(image, long, short, scale, omega, overlap_of(records, numbers), positives)
    return pairs, classes.loss(image, bank.draw_classes(rng), scale, numbers)


def fit_plain_head(cache, records, bank, classes, weights, spec, rng):
    """Weights of an nn.Linear [1280] → [E]: the mean of PLAIN_HEADS short fits."""
    heads = []
    for _ in range(PLAIN_HEADS):
        head, drop = nn.Linear(1280, spec["embedding"]), nn.Dropout(PLAIN_DROPOUT)
        scale = nn.Parameter(torch.tensor(math.log(35.0)))
        groups = [
            {"params": [head.weight], "weight_decay": spec["weight_decay"]},
            {"params": [head.bias, scale], "weight_decay": 0.0},
        ]
        optimizer = torch.optim.AdamW(groups, lr=spec["lr"], betas=(0.9, 0.98))
        for step in range(PLAIN_STEPS):
            for group in optimizer.param_groups:
                group["lr"] = spec["lr"] * trapezoid(step, PLAIN_STEPS, spec["warmup"], 0.5)
            numbers = rng.choice(len(records), PLAIN_BATCH, p=weights, replace=False)
            image = unit(head(drop(cache.features[cache.draw(numbers, rng)])))
            pairs, grouped = pair_losses(
                image, numbers, records, bank, classes, scale.exp().clamp(max=100), spec["omega"], rng
            )
            optimizer.zero_grad()
            (pairs + spec["class_loss"] * grouped).backward()
            optimizer.step()
        heads.append(head.state_dict())
    return {name: torch.stack([head[name] for head in heads]).mean(0) for name in heads[0]}


def fit_heads(stage, run, cache, records, bank, classes, weights, mosaics, spec, rng):
    """Trains the heads and the scale of stage 1. `mosaics`: image numbers [M,4] and text embeddings [M,E]."""
    arranged, mosaic_texts = mosaics
    stage.train()
    optimizer = torch.optim.AdamW(
        parameter_groups(stage, spec["weight_decay"]), lr=spec["lr"], betas=(0.9, 0.98)
    )
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = spec["lr"] * trapezoid(step, STEPS, spec["warmup"], spec["decay_share"])
        numbers = rng.choice(len(records), BATCH, p=weights, replace=False)
        image = unit(stage.head(cache.features[cache.draw(numbers, rng)]))
        chosen = rng.choice(MOSAIC_TEXTS // 2, MOSAICS, replace=False)
        chosen = np.concatenate([chosen, chosen + MOSAIC_TEXTS // 2])
        cells = cache.features[cache.draw(arranged[chosen].flatten(), rng)]
        mosaic = unit(stage.mosaic_head(cells.view(len(chosen), -1)))
        scale = stage.scale()
        pairs, grouped = pair_losses(image, numbers, records, bank, classes, scale, spec["omega"], rng)
        arrangement = contrastive(mosaic, mosaic_texts[chosen], scale, torch.eye(len(chosen)))
        loss = pairs + spec["class_loss"] * grouped + spec["mosaic_loss"] * arrangement
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            run.log_step(step, loss, scale, {"pair": pairs, "mosaic": arrangement, "classes": grouped})


def main():
    parser = program_arguments(
        __doc__, "model", "image-spec", "text-spec", "cache", "val-cache", "run", "shared"
    )
    args = parser.parse_args()
    spec, image_spec = read_json(args.text_spec), read_json(args.image_spec)
    torch.manual_seed(spec["seed"])
    rng = np.random.default_rng(spec["seed"])
    run = RunFolder(args.run, spec)
    state = safetensors_file.read(args.model)
    records, val_records = load_records(args.shared, "train"), load_records(args.shared, "val")
    captions, classes = Captions(records, args.shared), ClassSets(records)
    cache = FeatureCache(args.cache)
    val_cache = FeatureCache(args.val_cache, cache.moments)
    stage, vocabulary = text_stage(
        state, spec, Tokenizer(read_merges()), training_texts(captions, records, rng)
    )
    run.save({"average": start_image(state, image_spec).state_dict(), "spec": image_spec}, "image.pt")

    weights = image_weights(records, spec)
    stage.eval().text.requires_grad_(False)
    bank = TextBank(stage, vocabulary, captions, classes, rng)
    run.save(bank, "texts.pt")
    arranged = draw_mosaics(MOSAIC_TEXTS // 2, weights, rng)
    mosaic_texts = text_embeddings(stage, vocabulary, [captions.mosaic(f, rng) for f in arranged])
    fit_heads(stage, run, cache, records, bank, classes, weights, (arranged, mosaic_texts), spec, rng)
    run.log(step=STEPS, validation=validate(stage, vocabulary, val_records, val_cache.features))
    plain = fit_plain_head(cache, records, bank, classes, weights, spec, rng)
    run.save(
        {
            "stage": stage.state_dict(),
            "average": stage.state_dict(),
            "plain_head": plain,
            "step": STEPS,
            "vocabulary": vocabulary.ids,
            "moments": cache.moments,
            "spec": spec,
        }
    )


if __name__ == "__main__":
    main()
