"""Ids of new channels, made from their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_LONGEST = 28
"""Leaves room for a number behind it within the 32 signs of a slug."""


def channel_id(name: str, taken: Collection[str]) -> str:
    """A slug that reads like `name` and is none of `taken`: `owner-s-phone`, `channel` where nothing of it is Latin."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:_LONGEST].strip("-") or "channel"
    number, found = 1, slug
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found
