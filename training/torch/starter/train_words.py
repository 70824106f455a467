"""Stage 4: the text tower again, against the finished image tower (which stands still), its token rows started from word vectors.

A caption set of this size holds some 2,500 words. So that other words mean something too, the row of a token that is a whole
English word is `word vector · P + own`: P is learned, and `own` is left out for some tokens in each step, so that the vector
alone must do. Tokens that no training text holds are exported as `word vector · P`. Loss as in stage 1, with the image tower's
embeddings of cached views in the place of the teacher's features.

  python3 train_words.py --spec specs/words.json --cache CACHE --val-cache VAL --words embeddings.json
    --model MODEL.safetensors --run RUN --out FOLDER
"""

import json
import os

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from ..clip import safetensors_file
from ..clip.model import DualEncoder, published_state
from ..clip.processes import rank, start_processes
from ..clip.tokenizer import Tokenizer, read_merges
from .arguments import program_arguments
from .captions import UNSEEN_WORDINGS, Captions
from .data import load_records
from .evaluate import quick_figures
from .export import half_matrices, merged_positions, write_folder
from .fit_heads import text_stage
from .losses import class_cross_entropy, contrastive, unit
from .run_folder import Average, RunFolder, parameter_groups, share_gradients, trapezoid
from .train_image import embed_pixels
from .train_text import (
    ClassSets,
    draw_mosaics,
    embed_by_length,
    image_weights,
    overlap_of,
    positives_of,
    text_embeddings,
    training_texts,
)
from .views import ViewCache, mosaics


class WordRows(nn.Module):
    """The token table [n, W] as `vectors [n, D] · P + own`; rows without a vector (zeros) are `own` alone; row 0 is the unknown word's.

    In training, `own` of a share `drop` of the rows that have a vector is left out.
    """

    def __init__(self, rows, vectors, drop):
        super().__init__()
        self.drop = drop
        self.register_buffer("vectors", vectors)
        self.register_buffer("known", (vectors != 0).any(1, keepdim=True).float())
        held = (self.known[:, 0] > 0) & (rows != rows[0]).any(1)
        given, wanted = vectors[held], rows[held]
        ridge = given.T @ given + 0.05 * len(given) * torch.eye(vectors.shape[1])
        self.project = nn.Parameter(torch.linalg.solve(ridge, given.T @ wanted))
        untrained = (rows == rows[0]).all(1, keepdim=True) & (self.known > 0)
        self.own = nn.Parameter((rows - vectors @ self.project.detach()).masked_fill(untrained, 0.0))

    def table(self):
        own = self.own
        if self.training and self.drop > 0:
            own = own * (1 - self.known * (torch.rand(len(own), 1) < self.drop))
        return self.vectors @ self.project + own

    def forward(self, tokens):
        return F.embedding(tokens, self.table())


def word_vectors(path, tokenizer):
    """Vectors [49408, D] of the tokens that are whole words of the file {"vectors": {word: [D numbers, …]}, "dimensions": D}, else zeros.

    Scaled so that the mean vector has length 1.
    """
    with open(path) as file:
        stored = json.load(file)
    width = stored["dimensions"]
    table = torch.zeros(49408, width)
    for piece, number in tokenizer.ids.items():
        vector = stored["vectors"].get(piece[: -len("</w>")]) if piece.endswith("</w>") else None
        if vector is not None:
            table[number] = torch.tensor(vector[:width])
    lengths = table.norm(dim=1)
    return table / lengths[lengths > 0].mean()


def view_embeddings(model, cache, run):
    """Unit embeddings [V, E] of every cached view, kept in the run folder."""
    stored = run.load("views.pt")
    if stored is None:
        stored = embed_pixels(model.visual, cache.views)
        run.save(stored, "views.pt")
    return stored


def mosaic_embeddings(model, cache, rows, batch=64):
    """Unit embeddings [M, E] of 2 x 2 mosaics of views; rows [M, 4]."""
    out = []
    for part in np.array_split(rows, max(1, len(rows) // batch)):
        pixels = mosaics(cache.pixels(part.flatten())).mul(255).byte().permute(0, 2, 3, 1).numpy()
        out.append(embed_pixels(model.visual, pixels))
    return torch.cat(out)


def validate(stage, vocabulary, records, images):
    """Quick figures, and `unseen`: UC Merced's classes said in words that hardly any caption holds."""
    encode = lambda texts: text_embeddings(stage, vocabulary, texts)
    keep = [i for i, r in enumerate(records) if r["set"] == "ucmerced"]
    unseen = unseen_wordings(images[keep], [records[i]["name"] for i in keep], encode)
    return {**quick_figures(images, records, encode), "unseen": unseen}


def unseen_wordings(images, labels, encode):
    """Accuracy over all wordings in per cent, and the mean AUC of ranking a class's pictures by its own."""
    names = sorted(UNSEEN_WORDINGS)
    texts = [t for n in names for t in UNSEEN_WORDINGS[n]]
    owner = torch.tensor([i for i, n in enumerate(names) for _ in UNSEEN_WORDINGS[n]])
    truth = torch.tensor([names.index(label) for label in labels])
    scores = images @ encode(texts).T
    aucs = []
    for i in range(len(names)):
        by_class = scores[:, owner == i].mean(1)
        aucs.append((by_class[truth == i][:, None] > by_class[truth != i][None]).float().mean().item())
    return {
        "accuracy": round(100 * (owner[scores.argmax(1)] == truth).float().mean().item(), 2),
        "auc": round(float(np.mean(aucs)), 4),
    }


def full_token_table(stage, vectors, vocabulary):
    """The published token table [49408, W]: known tokens by their row, other whole words by their vector, the rest by the unknown row."""
    rows = stage.text.token_embedding
    table = rows.table().detach()
    full = table[0].expand(len(vectors), -1).clone()
    has = (vectors != 0).any(1)
    full[has] = vectors[has] @ rows.project.detach()
    full[torch.tensor(vocabulary.ids)] = table[1:]
    return full


def main():
    parser = program_arguments(
        __doc__, "spec", "cache", "val-cache", "words", "model", "run", "out", "shared"
    )
    args = parser.parse_args()
    with open(args.spec) as file:
        spec = json.load(file)
    start_processes()
    torch.manual_seed(spec["seed"])
    rng = np.random.default_rng([spec["seed"], rank()])
    run = RunFolder(args.run, spec)
    state = safetensors_file.read(args.model)
    model = DualEncoder(state).eval().requires_grad_(False)
    records, val_records = load_records(args.shared, "train"), load_records(args.shared, "val")
    captions, classes = Captions(records, args.shared), ClassSets(records)
    tokenizer = Tokenizer(read_merges())
    vectors = word_vectors(args.words, tokenizer)
    unseen = [t for group in UNSEEN_WORDINGS.values() for t in group]
    stage, vocabulary = text_stage(
        state, spec["text"], tokenizer, training_texts(captions, records, rng) + unseen
    )
    known = torch.cat([torch.zeros(1, vectors.shape[1]), vectors[torch.tensor(vocabulary.ids)]])
    stage.text.token_embedding = WordRows(stage.text.token_embedding.weight.detach(), known, spec["own_drop"])
    for block in stage.text.transformer.resblocks:
        block.drop = spec["text_drop"]
    del stage.head, stage.mosaic_head

    cache = ViewCache(args.cache)
    index = json.load(open(os.path.join(args.cache, "index.json")))["images"]
    first, count = (np.array([i[k] for i in index]) for k in ("first", "count"))
    draw = lambda numbers: first[numbers] + rng.integers(0, count[numbers])
    views = view_embeddings(model, cache, run)
    val_images = embed_pixels(model.visual, ViewCache(args.val_cache).views)
    weights = image_weights(records, spec)
    arranged = draw_mosaics(spec["mosaic_bank"] // 2, weights, rng)
    mosaic_views = run.load("mosaics.pt")
    if mosaic_views is None:
        mosaic_views = mosaic_embeddings(model, cache, draw(arranged))
        run.save((arranged, mosaic_views), "mosaics.pt")
    else:
        arranged, mosaic_views = mosaic_views

    average = Average(stage, spec["average"])
    optimizer = torch.optim.AdamW(
        parameter_groups(stage, spec["weight_decay"]), lr=spec["lr"], betas=(0.9, 0.98)
    )
    start, stored = 0, run.load()
    if stored:
        stage.load_state_dict(stored["stage"])
        average.module.load_state_dict(stored["average"])
        optimizer.load_state_dict(stored["optimizer"])
        average.steps = start = stored["step"]
        rng = np.random.default_rng([spec["seed"], rank(), start])
    if start == 0:
        run.log(step=0, validation=validate(average.module.eval(), vocabulary, val_records, val_images))
    said = [frozenset(r["captions"]) for r in records]
    stage.train()
    for step in range(start, spec["steps"]):
        for group in optimizer.param_groups:
            group["lr"] = spec["lr"] * trapezoid(step, spec["steps"], spec["warmup"], spec["decay_share"])
        numbers = rng.choice(len(records), spec["batch"], p=weights, replace=False)
        chosen = rng.choice(len(arranged) // 2, spec["mosaics"], replace=False)
        chosen = np.concatenate([chosen, chosen + len(arranged) // 2])
        shorts, longs = (
            [captions.short(n, rng) for n in numbers],
            [captions.long(n, rng) for n in numbers[: spec["longs"]]],
        )
        texts = (
            shorts
            + [captions.class_sentence(n, rng) for n in classes.names]
            + longs
            + [captions.mosaic(f, rng) for f in arranged[chosen]]
        )
        sizes = (len(shorts), len(classes.names), len(longs), len(chosen))
        short, prompts, long, positional = embed_by_length(
            stage.text, vocabulary, texts, spec["unknown_share"], rng, "cpu"
        ).split(sizes)
        image, scale = views[draw(numbers)], stage.scale()
        parts = {
            "short": (1 - spec["omega"])
            * contrastive(image, short, scale, positives_of(shorts, [said[n] for n in numbers])),
            "long": spec["omega"]
            * contrastive(image[: len(longs)], long, scale, overlap_of(records, numbers[: len(longs)])),
            "mosaic": spec["mosaic_loss"]
            * contrastive(mosaic_views[chosen], positional, scale, torch.eye(len(chosen))),
            "class": spec["class_loss"]
            * class_cross_entropy(
                image, prompts, scale, classes.labels[numbers], classes.groups[numbers], classes.members
            ),
        }
        loss = sum(parts.values())
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
                scale=round(scale.item(), 1),
                **{k: round(v.item(), 3) for k, v in parts.items()},
            )
        if (step + 1) % spec["validate_every"] == 0 or step + 1 == spec["steps"]:
            run.log(step=step + 1, validation=validate(average.module, vocabulary, val_records, val_images))
            run.save(
                {
                    "stage": stage.state_dict(),
                    "average": average.module.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "step": step + 1,
                }
            )

    text = average.module.text
    full = full_token_table(average.module, vectors, vocabulary)
    own = {k: v for k, v in text.state_dict().items() if not k.startswith("token_embedding.")}
    merged = merged_positions(text)
    out = {
        **published_state(model.visual, model.text, average.module.logit_scale),
        **own,
        "token_embedding.weight": full,
        "positional_embedding": merged,
        "positional_embedding_res": merged,
    }
    write_folder(args.out, half_matrices(out), spec["seed"])


if __name__ == "__main__":
    main()
