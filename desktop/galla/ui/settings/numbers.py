"""Numbers as people type them: with the locale's own signs, grouped or not, in whatever digits."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from PySide6.QtCore import QLocale


def plain_number(text: str) -> str:
    """`text` as `1234.50`, where it is a number as the locale writes it; anything else as it was typed.

    A sign that groups thousands is left out only where it does: “100.00” is a hundred in German too, “1.000” is not
    one there.
    """
    locale = QLocale()
    stripped = "".join(_ascii_digit(char) for char in text if not char.isspace())
    group, point = locale.groupSeparator(), locale.decimalPoint()
    ungrouped = stripped
    if not group.isspace():
        sign = re.escape(group)
        whole, found, rest = stripped.partition(point)
        if re.fullmatch(rf"[0-9]{{1,3}}(?:{sign}[0-9]{{2,3}})*{sign}[0-9]{{3}}", whole):
            ungrouped = whole.replace(group, "") + found + rest
    plain = ungrouped.replace(point, ".") if ungrouped.count(point) == 1 else ungrouped
    return plain if re.fullmatch(r"[0-9.]+", plain) else text.strip()


def typed_number(value: Decimal) -> str:
    """`value` as the owner would type it: without zeros at its end, with the locale's sign before its fraction."""
    return f"{value.normalize():f}".replace(".", QLocale().decimalPoint())


def _ascii_digit(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    return char if digit is None else str(digit)
