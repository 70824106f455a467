"""CLIP in PyTorch, written from the papers: the reference for the results and the speed of our graphs.

    /usr/bin/python3 clip_reference.py make SIZE LAYOUT FOLDER   checkpoint.pt and expected.json
    /usr/bin/python3 clip_reference.py save SIZE LAYOUT FOLDER   checkpoint.pt alone
    /usr/bin/python3 clip_reference.py patches SIZE FILE         embeddings of patches, by attention
    /usr/bin/python3 clip_reference.py relevance SIZE FILE       relevance of patches, by blocks
    /usr/bin/python3 clip_reference.py relevance-of               see `serve_relevance`
    /usr/bin/python3 clip_reference.py time SIZE                 answers lines of stdin, see `serve_times`

SIZE: tiny | huge (one block as wide as those of ViT-H/14, with exact GELU) | b16 | b32 | l14.
LAYOUT: lrsclip (248 positions in two tables) | farslip (the same with its masks) | openai (77) |
training (77, as a training checkpoint of open_clip) | transformers (77) | transformers-248 (one table).
"""

import json
import sys
import time
from collections import OrderedDict

import torch
from torch import nn

COMMON = dict(image=224, vocabulary=49408, embedding=512)
BASE = dict(COMMON, vision=(768, 12), text=(512, 12))
SIZES = {
    "tiny": dict(image=32, patch=8, vocabulary=60, embedding=32, vision=(128, 2), text=(64, 1)),
    "huge": dict(
        image=28,
        patch=14,
        vocabulary=60,
        embedding=32,
        vision=(1280, 1),
        text=(64, 1),
        heads=16,
        gelu=nn.GELU,
    ),
    "b16": dict(BASE, patch=16),
    "b32": dict(BASE, patch=32),
    "l14": dict(COMMON, patch=14, embedding=768, vision=(1024, 24), text=(768, 12)),
}
ATTENTIONS = ("plain", "identity", "q", "k", "q+k", "q+k+v")
LENGTHS = (1, 2, 7, 8, 30, 63, 77, 120, 248)
KEPT_POSITIONS = 20
STRETCHED = ("lrsclip", "farslip", "transformers-248")


class QuickGelu(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class Block(nn.Module):
    def __init__(self, width, heads, gelu):
        super().__init__()
        self.attn = nn.MultiheadAttention(width, heads)
        self.ln_1 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            OrderedDict(c_fc=nn.Linear(width, 4 * width), gelu=gelu(), c_proj=nn.Linear(4 * width, width))
        )
        self.ln_2 = nn.LayerNorm(width)

    def forward(self, x, mask):
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, need_weights=False, attn_mask=mask)[0]
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    def __init__(self, width, layers, heads, gelu):
        super().__init__()
        self.resblocks = nn.ModuleList(Block(width, heads, gelu) for _ in range(layers))

    def forward(self, x, mask=None):  # [L, N, D]
        for block in self.resblocks:
            x = block(x, mask)
        return x


class Vision(nn.Module):
    def __init__(self, size):
        super().__init__()
        width, layers = size["vision"]
        self.class_embedding = nn.Parameter(torch.empty(width))
        self.positional_embedding = nn.Parameter(
            torch.empty((size["image"] // size["patch"]) ** 2 + 1, width)
        )
        self.proj = nn.Parameter(torch.empty(width, size["embedding"]))
        self.conv1 = nn.Conv2d(3, width, size["patch"], size["patch"], bias=False)
        self.ln_pre = nn.LayerNorm(width)
        self.transformer = Transformer(
            width, layers, size.get("heads", width // 64), size.get("gelu", QuickGelu)
        )
        self.ln_post = nn.LayerNorm(width)

    def embed(self, pixels):
        x = self.conv1(pixels).flatten(2).transpose(1, 2)  # [N, L-1, D]
        x = torch.cat([self.class_embedding.expand(len(x), 1, -1), x], 1) + self.positional_embedding
        return self.ln_pre(x).transpose(0, 1)  # [L, N, D]

    def forward(self, pixels):
        x = self.transformer(self.embed(pixels))
        return self.ln_post(x[0]) @ self.proj

    def patches(self, pixels, attention):  # [N, L-1, E]
        x = self.embed(pixels)
        *blocks, last = self.transformer.resblocks
        for block in blocks:
            x = block(x, None)
        x = last(x, None) if attention == "plain" else self_correlated(last, x, attention)
        return (self.ln_post(x[1:]) @ self.proj).transpose(0, 1)


def self_correlated(block, x, attention):
    """The block without its skip connection and MLP; every patch attends to patches that resemble it."""
    attn = block.attn
    packed = nn.functional.linear(block.ln_1(x), attn.in_proj_weight, attn.in_proj_bias)
    length, count, width = x.shape
    heads = attn.num_heads
    by_head = [
        part.reshape(length, count, heads, width // heads).permute(1, 2, 0, 3) for part in packed.chunk(3, -1)
    ]
    parts = dict(zip("qkv", by_head))  # [N, H, L, D/H]
    if attention == "identity":
        shares = torch.eye(length)
    else:
        root = (width // heads) ** 0.5
        shares = sum(
            torch.softmax(parts[name] @ parts[name].transpose(-1, -2) / root, -1)
            for name in attention.split("+")
        )
        shares[..., 0] = 0  # No patch reads the class token.
    mixed = (shares @ parts["v"]).permute(2, 0, 1, 3).reshape(length, count, width)
    return attn.out_proj(mixed)


def attend(block, x, kept):
    """The block with its attention written out, which is appended to `kept`."""
    attn = block.attn
    length, count, width = x.shape
    packed = nn.functional.linear(block.ln_1(x), attn.in_proj_weight, attn.in_proj_bias).chunk(3, -1)
    q, k, v = (part.reshape(length, count, attn.num_heads, -1).permute(1, 2, 0, 3) for part in packed)
    shares = torch.softmax(q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5, -1)  # [N, H, L, L]
    kept.append(shares)
    x = x + attn.out_proj((shares @ v).permute(2, 0, 1, 3).reshape(length, count, width))
    return x + block.mlp(block.ln_2(x))


def relevance(visual, logit_scale, pixels, text, blocks):
    """Relevance of the patches of one picture for a unit vector (Chefer et al. 2021)."""
    kept = []
    x = visual.embed(pixels)
    for block in visual.transformer.resblocks:
        x = attend(block, x, kept)
    features = nn.functional.normalize(visual.ln_post(x[0]) @ visual.proj, dim=-1)
    logit = logit_scale.exp() * (features @ text)
    gradients = torch.autograd.grad(logit.sum(), kept)
    total = torch.eye(kept[0].shape[-1])
    for shares, gradient in list(zip(kept, gradients))[-blocks:]:
        taken = (shares * gradient)[0].clamp(min=0).mean(0)
        total = total + taken @ total
    return (features @ text).item(), total[0, 1:].detach()


class Clip(nn.Module):
    def __init__(self, size, stretched):
        super().__init__()
        width, layers = size["text"]
        self.context = 248 if stretched else 77
        self.positional_embedding = nn.Parameter(torch.empty(self.context, width))
        if stretched:
            self.positional_embedding_res = nn.Parameter(torch.empty(self.context, width))
        self.text_projection = nn.Parameter(torch.empty(width, size["embedding"]))
        self.logit_scale = nn.Parameter(torch.empty(()))
        self.visual = Vision(size)
        self.transformer = Transformer(width, layers, width // 64, size.get("gelu", QuickGelu))
        self.token_embedding = nn.Embedding(size["vocabulary"], width)
        self.ln_final = nn.LayerNorm(width)

    def positions(self):
        if self.context == 77:
            return self.positional_embedding
        return torch.cat(
            [self.positional_embedding[:KEPT_POSITIONS], self.positional_embedding_res[KEPT_POSITIONS:]]
        )

    def text(self, ids):  # [N, T]
        length = ids.shape[1]
        mask = torch.full((length, length), float("-inf")).triu_(1)
        x = (self.token_embedding(ids) + self.positions()[:length]).transpose(0, 1)
        x = self.ln_final(self.transformer(x, mask)).transpose(0, 1)
        return x[torch.arange(len(x)), ids.argmax(-1)] @ self.text_projection


def generator(seed):
    """Numbers in [0, 1), the same as in test/models/tiny-weights.ts."""
    state = seed
    while True:
        state = (state * 1664525 + 1013904223) % 2**32
        yield state / 2**32


def fill(model, name):
    """Draws weights with PyTorch's default spread. Those of `tiny` come from a generator that tests share."""
    torch.manual_seed(1)
    draws = generator(5)
    for key, weight in model.named_parameters():
        fan = weight[0].numel() if weight.dim() > 1 else 0
        spread = (3 / fan) ** 0.5 if fan else 0.02
        center = 1 if ".ln_" in f".{key}" and key.endswith("weight") else 0
        if name == "tiny":
            flat = [center + (2 * next(draws) - 1) * spread for _ in range(weight.numel())]
            weight.data = torch.tensor(flat, dtype=torch.float64).reshape(weight.shape).float()
        else:
            weight.data = center + (2 * torch.rand(weight.shape) - 1) * spread


def crop_bytes(count, size):
    i = torch.arange(count * size * size * 3, dtype=torch.int64)
    return ((i * 2654435761) % 2**32) >> 24


def pixels_of(crops, count, size):
    mean = torch.tensor([0.48145466, 0.4578275, 0.40821073])
    std = torch.tensor([0.26862954, 0.26130258, 0.27577711])
    rgb = crops.reshape(count, size, size, 3).float() / 255
    return ((rgb - mean) / std).permute(0, 3, 1, 2).contiguous()


def token_rows(context, vocabulary):
    rows = []
    for length in LENGTHS:
        if length > context:
            continue
        middle = [(7 * length + 31 * i) % (vocabulary - 2) for i in range(length - 2)]
        rows.append(([vocabulary - 2] if length > 1 else []) + middle + [vocabulary - 1])
    return rows


def to_transformers(state):
    outer = {
        "token_embedding.weight": "text_model.embeddings.token_embedding.weight",
        "positional_embedding": "text_model.embeddings.position_embedding.weight",
        "ln_final.weight": "text_model.final_layer_norm.weight",
        "ln_final.bias": "text_model.final_layer_norm.bias",
        "logit_scale": "logit_scale",
        "visual.class_embedding": "vision_model.embeddings.class_embedding",
        "visual.conv1.weight": "vision_model.embeddings.patch_embedding.weight",
        "visual.positional_embedding": "vision_model.embeddings.position_embedding.weight",
        "visual.ln_pre.weight": "vision_model.pre_layrnorm.weight",
        "visual.ln_pre.bias": "vision_model.pre_layrnorm.bias",
        "visual.ln_post.weight": "vision_model.post_layernorm.weight",
        "visual.ln_post.bias": "vision_model.post_layernorm.bias",
    }
    inner = {
        "attn.out_proj": "self_attn.out_proj",
        "ln_1": "layer_norm1",
        "ln_2": "layer_norm2",
        "mlp.c_fc": "mlp.fc1",
        "mlp.c_proj": "mlp.fc2",
    }
    theirs = {}
    for key, value in state.items():
        if key in outer:
            theirs[outer[key]] = value
        elif key == "text_projection":
            theirs["text_projection.weight"] = value.T.contiguous()
        elif key == "visual.proj":
            theirs["visual_projection.weight"] = value.T.contiguous()
        else:
            tower = "vision_model" if key.startswith("visual.") else "text_model"
            layer, rest = key.split("resblocks.")[1].split(".", 1)
            prefix = f"{tower}.encoder.layers.{layer}"
            if "in_proj" in rest:
                for part, name in zip(value.chunk(3), "qkv"):
                    theirs[f"{prefix}.self_attn.{name}_proj.{rest.split('in_proj_')[1]}"] = part.clone()
            else:
                owner, kind = rest.rsplit(".", 1)
                theirs[f"{prefix}.{inner[owner]}.{kind}"] = value
    return theirs


def build(name, layout):
    model = Clip(SIZES[name], layout in STRETCHED)
    fill(model, name)
    return model.eval()


def save(name, layout, folder):
    model = build(name, layout)
    torch.save(in_layout(layout, model), f"{folder}/checkpoint.pt")
    return model


def in_layout(layout, model):
    state = model.state_dict()
    if layout == "farslip":
        kept = (torch.arange(model.context) < KEPT_POSITIONS).float()[:, None]
        return {**state, "mask1": kept, "mask2": 1 - kept}
    if layout == "training":
        steps = torch.optim.AdamW(model.parameters()).state_dict()
        moments = {0: {"step": torch.tensor(7.0), "exp_avg": torch.zeros(3), "exp_avg_sq": torch.zeros(3)}}
        wrapped = {f"module.{key}": value for key, value in state.items()}
        return {"epoch": 3, "name": "run", "state_dict": wrapped, "optimizer": {**steps, "state": moments}}
    if layout == "transformers-248":
        del state["positional_embedding_res"]
        return to_transformers({**state, "positional_embedding": model.positions().detach()})
    return to_transformers(state) if layout == "transformers" else state


@torch.no_grad()
def make(name, layout, folder):
    model = save(name, layout, folder)
    size = SIZES[name]["image"]
    images = model.visual(pixels_of(crop_bytes(3, size), 3, size))
    tokens = token_rows(model.context, SIZES[name]["vocabulary"])
    texts = []
    for row in tokens:  # Padded to the whole context, as published.
        texts.append(model.text(torch.tensor([row + [0] * (model.context - len(row))]))[0])
    unit = nn.functional.normalize
    expected = dict(
        tokens=tokens,
        imageEmbeddings=unit(images, dim=-1).tolist(),
        textEmbeddings=unit(torch.stack(texts), dim=-1).tolist(),
    )
    with open(f"{folder}/expected.json", "w") as file:
        json.dump(expected, file)


@torch.no_grad()
def make_patches(name, path):
    size = SIZES[name]["image"]
    visual = build(name, "lrsclip").visual
    pixels = pixels_of(crop_bytes(2, size), 2, size)
    unit = nn.functional.normalize
    expected = {}
    for attention in ATTENTIONS:
        rows = unit(visual.patches(pixels, attention), dim=-1).flatten().tolist()
        expected[attention] = [round(x, 7) for x in rows]
    with open(path, "w") as file:
        json.dump(expected, file, separators=(",", ":"))


def make_relevance(name, path):
    model = build(name, "lrsclip")
    size = SIZES[name]
    pixels = pixels_of(crop_bytes(1, size["image"]), 1, size["image"])
    text = unit_law(size["embedding"])
    expected = {}
    for blocks in range(1, size["vision"][1] + 1):
        cosine, values = relevance(model.visual, model.logit_scale, pixels, text, blocks)
        expected[blocks] = dict(cosine=cosine, values=values.tolist())
    with open(path, "w") as file:
        json.dump(expected, file)


def unit_law(length):
    """A text embedding that tests share: element i is sin(i + 1), as a unit vector."""
    return nn.functional.normalize(torch.sin(torch.arange(1, length + 1, dtype=torch.float64)), dim=0).float()


def serve_relevance(request):
    """JSON with `weights` (a float32 .safetensors file), `size` (as in SIZES), `crop`, `text`, `blocks`."""
    asked = json.loads(request)
    with open(asked["weights"], "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        body = file.read()
    size = {**asked["size"], "vision": tuple(asked["size"]["vision"]), "text": tuple(asked["size"]["text"])}
    model = Clip(size, asked["stretched"]).eval()
    for key, weight in model.named_parameters():
        if key.startswith("visual.") or key == "logit_scale":
            start, end = header[key]["data_offsets"]
            read = torch.frombuffer(bytearray(body[start:end]), dtype=torch.float32)
            weight.data = read.reshape(weight.shape)
    pixels = pixels_of(torch.tensor(asked["crop"]), 1, size["image"])
    text = torch.tensor(asked["text"])
    cosine, values = relevance(model.visual, model.logit_scale, pixels, text, asked["blocks"])
    print(json.dumps(dict(cosine=cosine, values=values.tolist())))


@torch.no_grad()
def serve_times(name):
    """Answers each line `vision N`, `vision-bf16 N` or `text T` with the milliseconds of one run."""
    torch.set_num_threads(2)
    model = build(name, "lrsclip")
    size = SIZES[name]["image"]
    print("ready", torch.__version__, torch.get_num_threads(), flush=True)
    for line in sys.stdin:
        kind, count = line.split()
        pixels = torch.randn(int(count), 3, size, size) if kind.startswith("vision") else None
        started = time.perf_counter()
        if kind == "text":
            model.text(torch.tensor([[49406] + [300] * (int(count) - 2) + [49407]]))
        elif kind == "vision-bf16":
            with torch.autocast("cpu", torch.bfloat16):
                model.visual(pixels)
        else:
            model.visual(pixels)
        print((time.perf_counter() - started) * 1000, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(*sys.argv[2:5])
    elif sys.argv[1] == "save":
        save(*sys.argv[2:5])
    elif sys.argv[1] == "patches":
        make_patches(*sys.argv[2:4])
    elif sys.argv[1] == "relevance":
        make_relevance(*sys.argv[2:4])
    elif sys.argv[1] == "relevance-of":
        serve_relevance(sys.stdin.read())
    else:
        serve_times(sys.argv[2])
