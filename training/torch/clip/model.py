"""Dual encoder in the published CLIP / Long-CLIP / LRSCLIP layout.

Parameter names and shapes are those of the checkpoints. Pre-norm blocks, QuickGELU, heads = width / 64,
end-of-text pooling, 248 positions in two tables. The blocks compute in `dtype`; parameters stay float32.
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

from .kernels import layer_norm, quick_gelu

HEAD_WIDTH = 64
WIDE_HEADS = {1280: 16, 1408: 16, 1664: 16}
"""Width → heads of the image towers with wider heads: ViT-H/14, g/14 and bigG/14."""
KEPT_POSITIONS = 20
"""Rows of `positional_embedding` in use; the others come from `positional_embedding_res` (Long-CLIP)."""


class Norm(nn.Module):
    """LayerNorm with float32 parameters and any activation type."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        return layer_norm(x, self.weight, self.bias)


class Dense(nn.Linear):
    """Linear layer that computes in the type of its input."""

    def forward(self, x):
        return F.linear(x, self.weight.to(x.dtype), self.bias.to(x.dtype))


class Attention(nn.Module):
    """Multi-head self-attention with one packed input projection [3W, W]; by default width / 64 heads."""

    def __init__(self, width, heads=None):
        super().__init__()
        self.heads = heads or width // HEAD_WIDTH
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = Dense(width, width)

    def forward(self, x, mask):
        b, n, w = x.shape
        h = w // self.heads  # width of a head
        qkv = F.linear(x, self.in_proj_weight.to(x.dtype), self.in_proj_bias.to(x.dtype))  # [B, N, 3W]
        q, k, v = qkv.view(b, n, 3, self.heads, h).permute(2, 0, 3, 1, 4).reshape(3, b * self.heads, n, h)
        scores = (q * h**-0.5) @ k.transpose(1, 2)  # [B·H, N, N]
        if mask is not None:
            scores = scores + mask
        out = torch.softmax(scores, -1) @ v  # [B·H, N, W / H]
        return self.out_proj(out.view(b, self.heads, n, h).transpose(1, 2).reshape(b, n, w))


class Mlp(nn.Module):
    """Two linear layers, 4 W wide inside."""

    def __init__(self, width, activation=quick_gelu):
        super().__init__()
        self.c_fc = Dense(width, 4 * width)
        self.c_proj = Dense(4 * width, width)
        self.activation = activation

    def forward(self, x):
        return self.c_proj(self.activation(self.c_fc(x)))


class Block(nn.Module):
    """Residual block. In training, a share `drop` of a batch skips each half, and costs nothing."""

    def __init__(self, width, drop=0.0, heads=None, activation=quick_gelu):
        super().__init__()
        self.drop = drop
        self.attn, self.ln_1 = Attention(width, heads), Norm(width)
        self.mlp, self.ln_2 = Mlp(width, activation), Norm(width)

    def forward(self, x, mask=None):
        x = self._add(x, lambda y: self.attn(self.ln_1(y), mask))
        return self._add(x, lambda y: self.mlp(self.ln_2(y)))

    def _add(self, x, branch):
        if not self.training or self.drop == 0:
            return x + branch(x)
        kept = max(1, round(len(x) * (1 - self.drop)))
        first = int(torch.randint(0, len(x) - kept + 1, ()))
        inner = x[first : first + kept]
        return torch.cat([x[:first], inner + branch(inner) * (len(x) / kept), x[first + kept :]])


class Transformer(nn.Module):
    """Blocks whose share of dropped samples grows linearly from 0 to `drop`."""

    def __init__(self, width, layers, drop, heads=None, activation=quick_gelu):
        super().__init__()
        self.resblocks = nn.ModuleList(
            [Block(width, drop * i / max(1, layers - 1), heads, activation) for i in range(layers)]
        )


class VisionTower(nn.Module):
    """ViT with a class token; `image` and `patch` in pixels."""

    def __init__(self, image, patch, width, layers, embedding, drop, activation=quick_gelu):
        super().__init__()
        self.image, self.patch, self.grid = image, patch, image // patch
        self.conv1 = nn.Conv2d(3, width, patch, patch, bias=False)
        self.class_embedding = nn.Parameter(torch.randn(width) * 0.02)
        self.positional_embedding = nn.Parameter(torch.zeros(self.grid**2 + 1, width))
        self.ln_pre = Norm(width)
        self.transformer = Transformer(width, layers, drop, WIDE_HEADS.get(width), activation)
        self.ln_post = Norm(width)
        self.proj = nn.Parameter(torch.randn(width, embedding) * width**-0.5)

    def forward(self, pixels, dtype, taps=(), kept=None):
        """pixels [B,3,H,W] → embedding [B,E] (not normalised), tokens [B,1+N,W] after each block in `taps`.

        `kept` [K] holds the indices of the patches to use (training with dropped patches); None means all.
        """
        b, p = len(pixels), self.patch
        rows, columns = pixels.shape[2] // p, pixels.shape[3] // p
        patches = (
            pixels.to(dtype)
            .view(b, 3, rows, p, columns, p)
            .permute(0, 2, 4, 1, 3, 5)
            .reshape(b, rows * columns, 3 * p * p)
        )
        positions = self.positional_embedding
        if kept is not None:
            patches, positions = patches[:, kept], torch.cat([positions[:1], positions[1:][kept]])
        x = F.linear(patches, self.conv1.weight.flatten(1).to(dtype))  # [B, N, W]
        x = torch.cat([self.class_embedding.to(dtype).expand(b, 1, -1), x], 1) + positions.to(dtype)
        x = self.ln_pre(x)
        tapped = []
        for number, block in enumerate(self.transformer.resblocks, 1):
            x = block(x)
            if number in taps:
                tapped.append(x)
        pooled = self.ln_post(x[:, 0])  # [B, W]
        return pooled.float() @ self.proj, tapped


class TextEncoder(nn.Module):
    """Text tower. Its parameters have the published names without a prefix.

    `vocabulary` is the number of token rows: 49,408 in a full checkpoint, fewer while the starter is trained.
    A checkpoint that is not `stretched` has one table of positions.
    """

    def __init__(
        self, vocabulary, context, width, layers, embedding, drop=0.0, stretched=True, activation=quick_gelu
    ):
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary, width)
        self.positional_embedding = nn.Parameter(torch.randn(context, width) * 0.01)
        self.positional_embedding_res = (
            nn.Parameter(torch.randn(context, width) * 0.01) if stretched else None
        )
        self.transformer = Transformer(width, layers, drop, None, activation)
        self.ln_final = Norm(width)
        self.text_projection = nn.Parameter(torch.randn(width, embedding) * width**-0.5)

    def positions(self, length):
        """The merged position table [length, W]."""
        if self.positional_embedding_res is None:
            return self.positional_embedding[:length]
        return torch.cat(
            [self.positional_embedding[:KEPT_POSITIONS], self.positional_embedding_res[KEPT_POSITIONS:]]
        )[:length]

    def forward(self, tokens, ends, dtype):
        """tokens [B,L] (token rows), ends [B] (index of the end token) → embedding [B,E], not normalised."""
        length = tokens.shape[1]
        x = (self.token_embedding(tokens) + self.positions(length)).to(dtype)  # [B, L, W]
        mask = torch.full((length, length), -1e4, dtype=dtype, device=x.device).triu(1)
        for block in self.transformer.resblocks:
            x = block(x, mask)
        pooled = self.ln_final(x[torch.arange(len(x)), ends])  # [B, W]
        return pooled.float() @ self.text_projection


class DualEncoder(nn.Module):
    """Both towers under the published names, built from a full state dict; all sizes come from its shapes."""

    def __init__(self, state, activation=quick_gelu):
        super().__init__()
        width, _, patch, _ = state["visual.conv1.weight"].shape
        grid = round((len(state["visual.positional_embedding"]) - 1) ** 0.5)
        embedding = state["text_projection"].shape[1]
        self.visual = VisionTower(
            grid * patch, patch, width, _layers(state, "visual.transformer"), embedding, 0.0, activation
        )
        vocabulary, context, text_width = (
            len(state["token_embedding.weight"]),
            len(state["positional_embedding"]),
            state["ln_final.weight"].numel(),
        )
        stretched = "positional_embedding_res" in state
        text = TextEncoder(
            vocabulary,
            context,
            text_width,
            _layers(state, "transformer"),
            embedding,
            0.0,
            stretched,
            activation,
        )
        self.text = text
        self.logit_scale = nn.Parameter(torch.tensor(0.0))
        self.load_state_dict(
            {k if k.startswith("visual.") or k == "logit_scale" else f"text.{k}": v for k, v in state.items()}
        )


def published_state(visual, text, logit_scale):
    """State dict of the two towers in the published layout."""
    return {
        **{f"visual.{k}": v for k, v in visual.state_dict().items()},
        **text.state_dict(),
        "logit_scale": logit_scale.detach(),
    }


def _layers(state, prefix):
    return len({k[len(prefix) :].split(".")[2] for k in state if k.startswith(f"{prefix}.resblocks.")})
