"""The body of an answer as a document that pointers find their way in; what is no such thing is a BadAnswer."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Final
from urllib.parse import parse_qsl

from galla.domain.errors import BadAnswer, BadAnswerReason
from galla.domain.json_pointer import Pointer
from galla.domain.profiles.requests import AnswerFormat

_LONGEST_FACT = 40
_MOST_FORM_FIELDS = 1000


class GivenTwice:
    """Stands where an object gives the same key twice: which of the values is meant cannot be known."""


class NotFinite:
    """Stands for the NaN and Infinity that some servers write although JSON has none."""


GIVEN_TWICE: Final = GivenTwice()
NOT_FINITE: Final = NotFinite()


def parse(body: bytes, answer: AnswerFormat) -> object:
    """Dicts, lists, texts, Decimals, booleans and None. Raises BadAnswer(NOT_JSON) where the body is none of it."""
    if answer is AnswerFormat.JSON:
        return _json(body)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    if text is None or "\x00" in text:
        raise BadAnswer(BadAnswerReason.NOT_TEXT)
    if answer is AnswerFormat.TEXT:
        return text.strip()
    try:
        pairs = parse_qsl(text.strip(), keep_blank_values=True, strict_parsing=True, max_num_fields=_MOST_FORM_FIELDS)
    except ValueError:
        pairs = []
    if not pairs:
        raise BadAnswer(BadAnswerReason.NOT_FORM)
    return _object([(key, value) for key, value in pairs])


def find(pointer: Pointer, document: object) -> object:
    """The value at `pointer`, or MISSING; a key on the way that is given twice makes the answer unusable."""
    for length in range(1, len(pointer.tokens) + 1):
        if Pointer(pointer.tokens[:length]).find(document) is GIVEN_TWICE:
            raise BadAnswer(BadAnswerReason.NOT_JSON, field=pointer, detail="duplicate_key")
    return pointer.find(document)


def number(text: str) -> Decimal | NotFinite:
    """The number that `text` writes; one with an exponent beyond what Decimal knows is not finite."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return NOT_FINITE


def shown(value: object) -> str | None:
    """`value` as a short fact; None for an object or an array."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, NotFinite):
        return "NaN"
    if not isinstance(value, str | Decimal):
        return None
    text = "".join(c for c in str(value)[: _LONGEST_FACT + 1] if c.isprintable())
    return text if len(text) <= _LONGEST_FACT else text[: _LONGEST_FACT - 1] + "…"


def _json(body: bytes) -> object:
    try:
        return json.loads(
            body,
            # Decimal also for integers: int() refuses very long ones, and float would round.
            parse_float=number,
            parse_int=number,
            parse_constant=lambda _: NOT_FINITE,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError):
        # Not chained: the decoder's error holds the whole body.
        pass
    raise BadAnswer(BadAnswerReason.NOT_JSON)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members: dict[str, object] = {}
    for key, value in pairs:
        members[key] = GIVEN_TWICE if key in members else value
    return members
