"""Stage 4: trains the text tower again, with word vectors, against the finished and frozen image tower.

A caption set of this size holds about 2,500 words. To give other words a meaning, the row of a token that is
a whole English word is `word vector · P + own`: P is learned, and each step leaves out `own` for some tokens,
so that the vector alone must suffice. Tokens that no training text contains are exported as `word vector ·
P`. Loss as in stage 1, with the image tower's embeddings of cached views instead of the teacher's features.

run.sh train_words --spec SPECS/words.json --cache CACHE --val-cache VAL --words embeddings.json --shared
FOLDER
    --model MODEL.safetensors --run RUN --out FOLDER
"""

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
from .losses import contrastive
from .run_folder import (
    Average,
    RunFolder,
    parameter_groups,
    read_json,
    share_gradients,
    trapezoid,
)
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
    """Token table [n, W] as `vectors [n, D] · P + own`; row 0 is the unknown word's.

    Rows without a vector (zeros) are `own` alone. In training, `own` is left out for a share `drop` of the
    others.
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
        """All rows [n, W]."""
        own = self.own
        if self.training and self.drop > 0:
            own = own * (1 - self.known * (torch.rand(len(own), 1) < self.drop))
        return self.vectors @ self.project + own

    def forward(self, tokens):
        return F.embedding(tokens, self.table())


def word_vectors(path, tokenizer):
    """Vectors [49408, D] of the tokens that are whole words of a file; zeros for the others.

    The file is {"vectors": {word: [D numbers, …]}, "dimensions": D}. The vectors' mean length is scaled to 1.
    """
    stored = read_json(path)
    width = stored["dimensions"]
    table = torch.zeros(49408, width)
    for piece, number in tokenizer.ids.items():
        vector = stored["vectors"].get(piece[: -len("</w>")]) if piece.endswith("</w>") else None
        if vector is not None:
            table[number] = torch.tensor(vector[:width])
    lengths = table.norm(dim=1)
    return table / lengths[lengths > 0].mean()


def view_embeddings(model, cache, run):
    """Unit embeddings [V, E] of all cached views, stored in the run folder."""
    stored = run.load("views.pt")
    if stored is None:
        stored = embed_pixels(model.visual, cache.views)
        run.save(stored, "views.pt")
    return stored


def mosaic_embeddings(model, cache, rows, batch=64):
    """Unit embeddings [M, E] of 2 x 2 mosaics of the views `rows` [M, 4]."""
    out = []
    for part in np.array_split(rows, max(1, len(rows) // batch)):
        pixels = mosaics(cache.pixels(part.flatten())).mul(255).byte().permute(0, 2, 3, 1).numpy()
        out.append(embed_pixels(model.visual, pixels))
    return torch.cat(out)


def validate(stage, vocabulary, records, images):
    """Quick figures, and `unseen`: those of UC Merced's classes in UNSEEN_WORDINGS. images: unit [N,E]."""

    def encode(texts):
        return text_embeddings(stage, vocabulary, texts)

    keep = [i for i, r in enumerate(records) if r["set"] == "ucmerced"]
    unseen = unseen_wordings(images[keep], [records[i]["name"] for i in keep], encode)
    return {**quick_figures(images, records, encode), "unseen": unseen}


def unseen_wordings(images, labels, encode):
    """Accuracy over all wordings in percent, and the mean AUC of ranking images by a class's wordings."""
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
    """The published token table [49408, W].

    Known tokens have their row, other whole words their vector's, the rest the unknown row.
    """
    rows = stage.text.token_embedding
    table = rows.table().detach()
    full = table[0].expand(len(vectors), -1).clone()
    has = (vectors != 0).any(1)
    full[has] = vectors[has] @ rows.project.detach()
    full[torch.tensor(vocabulary.ids)] = table[1:]
    return full


class WordTraining:
    """Stage 4's texts and image embeddings, and the losses of its steps."""

    def __init__(self, args, spec, run):
        self.spec, self.rng = spec, np.random.default_rng([spec["seed"], rank()])
        state = safetensors_file.read(args.model)
        self.model = DualEncoder(state).eval().requires_grad_(False)
        self.records, self.val_records = (load_records(args.shared, split) for split in ("train", "val"))
        self.captions, self.classes = Captions(self.records, args.shared), ClassSets(self.records)
        self.said = [frozenset(r["captions"]) for r in self.records]
        self.weights = image_weights(self.records, spec)
        self._start_text(args, state)
        self._read_images(args, run)

    def _start_text(self, args, state):
        """`stage`: the model's text tower with rows from `vectors` for the `vocabulary`."""
        tokenizer = Tokenizer(read_merges())
        self.vectors = word_vectors(args.words, tokenizer)
        unseen = [text for group in UNSEEN_WORDINGS.values() for text in group]
        texts = training_texts(self.captions, self.records, self.rng) + unseen
        self.stage, self.vocabulary = text_stage(state, self.spec["text"], tokenizer, texts)
        text = self.stage.text
        known = self.vectors[torch.tensor(self.vocabulary.ids)]
        known = torch.cat([torch.zeros(1, self.vectors.shape[1]), known])
        text.token_embedding = WordRows(text.token_embedding.weight.detach(), known, self.spec["own_drop"])
        for block in text.transformer.resblocks:
            block.drop = self.spec["text_drop"]
        del self.stage.head, self.stage.mosaic_head

    def _read_images(self, args, run):
        """Embeds views, validation images and mosaics, whose image numbers are `arranged` [M, 4]."""
        cache = ViewCache(args.cache)
        index = read_json(os.path.join(args.cache, "index.json"))["images"]
        self.first, self.count = (np.array([image[k] for image in index]) for k in ("first", "count"))
        self.views = view_embeddings(self.model, cache, run)
        self.val_images = embed_pixels(self.model.visual, ViewCache(args.val_cache).views)
        self.arranged = draw_mosaics(self.spec["mosaic_bank"] // 2, self.weights, self.rng)
        stored = run.load("mosaics.pt")
        if stored is None:
            stored = (
                self.arranged,
                mosaic_embeddings(self.model, cache, self.draw_views(self.arranged)),
            )
            run.save(stored, "mosaics.pt")
        self.arranged, self.mosaic_views = stored

    def draw_views(self, numbers):
        """A random view of each of the images `numbers`, as rows of `views`."""
        return self.first[numbers] + self.rng.integers(0, self.count[numbers])

    def losses(self):
        """(loss, its parts by name, weighted) of a random batch."""
        spec, rng, captions, classes = self.spec, self.rng, self.captions, self.classes
        numbers = rng.choice(len(self.records), spec["batch"], p=self.weights, replace=False)
        half = len(self.arranged) // 2
        chosen = rng.choice(half, spec["mosaics"], replace=False)
        chosen = np.concatenate([chosen, chosen + half])
        shorts = [captions.short(n, rng) for n in numbers]
        longs = [captions.long(n, rng) for n in numbers[: spec["longs"]]]
        sentences = [captions.class_sentence(n, rng) for n in classes.names]
        texts = shorts + sentences + longs + [captions.mosaic(f, rng) for f in self.arranged[chosen]]
        sizes = (len(shorts), len(sentences), len(longs), len(chosen))
        embedded = embed_by_length(self.stage.text, self.vocabulary, texts, spec["unknown_share"], rng, "cpu")
        short, prompts, long, positional = embedded.split(sizes)
        image, scale = self.views[self.draw_views(numbers)], self.stage.scale()
        positives = positives_of(shorts, [self.said[n] for n in numbers])
        overlap = overlap_of(self.records, numbers[: len(longs)])
        identity = torch.eye(len(chosen))
        parts = {
            "short": (1 - spec["omega"]) * contrastive(image, short, scale, positives),
            "long": spec["omega"] * contrastive(image[: len(longs)], long, scale, overlap),
            "mosaic": spec["mosaic_loss"]
            * contrastive(self.mosaic_views[chosen], positional, scale, identity),
            "class": spec["class_loss"] * classes.loss(image, prompts, scale, numbers),
        }
        return sum(parts.values()), parts

    def validate(self, stage):
        """Figures of the stage on the validation images."""
        return validate(stage, self.vocabulary, self.val_records, self.val_images)

    def export(self, stage):
        """State dict of the model with the stage's text tower, in the published layout."""
        text, merged = stage.text, merged_positions(stage.text)
        own = {k: v for k, v in text.state_dict().items() if not k.startswith("token_embedding.")}
        return half_matrices(
            {
                **published_state(self.model.visual, self.model.text, stage.logit_scale),
                **own,
                "token_embedding.weight": full_token_table(stage, self.vectors, self.vocabulary),
                "positional_embedding": merged,
                "positional_embedding_res": merged,
            }
        )


def main():
    required = ("spec", "cache", "val-cache", "words", "model", "run", "out", "shared")
    args = program_arguments(__doc__, *required).parse_args()
    spec = read_json(args.spec)
    start_processes()
    torch.manual_seed(spec["seed"])
    run = RunFolder(args.run, spec)
    training = WordTraining(args, spec, run)
    stage = training.stage
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
        training.rng = np.random.default_rng([spec["seed"], rank(), start])
    if start == 0:
        run.log(step=0, validation=training.validate(average.module.eval()))
    stage.train()
    for step in range(start, spec["steps"]):
        for group in optimizer.param_groups:
            group["lr"] = spec["lr"] * trapezoid(step, spec["steps"], spec["warmup"], spec["decay_share"])
        loss, parts = training.losses()
        optimizer.zero_grad()
        loss.backward()
        share_gradients([stage])
        torch.nn.utils.clip_grad_norm_(stage.parameters(), 1.0)
        optimizer.step()
        average.update(stage)
        if step % 20 == 0:
            run.log_step(step, loss, stage.scale(), parts)
        if (step + 1) % spec["validate_every"] == 0 or step + 1 == spec["steps"]:
            run.log(step=step + 1, validation=training.validate(average.module))
            run.save(
                {
                    "stage": stage.state_dict(),
                    "average": average.module.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "step": step + 1,
                }
            )
    write_folder(args.out, training.export(average.module), spec["seed"])


if __name__ == "__main__":
    main()
