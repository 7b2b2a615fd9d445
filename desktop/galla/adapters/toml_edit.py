"""Edits of single values in the text of a TOML file: every line that is not about them stays as it is.

Paths name a value by keys and, within arrays of tables, positions: `("accounts", 0, "thresholds", "balance")`.
"""

from __future__ import annotations

import re
from typing import Any

import tomlkit

from galla.adapters.toml_layout import Field, Path, TomlLayout

Value = str | bool | int | list[str]


def with_value(text: str, path: Path, value: Value) -> str:
    """`text` with the value at `path`: in the place of the one that is there, or as a new line of its table."""
    layout = TomlLayout(text)
    field = layout.fields.get(path)
    if field is not None:
        return _with_replaced(text, field, rendered(value))
    if is_inline(layout, path):
        return _with_inline_value(text, path, value)
    table = path[:-1]
    for segment in layout.segments:
        if segment.path == table:
            return with_lines(text, segment.last, [f"{_indent(text, segment.first)}{path[-1]} = {rendered(value)}"])
    beside = [
        field for field in layout.fields.values() if field.path[: len(table)] == table and len(field.table) < len(table)
    ]
    if beside:  # the table is made of dotted keys, and may not have a header as well
        last = beside[-1]
        key = ".".join(str(part) for part in path[len(last.table) :])
        return with_lines(text, last.last, [f"{_indent(text, last.first)}{key} = {rendered(value)}"])
    header = ".".join(part for part in table if isinstance(part, str))
    return with_lines(
        text, _line_of_new_table(text, layout, table), ["", f"[{header}]", f"{path[-1]} = {rendered(value)}"]
    )


def without_value(text: str, path: Path) -> str:
    """`text` without the value at `path`, which is there; comments about it become lines of their own."""
    field = TomlLayout(text).fields.get(path)
    if field is None:
        return _without_inline_value(text, path)
    lines = lines_of(text)
    behind = text[field.end : text.find("\n", field.end) if "\n" in text[field.end :] else len(text)].strip()
    kept = [_indent(text, field.first) + comment + ending_of(text) for comment in (*field.comments, behind) if comment]
    return "".join(lines[: field.first - 1] + kept + lines[field.last :])


def is_inline(layout: TomlLayout, path: Path) -> bool:
    """Whether what is around the value at `path` is an inline table or array."""
    return any(path[:length] in layout.fields for length in range(1, len(path)))


def rendered(value: Value) -> str:
    """The value as TOML writes it, in one line."""
    return str(tomlkit.item(value).as_string())


def lines_of(text: str) -> list[str]:
    """The lines with their ends; only a line feed ends one, whatever Unicode says."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def ending_of(text: str) -> str:
    """How the lines of `text` end."""
    return "\r\n" if "\r\n" in text else "\n"


def with_lines(text: str, after: int, new: list[str]) -> str:
    """`text` with `new` lines behind the line `after`."""
    lines, ending = lines_of(text), ending_of(text)
    head = "".join(lines[:after])
    if head and not head.endswith("\n"):
        head += ending
    return head + "".join(line + ending for line in new) + "".join(lines[after:])


def _with_replaced(text: str, field: Field, value: str) -> str:
    before = "".join(_indent(text, field.first) + comment + ending_of(text) for comment in field.comments)
    at = sum(len(line) for line in lines_of(text)[: field.first - 1])
    return text[:at] + before + text[at : field.start] + value + text[field.end :]


def _indent(text: str, line: int) -> str:
    found = lines_of(text)[line - 1]
    return found[: len(found) - len(found.lstrip(" \t"))]


def _line_of_new_table(text: str, layout: TomlLayout, table: Path) -> int:
    """Behind the last table that shares the most with the new one; else at the end."""
    for length in range(len(table), 0, -1):
        related = [segment.last for segment in layout.segments if segment.path[:length] == table[:length]]
        if related:
            return max(related)
    return len(lines_of(text))


def _with_inline_value(text: str, path: Path, value: Value) -> str:
    document = tomlkit.parse(text)
    holder: Any = document
    for part in path[:-1]:
        if isinstance(part, str) and part not in holder:
            holder[part] = tomlkit.inline_table()
        holder = holder[part]
    holder[path[-1]] = value
    return tomlkit.dumps(document)


def _without_inline_value(text: str, path: Path) -> str:
    document = tomlkit.parse(text)
    holder: Any = document
    for part in path[:-1]:
        holder = holder[part]
    del holder[path[-1]]
    return tomlkit.dumps(document)
