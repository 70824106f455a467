"""Finds the file that a picture's name in a list of caption pairs stands for, if the list may name it.

The rules are those of training/dataset/picture-path.ts.
"""

import os
import re

LONGEST_NAME_BYTES = 255


def picture_path(name, folder, scope):
    """(path, None), or (None, reason why the list may not name it). `scope`: "anywhere" or "beside"."""
    fault = _fault_of(name)
    if fault is not None:
        return None, fault
    path = name if _is_absolute(name) else f"{folder}/{name}"
    machine = _machine_of(path)
    if machine is not None and machine != _machine_of(folder):
        return None, f"{name!r} lies on another machine ({machine}): copy the picture beside the list"
    if scope == "beside" and not _is_under(path, folder):
        return None, f"{name!r} lies outside the folder of the list: put it into that folder"
    return path, None


def is_picture(path, folder, scope):
    """True if the path leads to a file; with `scope` "beside", to one below the folder, without links."""
    if not os.path.isfile(path):
        return False
    return scope != "beside" or _is_under(os.path.realpath(path), os.path.realpath(folder))


def _fault_of(name):
    if "\0" in name:
        return f"{name!r} has a NUL character, which no file name has"
    parts = re.split(r"[/\\]", name)
    if any(len(part.encode("utf-8", "replace")) > LONGEST_NAME_BYTES for part in parts):
        return f"{name[:80]!r}… is longer than a file name can be ({LONGEST_NAME_BYTES} bytes)"
    if re.match(r"[a-z][a-z0-9+.-]*:[/\\]{2}|file:", name, re.IGNORECASE):
        return f"{name!r} is an address: name a file beside the list"
    if re.match(r"[a-z]:(?![/\\])", name, re.IGNORECASE):
        return f"{name!r} depends on the current folder of a drive: name a file beside the list"
    if re.match(r"[/\\]{2}[.?][/\\]", name):
        return f"{name!r} is a device: name a file beside the list"
    return None


def _machine_of(path):
    found = re.match(r"[/\\]{2}([^/\\]*)", path)
    return found and found.group(1).lower()


def _is_absolute(path):
    return re.match(r"[/\\]|[a-z]:[/\\]", path, re.IGNORECASE) is not None


def _is_under(path, folder):
    if _is_absolute(path) != _is_absolute(folder) or _machine_of(path) != _machine_of(folder):
        return False
    parts, above = _plain_parts(path), _plain_parts(folder)
    if parts is None or above is None:
        return False
    return len(parts) > len(above) and parts[: len(above)] == above


def _plain_parts(path):
    parts = []
    for part in re.split(r"[/\\]+", path):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return parts
