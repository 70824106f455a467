"""Initial weights of the towers."""

import math

import torch
import torch.nn as nn

from ..clip.model import HEAD_WIDTH


def initialise_blocks(transformer, width):
    """Weights of the blocks at CLIP's own scales."""
    layers = len(transformer.resblocks)
    for block in transformer.resblocks:
        nn.init.normal_(block.attn.in_proj_weight, std=width**-0.5)
        nn.init.normal_(block.attn.out_proj.weight, std=width**-0.5 * (2 * layers) ** -0.5)
        nn.init.normal_(block.mlp.c_fc.weight, std=(2 * width) ** -0.5)
        nn.init.normal_(block.mlp.c_proj.weight, std=width**-0.5 * (2 * layers) ** -0.5)
        for bias in (block.attn.out_proj.bias, block.mlp.c_fc.bias, block.mlp.c_proj.bias):
            nn.init.zeros_(bias)


def mimetic_attention(transformer, width, query_key=(0.7, 0.7), value_out=(0.4, 0.4)):
    """Attention weights with W_Q W_Kᵀ ≈ aZ + bI per head and W_V W_O ≈ aZ - bI, Z random.

    After Trockman & Kolter 2023, "Mimetic Initialization of Self-Attention Layers".
    """
    for block in transformer.resblocks:
        attention = block.attn
        queries, keys = [], []
        for _ in range(attention.heads):
            a, b = query_key
            product = a * torch.randn(width, width) * width**-0.5 + b * torch.eye(width)
            u, s, v = torch.linalg.svd(product)
            root = s[:HEAD_WIDTH].sqrt()
            queries.append((u[:, :HEAD_WIDTH] * root).T)
            keys.append((v[:HEAD_WIDTH].T * root).T)
        a, b = value_out
        u, s, v = torch.linalg.svd(a * torch.randn(width, width) * width**-0.5 - b * torch.eye(width))
        with torch.no_grad():
            attention.in_proj_weight.copy_(torch.cat([*queries, *keys, (v.T * s.sqrt()).T]))
            attention.out_proj.weight.copy_(u * s.sqrt())


def sinusoidal_grid(grid, width):
    """2-D sine and cosine position table [1 + grid², W]; zero for the class token."""
    quarter = width // 4
    omega = 1.0 / 100 ** (torch.arange(quarter) / quarter)
    y, x = torch.meshgrid(torch.arange(grid), torch.arange(grid), indexing="ij")
    angles = [axis.flatten()[:, None].float() * math.pi / grid * 4 * omega for axis in (x, y)]
    table = torch.cat([f(a) for a in angles for f in (torch.sin, torch.cos)], 1)
    return torch.cat([torch.zeros(1, width), table])


def principal_patches(conv1, sample):
    """Sets the patch embedding to the whitened principal components of sample patches [n,3,p,p]."""
    flat = sample.flatten(1)
    covariance = flat.T @ flat / len(flat)
    values, vectors = torch.linalg.eigh(covariance.double())
    width = conv1.weight.shape[0]
    top = vectors[:, -width:].flip(1) / (values[-width:].flip(0).clamp_min(0) + values[-1] * 1e-4).sqrt()
    with torch.no_grad():
        conv1.weight.copy_(top.T.float().view_as(conv1.weight) * 0.5)
