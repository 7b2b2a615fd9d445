"""Edits of an array of tables in the text of a TOML file, such as `[[accounts]]`: entries come, go, and change places.

All lines that are not an edited entry's stay as they are, comments before and behind it among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, Table

from galla.adapters.toml_edit import ending_of, lines_of
from galla.adapters.toml_layout import Segment, TomlLayout


def with_entry(text: str, array: str, fields: dict[str, Any], index: int) -> str:
    """`text` with a further entry, which is the one of that index then."""
    layout = TomlLayout(text)
    ours = [segment for segment in layout.segments if segment.path[:1] == (array,)]
    if not ours and layout.line_of((array,)) is not None:
        return _with_inline_entry(text, array, fields, index)
    lines, ending = lines_of(text), ending_of(text)
    block = _rendered(array, fields).replace("\n", ending)
    following = [segment.first for segment in ours if segment.path == (array, index)]
    if following:
        at = following[0] - 1
        return "".join(lines[:at]) + block + ending + "".join(lines[at:])
    after = max((segment.last for segment in ours), default=len(lines))
    head = "".join(lines[:after])
    if head and not head.endswith("\n"):
        head += ending
    return head + ending * bool(head) + block + "".join(lines[after:])


def without_entry(text: str, array: str, index: int) -> str:
    """`text` without the entry of that index; comments before and after its table stay."""
    ours = _segments(text, array, index)
    if not ours:
        return _without_inline_entry(text, array, index)
    lines = lines_of(text)
    return "".join(line for number, line in enumerate(lines, start=1) if not _within(number, ours))


def with_order(text: str, array: str, order: Sequence[int]) -> str:
    """`text` with its entries changing places: the first is the one of index `order[0]`. What is between stays."""
    if list(order) == list(range(len(order))):
        return text
    spans = [_span(_segments(text, array, index)) for index in range(len(order))]
    if not all(spans):
        return _with_inline_order(text, array, order)
    lines = lines_of(text if text.endswith("\n") else text + ending_of(text))
    places = [span for span in spans if span is not None]
    parts: list[str] = []
    done = 0
    for (first, last), (moved_first, moved_last) in zip(places, (places[index] for index in order), strict=True):
        parts += lines[done : first - 1] + lines[moved_first - 1 : moved_last]
        done = last
    return "".join(parts + lines[done:])


def _segments(text: str, array: str, index: int) -> list[Segment]:
    return [segment for segment in TomlLayout(text).segments if segment.path[:2] == (array, index)]


def _span(segments: list[Segment]) -> tuple[int, int] | None:
    return (segments[0].first, max(segment.last for segment in segments)) if segments else None


def _within(number: int, segments: list[Segment]) -> bool:
    return any(segment.first <= number <= segment.last for segment in segments)


def _rendered(array: str, fields: dict[str, Any]) -> str:
    document = tomlkit.document()
    entries = tomlkit.aot()
    entries.append(_table(fields))
    document[array] = entries
    return tomlkit.dumps(document)


def _table(fields: dict[str, Any]) -> Table:
    table = tomlkit.table()
    for name, value in fields.items():
        table[name] = _table(value) if isinstance(value, dict) else value
    return table


def _with_inline_entry(text: str, array: str, fields: dict[str, Any], index: int) -> str:
    document = tomlkit.parse(text)
    entry = tomlkit.inline_table()
    entry.update(fields)
    _entries(document, array).insert(index, entry)
    return tomlkit.dumps(document)


def _without_inline_entry(text: str, array: str, index: int) -> str:
    document = tomlkit.parse(text)
    del _entries(document, array)[index]
    return tomlkit.dumps(document)


def _with_inline_order(text: str, array: str, order: Sequence[int]) -> str:
    document = tomlkit.parse(text)
    entries = _entries(document, array)
    moved = [entries[index] for index in order]
    for index, entry in enumerate(moved):
        entries[index] = entry
    return tomlkit.dumps(document)


def _entries(document: tomlkit.TOMLDocument, array: str) -> Array | AoT:
    entries = document[array]
    assert isinstance(entries, Array | AoT)
    return entries
