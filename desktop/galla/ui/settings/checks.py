"""What the owner typed as a value of the domain: checked by the domain's rules, or refused with a SettingsError."""

from __future__ import annotations

from decimal import Decimal

from galla.domain.errors import SettingsReason
from galla.domain.setting_values import Place, check_name, parse_amount, parse_threshold
from galla.ui.settings.numbers import plain_number

_LONGEST_WHOLE = 6
"""Digits; more is beyond the bounds of every setting, and long enough to say so."""


def whole_number(text: str, field: str, bounds: tuple[int, int]) -> int:
    """A whole number within `bounds`, both included."""
    plain = plain_number(text)
    if plain.isascii() and plain.isdecimal() and len(plain) <= _LONGEST_WHOLE and bounds[0] <= int(plain) <= bounds[1]:
        return int(plain)
    raise _place(field).error(SettingsReason.BAD_VALUE, found=text.strip(), allowed=f"{bounds[0]}-{bounds[1]}")


def amount(text: str, field: str) -> Decimal:
    """An amount of money, zero or more."""
    return parse_amount(plain_number(text), _place(field))


def days(text: str, field: str) -> Decimal:
    """A number of days above zero, whole or not."""
    return parse_amount(plain_number(text), _place(field), positive=True)


def hours_of_spend(text: str, field: str) -> int:
    """For how many hours of usual spend a threshold stands."""
    _, hours = parse_threshold(f"{plain_number(text)}h", _place(field))
    assert hours is not None
    return hours


def channel_name(text: str, field: str) -> str:
    """What a channel may be called."""
    return check_name(text, _place(field))


def _place(field: str) -> Place:
    return Place(field, lambda: None)
