"""Reads and writes .safetensors files (8-byte header length, JSON header, raw little-endian values)."""

import json
import struct

import numpy as np
import torch

TYPES = {torch.float32: ("F32", np.float32), torch.float16: ("F16", np.float16)}


def write(path, tensors, metadata):
    """Writes `tensors` (name → float32 or float16 tensor) and `metadata` (name → text)."""
    header, at, parts = {"__metadata__": metadata}, 0, []
    for name in sorted(tensors):
        values = tensors[name].detach().contiguous().cpu()
        raw = values.numpy().tobytes()
        header[name] = {
            "dtype": TYPES[values.dtype][0],
            "shape": list(values.shape),
            "data_offsets": [at, at + len(raw)],
        }
        parts.append(raw)
        at += len(raw)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for raw in parts:
            file.write(raw)


def read(path):
    """Reads name → float32 tensor; the file's tensors are float32 or float16."""
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    kinds = {code: kind for code, kind in TYPES.values()}
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        first, last = (8 + length + o for o in entry["data_offsets"])
        values = np.frombuffer(content[first:last], kinds[entry["dtype"]]).astype(np.float32)
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]))
    return tensors
