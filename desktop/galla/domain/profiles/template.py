"""Text with placeholders, such as `Bearer {api_key}`; two braces stand for one that is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_PART = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]{0,31})\}|[{}]")


@dataclass(frozen=True, slots=True)
class Template:
    """A text whose placeholders are filled when a request is made."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Template:
        """The template that `text` writes. Raises ValueError where a brace is neither doubled nor of a placeholder."""
        for found in _PART.finditer(text):
            if found[0] in {"{", "}"}:
                raise ValueError("a single brace")
        return cls(text)

    @property
    def names(self) -> tuple[str, ...]:
        """The placeholders, in order, each once."""
        return tuple(dict.fromkeys(found[1] for found in _PART.finditer(self.text) if found[1]))

    def fill(self, values: Mapping[str, str], quote: Callable[[str], str] = str) -> str:
        """The text with each placeholder's value, made fit for its place by `quote`; KeyError where one is absent."""

        def filled(found: re.Match[str]) -> str:
            return quote(values[found[1]]) if found[1] else found[0][0]

        return _PART.sub(filled, self.text)
