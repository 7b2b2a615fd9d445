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
_BLANKS = re.compile(r"[ \t]*")
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


@dataclass(frozen=True, slots=True)
class Field:
    """One `key = value` outside of inline tables; lines count from 1, offsets from 0."""

    path: Path
    table: Path
    """Of the header above it; empty where there is none."""
    first: int
    last: int
    start: int
    """Offset of the value in the text."""
    end: int
    """Offset behind the value; a comment on its line is not part of it."""
    comments: tuple[str, ...]
    """Within the value, each with its number sign."""


class TomlLayout:
    """The layout of `text`, which tomllib has accepted."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self.fields: dict[Path, Field] = {}
        """By path, in the order of the text."""
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
                field = self._field(table, names, line, position + 1)
                self.fields[field.path] = field
                position = self._end_of_line(field.end)
                last = field.last
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

    def _field(self, table: Path, names: tuple[str, ...], line: int, position: int) -> Field:
        """The field whose value begins behind `position`."""
        start = _end(_BLANKS.match(self._text, position), position)
        depth, stop = 0, len(self._text)
        comments: list[str] = []
        for token in _TOKEN.finditer(self._text, start):
            match token.lastgroup:
                case "open":
                    depth += 1
                case "close":
                    depth -= 1
                case "comment" | "newline" if depth == 0:
                    stop = token.start()
                    break
                case "comment":
                    comments.append(token["comment"].rstrip())
        end = start + len(self._text[start:stop].rstrip())
        last = self._text.count("\n", 0, end) + 1
        return Field(table + names, table, line, last, start, end, tuple(comments))

    def _end_of_line(self, position: int) -> int:
        end = self._text.find("\n", position)
        return len(self._text) if end < 0 else end

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
