"""Muon (Jordan et al. 2024): momentum made orthogonal before each step, for matrices of transformers.

A step has the root mean square of an AdamW step (0.2; Liu et al. 2025, "Muon is Scalable for LLM Training"),
so that AdamW's learning rate and weight decay apply. A packed input projection is treated as three matrices:
queries, keys and values.
"""

import torch
import torch.nn.functional as F

MOMENTUM = 0.95
NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
"""Coefficients of the quintic iteration that moves singular values to about one (Jordan et al. 2024)."""
ITERATIONS = 5
STEP_SIZE = 0.2


class Muon(torch.optim.Optimizer):
    """Optimizer for matrices [R, C] only; an `in_proj_weight` [3W, W] counts as three."""

    def __init__(self, matrices, lr, weight_decay):
        super().__init__(list(matrices), {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for matrix in group["params"]:
                momentum = self.state[matrix].setdefault("momentum", torch.zeros_like(matrix))
                momentum.lerp_(matrix.grad, 1 - MOMENTUM)
                ahead = matrix.grad.lerp(momentum, MOMENTUM)  # Nesterov's
                matrix.mul_(1 - group["lr"] * group["weight_decay"])
                for part, direction in zip(squares(matrix), squares(ahead)):
                    part.sub_(orthogonal(direction), alpha=group["lr"] * STEP_SIZE * max(part.shape) ** 0.5)


def squares(matrix):
    """Three views [W, W] of a packed projection [3W, W]; any other matrix unchanged, in a list."""
    rows, columns = matrix.shape
    return matrix.split(columns) if rows == 3 * columns else [matrix]


def orthogonal(matrix):
    """[R, C] → roughly the nearest orthogonal matrix, by Newton-Schulz iteration in bfloat16."""
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = (x / (x.norm() + 1e-7)).bfloat16().contiguous()
    a, b, c = NEWTON_SCHULZ
    for _ in range(ITERATIONS):
        gram = F.linear(x, x)  # X Xᵀ; in PyTorch 1.13 only F.linear multiplies bfloat16 fast
        x = a * x + (b * gram + c * F.linear(gram, gram)) @ x
    x = x.to(matrix.dtype)
    return x.T if tall else x
