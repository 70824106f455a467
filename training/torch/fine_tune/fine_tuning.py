"""Training loop of a run: steps, checkpoints, validation."""

import contextlib
import math
import time

import torch
import torch.distributed as dist
import torch.nn.functional as F

from ..clip.model import DualEncoder
from ..clip.processes import rank, world
from .base_weights import ACTIVATIONS, read_base, trainable_keys
from .kept_base import KeptShare, encode_others
from .losses import gathered, losses_of
from .outcome import chance_loss, is_measured_at, outcome_of
from .pairs import BatchOrder, read_run_pairs
from .rows import Rows, retrieval_figures
from .run_spec import InvalidInput, kinds_of
from .schedules import omega_at, rate_at
from .tuned_run import moments_of, now, restore_moments

DIVERGED = 10
"""A run has diverged when its loss exceeds this many times the first loss and the loss of guessing."""
VALIDATED = 32
"""Images in the tower at a time during validation."""


class Towers(torch.nn.Module):
    """Pixel values and tokens → unit features, in one forward call that DDP can wrap.

    The logit scale is left to the loss.
    """

    def __init__(self, model):
        super().__init__()
        self.visual, self.text = model.visual, model.text

    def forward(self, pixels, texts):
        features = {"images": self.visual(pixels, torch.float32)[0]}
        for kind, (ids, ends) in texts.items():
            features[kind] = self.text(ids, ends, torch.float32)
        return {kind: F.normalize(rows, dim=-1) for kind, rows in features.items()}


class FineTuning:
    """A run that is started, or resumed from its newest checkpoint.

    `data_folder` holds the application's models and data sets, or is None; `chunk_rows` pairs go through the
    towers at a time, None = all of a process; `pcm` is the number of principal components, None = no PCM.
    Raises `InvalidInput` when the base model, the pairs or the arguments do not fit the run.
    """

    def __init__(self, run, spec, device, data_folder, chunk_rows, pcm):
        self.run, self.spec, self.device, self.chunk_rows = run, spec, device, chunk_rows
        started = run.first("started")
        models, datasets = (data_folder and f"{data_folder}/{name}" for name in ("models", "datasets"))
        newest = run.checkpoints()[-1:]
        moments, self.step = {}, 0
        if started and newest:
            state, moments, self.step = run.read_checkpoint(newest[0])
            activation, sha256 = started["activation"], started["baseSha256"]
        else:
            state, activation, sha256 = read_base(spec, models)
            if started and started["baseSha256"] != sha256:
                raise InvalidInput("the base model has changed since the run began: start a new run")
        self.checkpoint = newest[0] if newest else None
        train, self.held, data_sha256 = read_run_pairs(spec, datasets)
        self.order = BatchOrder(len(train), spec["batch"], spec["seed"])
        if spec["batch"] % world():
            raise InvalidInput(
                f"batch: {spec['batch']} pairs cannot be divided among {world()} processes: use a multiple"
            )
        self.started = started or {
            "kind": "started",
            "at": now(),
            "baseSha256": sha256,
            "dataSha256": data_sha256,
            "chunkRows": None,
            "activation": activation,
            "steps": self._steps(),
            "stepsPerEpoch": self.order.steps_per_epoch,
            "pairs": len(train),
            "validationPairs": len(self.held),
            **({} if pcm is None else {"pcm": pcm}),
        }
        if self.started["dataSha256"] != data_sha256:
            raise InvalidInput("the caption pairs have changed since the run began: start a new run")
        self.pcm = self.started.get("pcm")
        if pcm is not None and pcm != self.pcm:
            raise InvalidInput("--pcm: the run began with another value; resume it without --pcm")
        run.append({"kind": "resumed", "at": now(), "step": self.step} if started else self.started)
        self._build(state, activation, moments)
        self._keep_base(state, activation, sha256, models, train)
        size, context = self.model.visual.image, len(state["positional_embedding"])
        self.rows = Rows(train, kinds_of(spec), size, context, spec["augmentation"], spec["seed"])
        self.held_rows = Rows(self.held, kinds_of(spec), size, context)
        self.saved_at = time.monotonic()

    def to_the_end(self):
        """Trains to the end, or until a stop is requested. Returns "done" or "stopped"."""
        steps = self.started["steps"]
        if self.checkpoint is not None and not any(
            e.get("folder") == self.checkpoint for e in self.run.entries
        ):
            self.run.append({"kind": "checkpoint", "step": self.step, "folder": self.checkpoint})
        is_base = self.step == 0 and bool(self.held)
        if (is_base or (self.step > 0 and self._is_due())) and not self._is_measured():
            if is_base and self.checkpoint is None:
                self._save()
            self._measure()
        while self.step < steps:
            began = time.monotonic()
            entry = self._train_step(steps)
            entry["seconds"] = round(time.monotonic() - began, 3)
            self.run.append(entry)
            if self._is_due():
                self._save()
                self._measure()
            elif self._agreed(time.monotonic() - self.saved_at >= self.spec["checkpointMinutes"] * 60):
                self._save()
            if self.step < steps and self._agreed(self.run.is_stop_requested()):
                self._save()
                self.run.append({"kind": "stopped", "at": now(), "step": self.step})
                self.run.clear_stop()
                return "stopped"
        done = {"kind": "done", "at": now(), "step": self.step, "folder": self.run.result()}
        self.run.append({**done, **outcome_of(self.run.entries, self.chance)})
        return "done"

    def failed(self, error):
        """Logs the error that ended the run, and what is kept."""
        saved = self.run.last("checkpoint")
        kept = (
            f"the checkpoint of step {saved['step']} is kept; the run can be resumed from it"
            if saved and saved["step"] > 0
            else "no step was saved yet"
        )
        self.run.append({"kind": "failed", "at": now(), "step": self.step, "reason": f"{error}; {kept}"})

    def _keep_base(self, state, activation, sha256, models, train):
        """Counter-examples and the share of the base; after a resumption the base is read again."""
        self.others, self.alike, self.kept, share = None, None, None, self.spec["keptShare"]
        self.train = train
        if share > 0 or self.spec["otherSentences"]:
            if self.checkpoint is not None:
                state, _, found = read_base(self.spec, models)
                if found != sha256:
                    raise InvalidInput("the base model has changed since the run began: start a new run")
            self.others, self.alike = encode_others(self.spec, state, activation, train, self.device)
            self.kept = KeptShare(share, state, self.names) if share > 0 else None
        self.chance = chance_loss(self.spec["batch"], 0 if self.others is None else len(self.others))

    def _build(self, state, activation, moments):
        self.model = DualEncoder(state, ACTIVATIONS[activation]).to(self.device)
        trainable = trainable_keys(self.spec["parts"], state)
        self.names = {}
        for name, parameter in self.model.named_parameters():
            key = name[5:] if name.startswith("text.") else name
            parameter.requires_grad_(key in trainable)
            if key in trainable:
                self.names[parameter] = key
        self.keys = list(state)
        optimizer = self.spec["optimizer"]

        def decays(parameter):
            return optimizer["decayed"] == "all" or parameter.ndim > 1

        groups = [
            {"params": [p for p in self.names if decays(p)], "weight_decay": optimizer["weightDecay"]},
            {"params": [p for p in self.names if not decays(p)], "weight_decay": 0.0},
        ]
        groups = [group for group in groups if group["params"]]
        if optimizer["kind"] == "sgd":
            self.optimizer = torch.optim.SGD(
                groups, lr=1.0, momentum=optimizer["momentum"], dampening=optimizer["dampening"]
            )
        else:
            self.optimizer = torch.optim.AdamW(
                groups, lr=1.0, betas=tuple(optimizer["betas"]), eps=optimizer["epsilon"]
            )
        restore_moments(self.optimizer, optimizer["kind"], self.names, moments, self.step)
        self.towers = Towers(self.model)
        if world() > 1 and any(p.requires_grad for p in self.towers.parameters()):
            self.towers = torch.nn.parallel.DistributedDataParallel(self.towers)

    def _train_step(self, steps):
        spec, step = self.spec, self.step
        rate, omega = rate_at(spec["learningRate"], step, steps), omega_at(spec["omega"], step, steps)
        own, batch = spec["batch"] // world(), self.order.at(step)
        records = batch[rank() * own : (rank() + 1) * own]
        self.fits = self._fits(batch)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.zero_grad(set_to_none=True)
        losses = self._gradients(records, step // self.order.steps_per_epoch, omega)
        scale = self.model.logit_scale
        if world() > 1:
            # Every process multiplies its loss by their number, because DDP averages the towers' gradients.
            scale.grad /= world()
            dist.all_reduce(scale.grad)
            scale.grad /= world()
        largest = spec["largestGradientNorm"]
        norm = torch.nn.utils.clip_grad_norm_(
            list(self.names), math.inf if largest is None else largest
        ).item()
        total = losses["total"]
        if not (math.isfinite(total) and math.isfinite(norm)):
            raise InvalidInput(
                f"step {step + 1}: the loss or a gradient is not finite (loss {total}): "
                "lower the learning rate, or check for damaged pictures"
            )
        first = (self.run.first("step") or losses)["total"]
        self.optimizer.step()
        if total > DIVERGED * max(first, self.chance):
            raise InvalidInput(
                f"step {step + 1}: the loss has risen from {first:.2f} to {total:.2f}, "
                "so the run diverges: lower the learning rate"
            )
        self.step = step + 1
        return {
            "kind": "step",
            "step": self.step,
            **losses,
            "learningRate": rate,
            "omega": omega,
            "gradientNorm": norm,
        }

    def _gradients(self, records, epoch, omega):
        """Losses of the whole batch. Leaves the gradients of this process's share, averaged by DDP."""
        rows = self.chunk_rows or len(records)
        chunks = [records[at : at + rows] for at in range(0, len(records), rows)]
        if len(chunks) == 1:
            local = self.towers(*self._batch(records, epoch))
            losses = self._losses(local, omega)
            (losses["total"] * world()).backward()
            return _numbers(losses)
        # Gradient caching: all features, the loss's gradient with respect to them, then each chunk again.
        with torch.no_grad():
            parts = [self.towers(*self._batch(chunk, epoch)) for chunk in chunks]
        local = {kind: torch.cat([part[kind] for part in parts]).requires_grad_() for kind in parts[0]}
        losses = self._losses(local, omega)
        (losses["total"] * world()).backward()
        for number, chunk in enumerate(chunks):
            is_last = number == len(chunks) - 1
            waits = hasattr(self.towers, "no_sync") and not is_last
            with self.towers.no_sync() if waits else contextlib.nullcontext():
                features = self.towers(*self._batch(chunk, epoch))
                slopes = {
                    kind: f.grad[number * rows : number * rows + len(chunk)] for kind, f in local.items()
                }
                sum((features[kind] * slopes[kind]).sum() for kind in features).backward()
        return _numbers(losses)

    def _losses(self, local, omega):
        """Losses of the whole batch, of whose features this process has `local`."""
        features = {kind: gathered(rows) for kind, rows in local.items()}
        return losses_of(features, self.model.logit_scale, omega, self.pcm, self.others, self.fits)

    def _fits(self, batch):
        """With counter-examples, which texts of the whole batch fit which images, by kind; else None."""
        if self.alike is None:
            return None
        kinds = kinds_of(self.spec)
        return {k: self.alike.shares([getattr(self.train[i], k) for i in batch]) for k in kinds}

    def _batch(self, records, epoch):
        texts = {
            k: tuple(t.to(self.device) for t in self.rows.texts(k, records)) for k in kinds_of(self.spec)
        }
        return self.rows.images(records, epoch).to(self.device), texts

    def _measure(self):
        """Logs the recall on the held-out pairs, of the mean with the base if a share of that is kept."""
        # Before the first step, the weights are the base's.
        if self.kept is None or self.step == 0:
            self._validate()
            return
        with self.kept:
            self.run.save_blend(self._weights(), self.step)
            self._validate()

    def _validate(self):
        if not self.held:
            return
        kinds, features = kinds_of(self.spec), self._held_features()
        paths = list(dict.fromkeys(pair.image for pair in self.held))
        owners = [paths.index(pair.image) for pair in self.held]
        images = features["images"].numpy()[[owners.index(i) for i in range(len(paths))]]
        figures = {
            k: retrieval_figures(images, features[k].numpy(), owners) if k in kinds else None
            for k in ("long", "short")
        }
        recalls = [f["meanRecall"] for f in figures.values() if f]
        epoch = math.ceil(self.step / self.order.steps_per_epoch)
        mean = sum(recalls) / len(recalls)
        self.run.append(
            {
                "kind": "validation",
                "step": self.step,
                "epoch": epoch,
                **figures,
                "meanRecall": mean,
                "pictures": len(paths),
            }
        )

    def _held_features(self):
        """Unit features of the held-out pairs, kind → [N, E]; each process computes its share."""
        kinds, features = kinds_of(self.spec), {}
        own = list(range(rank(), len(self.held), world()))
        with torch.no_grad():
            for at in range(0, len(own), VALIDATED):
                records = own[at : at + VALIDATED]
                rows = {
                    "images": self.model.visual(
                        self.held_rows.images(records).to(self.device), torch.float32
                    )[0]
                }
                for kind in kinds:
                    ids, ends = (t.to(self.device) for t in self.held_rows.texts(kind, records))
                    rows[kind] = self.model.text(ids, ends, torch.float32)
                for kind, values in rows.items():
                    features.setdefault(kind, []).extend(zip(records, F.normalize(values, dim=-1).cpu()))
        shares = [features]
        if world() > 1:
            shares = [None] * world()
            dist.all_gather_object(shares, features)

        def in_order(kind):
            numbered = [pair for share in shares for pair in share.get(kind, [])]
            return torch.stack([row for _, row in sorted(numbered, key=lambda pair: pair[0])])

        return {kind: in_order(kind) for kind in ("images", *kinds)}

    def _weights(self):
        state = self.model.state_dict()
        return {key: state[key if key in state else f"text.{key}"] for key in self.keys}

    def _save(self):
        self.checkpoint = self.run.save(
            self._weights(), moments_of(self.optimizer, self.spec["optimizer"]["kind"], self.names), self.step
        )
        self.saved_at = time.monotonic()

    def _is_due(self):
        return is_measured_at(self.step, self.started["steps"], self.order.steps_per_epoch)

    def _is_measured(self):
        return any(entry["kind"] == "validation" and entry["step"] == self.step for entry in self.run.entries)

    def _steps(self):
        length = self.spec["length"]
        return length["steps"] if length["kind"] == "steps" else length["epochs"] * self.order.steps_per_epoch

    def _agreed(self, answer):
        """The first process's answer, for all: clocks and folders may differ between processes."""
        if world() == 1:
            return answer
        told = torch.tensor([float(answer)], device=self.device)
        dist.broadcast(told, 0)
        return bool(told.item())


def _numbers(losses):
    return {kind: None if loss is None else loss.item() for kind, loss in losses.items()}
