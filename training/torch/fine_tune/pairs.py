"""Caption pairs of a run: reading, checking, splitting and ordering (training/RUNS.md)."""

import csv
import hashlib
import io
import json
import math
import os
import re
from dataclasses import dataclass, replace
from typing import Optional

from .picture_path import is_picture, picture_path
from .run_spec import OUR_FIELDS, InvalidInput, kinds_of
from .seeded_random import shuffled

IMAGE = re.compile(r"\.(png|jpe?g|webp|tiff?)$", re.IGNORECASE)


@dataclass(frozen=True)
class Pair:
    """A caption pair.

    `image` is a path and `folder` the one that names in its list are relative to; `origin` is the
    file and line for error messages.
    """

    image: str
    long: Optional[str]
    short: Optional[str]
    group: Optional[str]
    origin: str
    folder: str


def read_run_pairs(spec, datasets):
    """(training pairs, validation pairs, sha256 of both).

    `datasets` is the folder of collected data sets, or None.
    Raises `InvalidInput` at the first record that cannot be trained with.
    """
    pairs = _read_source(spec, spec["data"], datasets)
    _refuse_alike(pairs, kinds_of(spec))
    kind = spec["validation"]["kind"]
    if kind == "share":
        train, held = split(pairs, spec["validation"]["share"], spec["seed"])
    else:
        train, held = (
            pairs,
            _read_source(spec, spec["validation"]["source"], datasets) if kind == "pairs" else [],
        )
    digest = hashlib.sha256()
    for part in (train, held):
        for pair in part:
            line = json.dumps([pair.image, pair.long, pair.short], ensure_ascii=False, separators=(",", ":"))
            digest.update(f"{line}\n".encode("utf-8", "replace"))
        digest.update(b"\n")
    return train, held, digest.hexdigest()


def _refuse_alike(pairs, kinds):
    """Raises `InvalidInput` when no kind of caption tells any two pairs apart."""
    if len(pairs) < 2:
        return
    for kind in kinds:
        if len({getattr(pair, kind).strip().lower() for pair in pairs}) > 1:
            return
    named = "the same captions" if len(kinds) > 1 else f"the same {kinds[0]} caption"
    raise InvalidInput(
        f"all {len(pairs)} pairs have {named}: training compares captions with each other, so nothing can "
        "be learnt; add pairs of other kinds of scene, or captions that differ"
    )


def split(pairs, share, seed):
    """(training pairs, validation pairs).

    Groups are kept together; the pairs of an image without a group form one. A group goes to the validation
    if it still fits into `share` of the pairs, rounded up; if none fits, the smallest goes. Raises
    `InvalidInput` when either part would be empty.
    """
    sizes = {}
    for pair in pairs:
        sizes[_group(pair)] = sizes.get(_group(pair), 0) + 1
    order = shuffled(sorted(sizes, key=lambda name: name.encode("utf-16-be", "surrogatepass")), seed)
    held, room = set(), math.ceil(share * len(pairs))
    for group in order:
        if sizes[group] <= room:
            held.add(group)
            room -= sizes[group]
    if not held and len(order) > 1:
        held.add(min(order, key=sizes.get))
    if len(held) in (0, len(order)):
        raise InvalidInput(
            f"{len(pairs)} pairs in {len(sizes)} groups cannot be split: "
            "add pairs from other places, change the share, or train without validation"
        )
    return [p for p in pairs if _group(p) not in held], [p for p in pairs if _group(p) in held]


class BatchOrder:
    """Records of each step's batch, which follow from the seed alone; steps count from 0."""

    def __init__(self, records, rows, seed):
        if rows < 1 or rows > records:
            raise InvalidInput(
                f"a batch of {rows} pairs does not fit a data set of {records}: "
                "make the batch smaller, or add pairs"
            )
        self.records, self.rows, self.seed = records, rows, seed
        self.steps_per_epoch = records // rows
        self._epoch, self._order = None, None

    def at(self, step):
        """Indices of the records of a step's batch."""
        epoch = step // self.steps_per_epoch
        if epoch != self._epoch:
            self._epoch, self._order = epoch, shuffled(range(self.records), self.seed * 0x9E3779B1 + epoch)
        start = step % self.steps_per_epoch * self.rows
        return self._order[start : start + self.rows]


def first_sentence(text):
    """The text up to the first full stop, question or exclamation mark before white space; else all of it."""
    trimmed = text.strip()
    found = re.match(r"[\s\S]*?[.!?](?=\s)", trimmed)
    return found.group() if found else trimmed


def _read_source(spec, source, datasets):
    if source["kind"] == "collected":
        if datasets is None:
            raise InvalidInput(
                f"data: the data set {source['dataset']} is in a data folder: add --data-folder"
            )
        source = {
            "paths": [f"{datasets}/{source['dataset']}/pairs.jsonl"],
            "fields": OUR_FIELDS,
            "imageRoot": None,
            "pictures": "beside",
        }
    pairs = [
        pair
        for path in source["paths"]
        for pair in _read_pairs(path, source["fields"], source["imageRoot"], source["pictures"])
    ]
    if spec["firstSentenceAsShort"]:
        pairs = [replace(pair, short=pair.long and first_sentence(pair.long)) for pair in pairs]
    for kind in kinds_of(spec):
        for pair in pairs:
            if not (getattr(pair, kind) or "").strip():
                other = "short" if kind == "long" else "long"
                raise InvalidInput(
                    f'{pair.origin}: has no {kind} text; add it, or train with "texts": "{other}"'
                )
    for pair in pairs:
        if not is_picture(pair.image, pair.folder, source["pictures"]):
            raise InvalidInput(f"{pair.origin}: the picture {pair.image} does not exist, or is not a file")
    return pairs


def _read_pairs(path, fields, image_root, scope):
    if os.path.isdir(path):
        return _read_folder(path)
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}: cannot be read as UTF-8 text ({error})") from error
    folder = os.path.dirname(path) if image_root is None else image_root
    is_table = re.search(r"\.(csv|tsv)$", path, re.IGNORECASE)
    records = _table_records(text, path) if is_table else _json_records(text, path)
    return [_pair(record, origin, fields, folder, scope) for origin, record in records]


def _json_records(text, path):
    if text.lstrip().startswith("["):
        return [(f"{path}, record {i + 1}", value) for i, value in enumerate(_json(text, path))]
    lines = ((f"{path}, line {i + 1}", line) for i, line in enumerate(text.split("\n")))
    return [(origin, _json(line, origin)) for origin, line in lines if line.strip()]


def _json(text, origin):
    try:
        return json.loads(text)
    except ValueError as error:
        raise InvalidInput(f"{origin}: is not JSON") from error


def _table_records(text, path):
    rows = csv.reader(
        io.StringIO(text, newline=""), delimiter="\t" if path.lower().endswith(".tsv") else ",", strict=True
    )
    try:
        head = [name.strip() for name in next(rows, [])]
        records = []
        for cells in rows:
            origin = f"{path}, line {rows.line_num}"
            if cells in ([], [""]):
                continue
            if len(cells) != len(head):
                raise InvalidInput(
                    f"{origin}: {len(cells)} columns instead of {len(head)} "
                    "(the data check lists every problem)"
                )
            records.append((origin, dict(zip(head, cells))))
        return records
    except csv.Error as error:
        raise InvalidInput(f"{path}, line {rows.line_num}: {error}") from error


def _pair(record, origin, fields, folder, scope):
    if not isinstance(record, dict):
        raise InvalidInput(f"{origin}: not an object (the data check lists every problem)")
    for name in fields.values():
        if not isinstance(record.get(name), (str, type(None))):
            raise InvalidInput(f"{origin}: {name} is not a text (the data check lists every problem)")
    image = record.get(fields["image"])
    if not (image or "").strip():
        raise InvalidInput(f"{origin}: has no {fields['image']} (the data check lists every problem)")
    place, fault = picture_path(image, folder, scope)
    if fault is not None:
        raise InvalidInput(f"{origin}: {fields['image']} {fault}")
    return Pair(
        place,
        record.get(fields["long"]),
        record.get(fields["short"]),
        record.get(fields["group"]) or None,
        origin,
        folder,
    )


def _read_folder(folder):
    """`a.jpg` with its long text in `a.txt` and, where there is one, its short text in `a.short.txt`."""
    names = set(os.listdir(folder))

    def text(name):
        if name not in names:
            return None
        with open(f"{folder}/{name}", encoding="utf-8-sig") as file:
            return file.read().strip()

    images = sorted(
        (n for n in names if IMAGE.search(n)), key=lambda name: name.encode("utf-16-be", "surrogatepass")
    )
    if not images:
        raise InvalidInput(f"{folder}: this folder contains no PNG, JPEG, WebP or TIFF picture")
    stems = [(image, IMAGE.sub("", image)) for image in images]
    return [
        Pair(f"{folder}/{p}", text(f"{s}.txt"), text(f"{s}.short.txt"), None, f"{folder}/{p}", folder)
        for p, s in stems
    ]


def _group(pair):
    return f"image {pair.image}" if pair.group is None else f"group {pair.group}"
