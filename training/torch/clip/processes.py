"""The processes of a torchrun group, one per GPU or CPU share."""

import os

import torch


def rank():
    return int(os.environ.get("RANK", "0"))


def world():
    return int(os.environ.get("WORLD_SIZE", "1"))


def start_processes():
    """Joins the torchrun group when there is one; returns the device to compute on."""
    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    if world() > 1:
        torch.distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
