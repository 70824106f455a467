"""Processes of a torchrun group. A program started without torchrun is a group of one."""

import os

import torch


def rank():
    """Number of this process, from 0."""
    return int(os.environ.get("RANK", "0"))


def world():
    """Number of processes."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def start_processes():
    """Joins the torchrun group, if there is one; returns the device to compute on."""
    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    if world() > 1:
        torch.distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
