"""A profile made from an example answer in which somebody pointed at the balance."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlsplit

from galla.domain.currencies import is_known
from galla.domain.json_pointer import Pointer

_MOST_LEAVES = 2_000
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_LIKELY = (("balance", 8), ("available", 5), ("wallet", 4), ("funds", 4), ("credit", 3), ("amount", 3), ("total", 1))
_UNLIKELY = re.compile(r"id$|count|code|status|time|date|limit|pending|held|reserved|version|used|usage|divisor")
_UNLIKELY_BY = 10


class KeyPlace(StrEnum):
    """Where the key goes."""

    BEARER = "bearer"
    HEADER = "header"
    QUERY = "query"
    BASIC = "basic"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of an answer: a text, a number, true, false or null."""

    pointer: Pointer
    value: object


@dataclass(frozen=True, slots=True)
class Pointed:
    """Where the balance and its currency are; None where nobody said."""

    amount: Pointer | None = None
    currency: Pointer | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """What somebody says of a supplier that has no profile."""

    name: str
    url: str
    """Of the request for the balance, whole."""
    key_place: KeyPlace
    key_name: str
    """Of the header or the parameter."""
    pointed: Pointed
    in_hundredths: bool = False
    answer: str = ""


def leaves(document: object) -> tuple[Leaf, ...]:
    """All values of the answer, in its order; of a very large one, the first."""
    found: list[Leaf] = []
    for leaf in _leaves(document, ()):
        found.append(leaf)
        if len(found) == _MOST_LEAVES:
            break
    return tuple(found)


def guess(document: object) -> Pointed:
    """Where balance and currency most likely are: by the names of their keys; nothing where none looks like one."""
    found = leaves(document)
    numbers = [(_likelihood(leaf), -place, leaf) for place, leaf in enumerate(found) if is_number(leaf.value)]
    best = max(numbers, key=lambda item: item[:2], default=None)
    if best is None or best[0] < 0:
        return Pointed()
    amount = best[2].pointer
    codes = [leaf for leaf in found if isinstance(leaf.value, str) and is_known(leaf.value.strip().upper())]
    nearest = max(codes, key=lambda leaf: _common(leaf.pointer, amount), default=None)
    return Pointed(amount, None if nearest is None else nearest.pointer)


def is_number(value: object) -> bool:
    """Whether it could be an amount."""
    return isinstance(value, Decimal) or (isinstance(value, str) and _NUMBER.fullmatch(value.strip()) is not None)


def base_url_of(url: str) -> str:
    """The part of the address that is the account's."""
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc}"


def table_of(sketch: Sketch, document: object) -> dict[str, object]:
    """The profile as a TOML table; `parsing.parse_profile` says whether it can be one.

    An item of a list is selected by its currency, where it has one: its place in the list may change.
    """
    assert sketch.pointed.amount is not None
    amount: dict[str, object] = {"pointer": str(sketch.pointed.amount)}
    currency = None if sketch.pointed.currency is None else str(sketch.pointed.currency)
    item = _item(document, sketch.pointed)
    if item is not None and currency is not None:
        depth = len(item.tokens)
        currency = str(Pointer(sketch.pointed.currency.tokens[depth:]))  # type: ignore[union-attr]
        amount = {
            "list": str(Pointer(item.tokens[:-1])),
            "where": {currency: "{currency}"},
            "pointer": str(Pointer(sketch.pointed.amount.tokens[depth:])),
        }
    if sketch.in_hundredths:
        amount["scale"] = "0.01"
    parts = urlsplit(sketch.url.strip())
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return {
        "name": sketch.name,
        "base_url": base_url_of(sketch.url),
        "request": {"path": path.replace("{", "{{").replace("}", "}}")},
        "auth": _auth(sketch),
        "amount": amount,
        "currency": {} if currency is None else {"pointer": currency},
    }


def to_toml(table: Mapping[str, object]) -> str:
    """The table as a file; its values are texts and tables of texts, as `table_of` makes them."""
    lines = [f"{key} = {_text(value)}" for key, value in table.items() if not isinstance(value, Mapping)]
    for key, value in table.items():
        if isinstance(value, Mapping) and value:
            lines += ["", f"[{key}]", *(f"{name} = {_value(item)}" for name, item in value.items())]
    return "\n".join(lines) + "\n"


def _leaves(node: object, tokens: tuple[str, ...]) -> Iterator[Leaf]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, (*tokens, str(key)))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _leaves(value, (*tokens, str(index)))
    else:
        yield Leaf(Pointer(tokens), node)


def _likelihood(leaf: Leaf) -> int:
    name = next((token.lower() for token in reversed(leaf.pointer.tokens) if not token.isdecimal()), "")
    likely = max((points for word, points in _LIKELY if word in name), default=0)
    return likely - (_UNLIKELY_BY if _UNLIKELY.search(name) else 0)


def _common(one: Pointer, other: Pointer) -> int:
    """How long a way they have together."""
    length = 0
    for mine, its in zip(one.tokens, other.tokens, strict=False):
        if mine != its:
            break
        length += 1
    return length


def _item(document: object, pointed: Pointed) -> Pointer | None:
    """The innermost item of a list that has both amount and currency in it."""
    if pointed.amount is None or pointed.currency is None:
        return None
    for length in range(_common(pointed.amount, pointed.currency), 0, -1):
        holder = Pointer(pointed.amount.tokens[: length - 1]).find(document)
        if isinstance(holder, list):
            return Pointer(pointed.amount.tokens[:length])
    return None


def _auth(sketch: Sketch) -> dict[str, object]:
    match sketch.key_place:
        case KeyPlace.BEARER:
            return {"type": "bearer"}
        case KeyPlace.HEADER:
            return {"type": "headers", "headers": {sketch.key_name: "{api_key}"}}
        case KeyPlace.QUERY:
            return {"type": "query", "query": {sketch.key_name: "{api_key}"}}
        case KeyPlace.BASIC:
            return {"type": "basic", "username": "{username}", "password": "{password}"}


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_text(key)} = {_text(item)}" for key, item in value.items()) + " }"
    return _text(value)


def _text(value: object) -> str:
    """A basic string of TOML: JSON's, but for the one control character that JSON leaves as it is."""
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
