"""Fused bfloat16 CPU kernels (kernels.c) with plain PyTorch twins for everything else.

On a 2-core AMD EPYC with AVX512-BF16, PyTorch 1.13 spends as long in LayerNorm and QuickGELU as in the matrix
products; these kernels make an image-tower step about 1.4 times faster. They are compiled when first needed,
into `__pycache__` beside this file. The twins run in float32, on a GPU, without a C compiler, and when the
environment variable STARTER_PLAIN is set.
"""

import ctypes
import functools
import hashlib
import os
import platform
import subprocess
from pathlib import Path

import torch
import torch.nn.functional as F

_SOURCE = Path(__file__).with_name("kernels.c")
_FLAGS = ["-O3", "-march=native", "-ffast-math", "-mprefer-vector-width=512", "-fopenmp", "-shared", "-fPIC"]


@functools.cache
def _library():
    """The compiled kernels, or None."""
    if os.environ.get("STARTER_PLAIN"):
        return None
    digest = hashlib.sha256(_SOURCE.read_bytes() + _processor().encode()).hexdigest()[:16]
    target = _SOURCE.parent / "__pycache__" / f"kernels-{digest}.so"
    try:
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            # Several processes may compile at once.
            fresh = f"{target}.{os.getpid()}"
            subprocess.run(["cc", *_FLAGS, str(_SOURCE), "-o", fresh, "-lm"], check=True, capture_output=True)
            os.replace(fresh, target)
        return ctypes.CDLL(str(target))
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"kernels: plain PyTorch is used, because the kernels could not be compiled ({error})")
        return None


def _processor():
    """Instruction sets of the CPU: machines of different kinds may share the folder."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    return next((line for line in lines if line.startswith(("flags", "Features"))), platform.processor())


def _usable(x):
    return x.device.type == "cpu" and x.dtype == torch.bfloat16 and _library() is not None


def _pointer(tensor):
    return ctypes.c_void_p(tensor.data_ptr())


class _QuickGelu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        x = x.contiguous()
        y = torch.empty_like(x)
        _library().quick_gelu(ctypes.c_int64(x.numel()), _pointer(x), _pointer(y))
        ctx.save_for_backward(x)
        return y

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        g = g.contiguous()
        gx = torch.empty_like(x)
        _library().quick_gelu_back(ctypes.c_int64(x.numel()), _pointer(x), _pointer(g), _pointer(gx))
        return gx


class _LayerNorm(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        x = x.contiguous()
        d = x.shape[-1]
        rows = x.numel() // d
        y, mean, rstd = torch.empty_like(x), torch.empty(rows), torch.empty(rows)
        _library().layer_norm(
            ctypes.c_int64(rows), ctypes.c_int64(d), *map(_pointer, (x, w, b, y, mean, rstd))
        )
        ctx.save_for_backward(x, w, mean, rstd)
        return y

    @staticmethod
    def backward(ctx, g):
        x, w, mean, rstd = ctx.saved_tensors
        g = g.contiguous()
        d = x.shape[-1]
        threads = torch.get_num_threads()
        gx, gw, gb = torch.empty_like(x), torch.zeros(threads, d), torch.zeros(threads, d)
        sizes = [ctypes.c_int64(v) for v in (x.numel() // d, d, threads)]
        _library().layer_norm_back(*sizes, *map(_pointer, (x, w, mean, rstd, g, gx, gw, gb)))
        return gx, gw.sum(0), gb.sum(0)


def quick_gelu(x):
    """x * sigmoid(1.702 x), element by element; any shape."""
    return _QuickGelu.apply(x) if _usable(x) else x * torch.sigmoid(1.702 * x)


def layer_norm(x, w, b):
    """LayerNorm of x [..., D] over the last axis with eps 1e-5; w, b float32 [D]. Keeps the type of x."""
    if _usable(x):
        return _LayerNorm.apply(x, w, b)
    return F.layer_norm(x.float(), x.shape[-1:], w, b, 1e-5).to(x.dtype)
