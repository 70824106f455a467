"""SigLIP in PyTorch, written from the papers and the published key names: the reference for our graphs.

    /usr/bin/python3 siglip_reference.py LAYOUT FOLDER   checkpoint.pt and expected.json

LAYOUT: transformers | timm | dofa. The first two have the same random weights, none of them zero or one.
The third is timm's with exact GELU, patches generated from wavelengths, and pictures with two pixels
beyond the last patch.
"""

import json
import sys
from collections import OrderedDict
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import gelu, relu, softmax

IMAGE, PATCH, WIDTH, HEADS, MLP = 32, 8, 128, 2, 200
EXACT = sys.argv[1] == "dofa"
SPARE = 2 if EXACT else 0
LAYERS = {"vision": 2, "text": 3}
CONTEXT, VOCABULARY = 16, 100


class Tanh(nn.Module):
    def forward(self, x):
        if EXACT:
            return gelu(x)
        # PyTorch 1.13 has it too, but here the formula is the point.
        return 0.5 * x * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (x + 0.044715 * x**3)))


def attend(q, k, v):
    """[N, Q, D], [N, L, D] twice -> [N, Q, D]"""

    def by_head(x):
        return x.unflatten(-1, (HEADS, -1)).transpose(1, 2)

    q, k, v = by_head(q), by_head(k), by_head(v)
    shares = softmax(q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5, -1)
    return (shares @ v).transpose(1, 2).flatten(2)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            setattr(self, name, nn.Linear(WIDTH, WIDTH))

    def forward(self, x):
        return self.out_proj(attend(self.q_proj(x), self.k_proj(x), self.v_proj(x)))


def mlp():
    return nn.Sequential(OrderedDict(fc1=nn.Linear(WIDTH, MLP), act=Tanh(), fc2=nn.Linear(MLP, WIDTH)))


def norm():
    return nn.LayerNorm(WIDTH, eps=1e-6)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer_norm1, self.self_attn = norm(), Attention()
        self.layer_norm2, self.mlp = norm(), mlp()

    def forward(self, x):
        x = x + self.self_attn(self.layer_norm1(x))
        return x + self.mlp(self.layer_norm2(x))


def encoder(layers):
    return nn.ModuleDict({"layers": nn.Sequential(*(Block() for _ in range(layers)))})


class Pooling(nn.Module):
    def __init__(self):
        super().__init__()
        self.probe = nn.Parameter(torch.empty(1, 1, WIDTH))
        self.attention = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True)
        self.layernorm, self.mlp = norm(), mlp()

    def forward(self, x):
        query = self.probe.expand(len(x), -1, -1)
        pooled = self.attention(query, x, x, need_weights=False)[0]
        return (pooled + self.mlp(self.layernorm(pooled)))[:, 0]


class WavePatches(nn.Module):
    """DOFA's patch embedding: a transformer over learned tokens and wavelengths gives the kernel."""

    def __init__(self, inner=128):
        super().__init__()
        layer = nn.TransformerEncoderLayer(inner, 4, activation="gelu", dropout=0.0)
        generator = nn.Module()
        generator.transformer_encoder = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        generator.fc_weight, generator.fc_bias = (
            nn.Linear(inner, PATCH * PATCH * WIDTH),
            nn.Linear(inner, WIDTH),
        )
        generator.weight_tokens = nn.Parameter(torch.empty(128, inner))
        generator.bias_token = nn.Parameter(torch.empty(1, inner))
        self.weight_generator, self.inner = generator, inner
        self.fclayer = nn.ModuleDict({"w1": nn.Linear(inner, inner), "w2": nn.Linear(inner, inner)})

    def forward(self, pixels, micrometres=(0.665, 0.560, 0.490)):
        half = self.inner // 2
        angles = torch.tensor(micrometres)[:, None] * 1000 / 10000 ** (torch.arange(half) / half)
        placed = torch.cat([angles.sin(), angles.cos()], 1)
        waves = placed + relu(self.fclayer["w2"](relu(self.fclayer["w1"](placed))))
        made = self.weight_generator
        out = made.transformer_encoder(torch.cat([made.weight_tokens, waves, made.bias_token])[:, None])[:, 0]
        kernel = made.fc_weight(out[128:-1] + waves).view(3, PATCH, PATCH, WIDTH).permute(3, 0, 1, 2)
        return nn.functional.conv2d(pixels, 0.01 * kernel, 0.01 * made.fc_bias(out[-1]), PATCH)


class Vision(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeddings = nn.ModuleDict(
            {
                "patch_embedding": WavePatches() if EXACT else nn.Conv2d(3, WIDTH, PATCH, PATCH),
                "position_embedding": nn.Embedding((IMAGE // PATCH) ** 2, WIDTH),
            }
        )
        self.encoder = encoder(LAYERS["vision"])
        self.post_layernorm = norm()
        self.head = Pooling()

    def forward(self, pixels):
        x = self.embeddings["patch_embedding"](pixels).flatten(2).transpose(1, 2)
        x = x + self.embeddings["position_embedding"].weight
        return self.head(self.post_layernorm(self.encoder["layers"](x)))


class Text(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeddings = nn.ModuleDict(
            {
                "token_embedding": nn.Embedding(VOCABULARY, WIDTH),
                "position_embedding": nn.Embedding(CONTEXT, WIDTH),
            }
        )
        self.encoder = encoder(LAYERS["text"])
        self.final_layer_norm = norm()
        self.head = nn.Linear(WIDTH, WIDTH)

    def forward(self, ids):
        x = self.embeddings["token_embedding"](ids) + self.embeddings["position_embedding"].weight
        return self.head(self.final_layer_norm(self.encoder["layers"](x))[:, -1])


class Siglip(nn.Module):
    def __init__(self):
        super().__init__()
        self.logit_scale = nn.Parameter(torch.empty(1))
        self.logit_bias = nn.Parameter(torch.empty(1))
        self.text_model = Text()
        self.vision_model = Vision()


def draw(model):
    torch.manual_seed(3)
    for name, parameter in model.named_parameters():
        spread = 0.1 if parameter.dim() < 2 else parameter[0].numel() ** -0.5
        center = 1 if "norm" in name and name.endswith("weight") else 0
        parameter.data.uniform_(-spread, spread).add_(center)
    model.logit_scale.data.fill_(4.7)
    model.logit_bias.data.fill_(-12.9)


def as_timm(state):
    """The names that open_clip gives a SigLIP with an image tower of timm."""
    renamed = {"logit_scale": state["logit_scale"].squeeze(), "logit_bias": state["logit_bias"].squeeze()}
    for part in ("weight", "bias"):
        renamed[f"text.text_projection.{part}"] = state[f"text_model.head.{part}"]
        renamed[f"text.ln_final.{part}"] = state[f"text_model.final_layer_norm.{part}"]
        renamed[f"visual.trunk.norm.{part}"] = state[f"vision_model.post_layernorm.{part}"]
        head = "vision_model.head"
        packed = state[f"{head}.attention.in_proj_{part}"]
        renamed[f"visual.trunk.attn_pool.q.{part}"] = packed[:WIDTH].clone()
        renamed[f"visual.trunk.attn_pool.kv.{part}"] = packed[WIDTH:].clone()
        renamed[f"visual.trunk.attn_pool.proj.{part}"] = state[f"{head}.attention.out_proj.{part}"]
        renamed[f"visual.trunk.attn_pool.norm.{part}"] = state[f"{head}.layernorm.{part}"]
        for fc in ("fc1", "fc2"):
            renamed[f"visual.trunk.attn_pool.mlp.{fc}.{part}"] = state[f"{head}.mlp.{fc}.{part}"]
        for tower, names in (
            ("vision", ("norm1", "attn.qkv.", "attn.proj", "norm2", "mlp.fc1", "mlp.fc2")),
            ("text", ("ln_1", "attn.in_proj_", "attn.out_proj", "ln_2", "mlp.c_fc", "mlp.c_proj")),
        ):
            for i in range(LAYERS[tower]):
                theirs = f"{tower}_model.encoder.layers.{i}"
                ours = f"visual.trunk.blocks.{i}" if tower == "vision" else f"text.transformer.resblocks.{i}"
                n1, packed, out, n2, fc1, fc2 = names
                renamed[f"{ours}.{n1}.{part}"] = state[f"{theirs}.layer_norm1.{part}"]
                renamed[f"{ours}.{packed}{part}"] = torch.cat(
                    [state[f"{theirs}.self_attn.{each}_proj.{part}"] for each in "qkv"]
                )
                renamed[f"{ours}.{out}.{part}"] = state[f"{theirs}.self_attn.out_proj.{part}"]
                renamed[f"{ours}.{n2}.{part}"] = state[f"{theirs}.layer_norm2.{part}"]
                renamed[f"{ours}.{fc1}.{part}"] = state[f"{theirs}.mlp.fc1.{part}"]
                renamed[f"{ours}.{fc2}.{part}"] = state[f"{theirs}.mlp.fc2.{part}"]
    for key, value in state.items():
        if "patch_embedding." in key:
            inner = key.split("patch_embedding.")[1]
            renamed[f"visual.trunk.patch_embed.{'' if EXACT else 'proj.'}{inner}"] = value
    renamed["text.token_embedding.weight"] = state["text_model.embeddings.token_embedding.weight"]
    renamed["text.positional_embedding"] = state["text_model.embeddings.position_embedding.weight"]
    renamed["visual.trunk.pos_embed"] = state["vision_model.embeddings.position_embedding.weight"][None]
    renamed["visual.trunk.attn_pool.latent"] = state["vision_model.head.probe"]
    return renamed


def expected(model):
    """Features of pictures whose bytes come from a formula, and of three rows of ids."""
    count = 3
    edge = IMAGE + SPARE
    crops = (
        torch.arange(count * edge * edge * 3)
        .mul(2654435761)
        .remainder(2**32)
        .div(2**24, rounding_mode="floor")
    )
    pixels = crops.view(count, edge, edge, 3).permute(0, 3, 1, 2) / 255
    pixels = (pixels - 0.5) / 0.5
    ids = torch.ones(count, CONTEXT, dtype=torch.long)
    for row in range(count):
        length = 3 + 6 * row
        ids[row, :length] = torch.arange(length).mul(7).add(row).remainder(VOCABULARY - 2) + 2
    with torch.no_grad():
        return {
            "ids": ids.tolist(),
            "image": model.vision_model(pixels.float()).tolist(),
            "text": model.text_model(ids).tolist(),
        }


def main():
    layout, folder = sys.argv[1], Path(sys.argv[2])
    model = Siglip()
    draw(model)
    state = model.state_dict()
    torch.save(state if layout == "transformers" else as_timm(state), folder / "checkpoint.pt")
    (folder / "expected.json").write_text(json.dumps(expected(model)))


main()
