"""Conventions of OpenAI's CLIP, the only ones that these programs follow."""

CLIP_CONVENTIONS = {
    "pixelMean": [0.48145466, 0.4578275, 0.40821073],
    "pixelStd": [0.26862954, 0.26130258, 0.27577711],
    "resize": "bicubic-shortest-crop",
    "padId": 0,
    "promptPrefix": "",
    "pooling": "end-of-text",
    "score": "cosine",
}


def unsupported_convention(document):
    """A message that names the first field in which `document` differs from CLIP's conventions, or None.

    A document without conventions has those of CLIP.
    """
    stated = document.get("conventions", CLIP_CONVENTIONS)
    for field, expected in CLIP_CONVENTIONS.items():
        if stated.get(field) != expected:
            return f"conventions.{field} is {stated.get(field)!r}; this program supports only {expected!r}"
    return None
