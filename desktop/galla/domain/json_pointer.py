"""JSON Pointer (RFC 6901): where in an answer a value is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_BAD_ESCAPE = re.compile(r"~(?![01])")


class Missing:
    """What a pointer finds where there is nothing; JSON's null is a value and is not this."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


@dataclass(frozen=True, slots=True)
class Pointer:
    """A parsed pointer; no tokens means the whole document."""

    tokens: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Pointer:
        """The pointer that `text` writes, such as `/balance/amount`. Raises ValueError where it is none."""
        if text and not text.startswith("/"):
            raise ValueError("a JSON Pointer is empty or starts with a slash")
        if _BAD_ESCAPE.search(text):
            raise ValueError("a tilde stands only in ~0 and ~1")
        return cls(tuple(token.replace("~1", "/").replace("~0", "~") for token in text.split("/")[1:]))

    def find(self, document: object) -> object:
        """The value in `document`, or MISSING."""
        value = document
        for token in self.tokens:
            if isinstance(value, dict):
                value = value.get(token, MISSING)
            elif isinstance(value, list) and _INDEX.fullmatch(token) and int(token) < len(value):
                value = value[int(token)]
            else:
                return MISSING
        return value

    def __str__(self) -> str:
        return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in self.tokens)
