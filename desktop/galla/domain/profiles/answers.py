"""What a profile says of the answer: where the amount, its currency and its age are, and what is an error."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from galla.domain.errors import ProblemKind
from galla.domain.json_pointer import Pointer

Scalar = str | Decimal | bool | None


class TimeFormat(StrEnum):
    """How the supplier writes an instant; anything with a `%` is `strptime`'s."""

    ISO8601 = "iso8601"
    EPOCH_S = "epoch_s"
    EPOCH_MS = "epoch_ms"
    RFC2822 = "rfc2822"
    """`Mon, 23 Nov 2026 12:00:00 GMT`, as in mail and HTTP."""


class TimeMeaning(StrEnum):
    """What the supplier's time stamp says."""

    RECALCULATED = "recalculated"
    """The balance was true then: an old one means a frozen cache, and the age shown counts from it."""
    LAST_TRANSACTION = "last_transaction"
    """Nothing happened since: an old one is no reason for doubt."""


class ErrorMeaning(StrEnum):
    """What a profile may say that a status or a body means."""

    KEY_REJECTED = ProblemKind.KEY_REJECTED.value
    ACCESS_DENIED = ProblemKind.ACCESS_DENIED.value
    RATE_LIMITED = ProblemKind.RATE_LIMITED.value
    SUPPLIER_FAILING = ProblemKind.SUPPLIER_FAILING.value
    BAD_ANSWER = ProblemKind.BAD_ANSWER.value


@dataclass(frozen=True, slots=True)
class Condition:
    """Something about one value of an answer; all that is given must hold."""

    pointer: Pointer
    equals: tuple[Scalar, ...] | None = None
    """One of these."""
    empty: bool | None = None
    """Absent, null, "", [] or {}; False: none of these."""
    matches: str | None = None
    """A regular expression that is found in the text."""


@dataclass(frozen=True, slots=True)
class ItemRule:
    """Which item of a list is meant: the first whose values equal these; `{currency}` is the account's."""

    list: Pointer
    where: tuple[tuple[Pointer, Scalar], ...]


@dataclass(frozen=True, slots=True)
class AmountRule:
    """Where the amount is, and what makes money of it.

    `(pointer − subtract) × scale ÷ divisor`. The pointers begin at the item, where one is selected, and may hold
    `{currency}`, the account's.
    """

    pointer: Pointer
    item: ItemRule | None = None
    scale: Decimal = Decimal(1)
    in_minor_units: bool = False
    """Instead of a scale: as ISO 4217 divides the currency, yen by 1 and dinars by 1,000."""
    divisor: Pointer | None = None
    subtract: Pointer | None = None
    pattern: str | None = None
    """A regular expression with a group `amount`, and perhaps `currency`, for text that holds more than a number."""
    decimal_sign: str = "."
    grouping_sign: str = ""
    """Such as the comma of "1,234.50"; empty: none is allowed."""


@dataclass(frozen=True, slots=True)
class CurrencyRule:
    """Where the currency is, or which it always is; with neither, the owner is asked."""

    pointer: Pointer | None = None
    fixed: str | None = None
    words: tuple[tuple[str, str], ...] = ()
    """What the supplier writes, and the code that it means."""
    of_answer: bool = False
    """The pointer begins at the whole answer, though an item is selected."""
    in_pattern: bool = False
    """The amount's pattern has a group for it."""


ASKED = CurrencyRule()
"""The owner says which currency it is."""


@dataclass(frozen=True, slots=True)
class ReportedAtRule:
    """Where the supplier's own time stamp is, and what it means."""

    pointer: Pointer
    format: TimeFormat | str
    """A TimeFormat, or a format of `strptime`."""
    meaning: TimeMeaning
    zone: str | None = None
    """Of a time stamp without one; where neither says, it names no instant and is not used."""
    of_answer: bool = False


@dataclass(frozen=True, slots=True)
class ErrorRules:
    """How the supplier says what went wrong."""

    message: Pointer | None = None
    """The supplier's own sentence, in the body of an error."""
    statuses: tuple[tuple[int, ErrorMeaning], ...] = ()
    """Statuses that mean something else here than everywhere."""
    bodies: tuple[tuple[Condition, ErrorMeaning], ...] = ()
    """What an answer says that is no success; the first that holds counts."""


USUAL_ERRORS = ErrorRules()
