"""Seconds and peak memory of a PyTorch training step: ViT-B/16 and a 248-token text tower.

Usage: torch_step.py MODE BATCH STEPS THREADS, where MODE is f32 or bf16.
"""

import json
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

mode, batch, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(int(sys.argv[4]))
torch.manual_seed(1)


class Block(nn.Module):
    def __init__(self, width, heads, causal):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = nn.MultiheadAttention(width, heads, batch_first=True)
        self.c_fc, self.c_proj = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.causal = causal

    def forward(self, x):
        y = self.ln_1(x)
        mask = torch.full((x.shape[1],) * 2, float("-inf")).triu(1).to(y.dtype) if self.causal else None
        x = x + self.attn(y, y, y, need_weights=False, attn_mask=mask)[0]
        y = self.c_fc(self.ln_2(x))
        return x + self.c_proj(y * torch.sigmoid(1.702 * y))


class Clip(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 768, 16, 16, bias=False)
        self.token = nn.Parameter(torch.randn(768) * 0.02)
        self.positions = nn.Parameter(torch.randn(197, 768) * 0.02)
        self.ln_pre, self.ln_post = nn.LayerNorm(768), nn.LayerNorm(768)
        self.vision = nn.Sequential(*[Block(768, 12, False) for _ in range(12)])
        self.proj = nn.Parameter(torch.randn(768, 512) * 0.03)
        self.embedding = nn.Embedding(49408, 512)
        self.text_positions = nn.Parameter(torch.randn(248, 512) * 0.01)
        self.text = nn.Sequential(*[Block(512, 8, True) for _ in range(12)])
        self.ln_final = nn.LayerNorm(512)
        self.text_projection = nn.Parameter(torch.randn(512, 512) * 0.03)
        self.logit_scale = nn.Parameter(torch.tensor(2.6592))

    def images(self, pixels):
        x = self.conv1(pixels).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], 1, -1), x], 1) + self.positions
        return F.normalize(self.ln_post(self.vision(self.ln_pre(x))[:, 0]) @ self.proj, dim=-1)

    def texts(self, ids):
        x = self.text(self.embedding(ids) + self.text_positions[: ids.shape[1]])
        rows = self.ln_final(x[torch.arange(ids.shape[0]), ids.argmax(-1)])
        return F.normalize(rows @ self.text_projection, dim=-1)


def info_nce(images, texts, scale):
    logits = scale.exp() * images @ texts.t()
    labels = torch.arange(images.shape[0])
    return (F.cross_entropy(logits, labels) + F.cross_entropy(logits.t(), labels)) / 2


model = Clip()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.2)
pixels = torch.randn(batch, 3, 224, 224)


def ids(length):
    rows = torch.randint(300, 40000, (batch, length))
    rows[:, -1] = 49407
    return rows


long, short = ids(248), ids(77)
seconds = []
for _ in range(steps):
    started = time.perf_counter()
    optimizer.zero_grad(set_to_none=True)
    with torch.autocast("cpu", torch.bfloat16, enabled=mode == "bf16"):
        images = model.images(pixels)
        loss = 0.8 * info_nce(images, model.texts(long), model.logit_scale) + 0.2 * info_nce(
            images, model.texts(short), model.logit_scale
        )
    loss.backward()
    optimizer.step()
    seconds.append(time.perf_counter() - started)
print(
    json.dumps({"seconds": seconds, "peakBytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss})
)
