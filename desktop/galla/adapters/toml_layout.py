"""Where things stand in the text of a valid TOML file: the line of each field, the lines of each table.

tomllib gives values without positions and tomlkit moves the comments that follow a table away with it, so the lines
that errors name and the lines that an edit touches are found here. Imported only when one of these is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

Path = tuple[str | int, ...]

_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY_PART = re.compile(
    r"""[ \t]*(?:(?P<bare>[A-Za-z0-9_-]+)|"(?P<basic>(?:[^"\\]|\\.)*)"|'(?P<literal>[^']*)')[ \t]*"""
)
_TOKEN = re.compile(
    r'(?P<text>"""(?:\\.|[^\\])*?"""(?:"{1,2})?'
    r"|'''.*?'''(?:'{1,2})?"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*')"
    r"|(?P<comment>\#[^\n]*)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<newline>\n)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Segment:
    """One table header with the fields under it; lines count from 1, `last` is the last line that is not comment."""

    path: Path
    first: int
    last: int


class TomlLayout:
    """The layout of `text`, which tomllib has accepted."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self.segments = tuple(self._scan())

    def line_of(self, path: Path) -> int | None:
        """The line of the field at `path`, or of the nearest table around it that has one."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return None

    def _scan(self) -> Iterator[Segment]:
        text, position = self._text, 0
        table: Path = ()
        first = last = 0
        while (position := _end(_GAP.match(text, position), position)) < len(text):
            line = text.count("\n", 0, position) + 1
            if text[position] == "[":
                if first:
                    yield Segment(table, first, last)
                array = text.startswith("[[", position)
                names, position = self._key(position + (2 if array else 1))
                position += 2 if array else 1
                table = self._resolve(names, array)
                first = last = line
                self._lines.setdefault(table, line)
            else:
                names, position = self._key(position)
                self._lines.setdefault(table + names, line)
                position = self._after_value(position + 1)
                last = text.count("\n", 0, position) + 1
        if first:
            yield Segment(table, first, last)

    def _key(self, position: int) -> tuple[tuple[str, ...], int]:
        """The parts of the dotted key at `position`, and where it ends."""
        parts: list[str] = []
        while (match := _KEY_PART.match(self._text, position)) is not None:
            parts.append(next(part for part in match.group("bare", "basic", "literal") if part is not None))
            position = match.end()
            if not self._text.startswith(".", position):
                break
            position += 1
        return tuple(parts), position

    def _after_value(self, position: int) -> int:
        """The end of the line on which the value that begins at `position` ends."""
        depth = 0
        for token in _TOKEN.finditer(self._text, position):
            if token.lastgroup == "open":
                depth += 1
            elif token.lastgroup == "close":
                depth -= 1
            elif token.lastgroup == "newline" and depth == 0:
                return token.start()
        return len(self._text)

    def _resolve(self, names: tuple[str, ...], array: bool) -> Path:
        """The header's names with the index of each array of tables on the way."""
        path: Path = ()
        for position, name in enumerate(names):
            path = (*path, name)
            if array and position == len(names) - 1:
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
        return path


def _end(match: re.Match[str] | None, otherwise: int) -> int:
    return otherwise if match is None else match.end()
