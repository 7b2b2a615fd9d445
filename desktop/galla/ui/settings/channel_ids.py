"""Ids of new channels and accounts, made from their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_LONGEST = 28
"""Leaves room for a number behind it within the 32 signs of a slug."""


def channel_id(name: str, taken: Collection[str]) -> str:
    """A slug that reads like `name` and is none of `taken`: `owner-s-phone`, `channel` where nothing of it is Latin."""
    return slug_of(name, taken, "channel")


def slug_of(name: str, taken: Collection[str], fallback: str) -> str:
    """A slug that reads like `name`, or else `fallback`, and is none of `taken`."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:_LONGEST].strip("-") or fallback
    number, found = 1, slug
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found
