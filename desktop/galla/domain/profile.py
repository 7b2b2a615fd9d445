"""A supplier profile: one supplier's balance API as data.

The tables are those of section 8 of the design; each rule is its own type, so that a further way of signing or of
finding the amount is one more type beside those here, and no profile written today changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from galla.domain.checked_table import CheckedTable
from galla.domain.currencies import is_known
from galla.domain.errors import ProblemKind, SettingsReason
from galla.domain.json_pointer import Pointer

DEFAULT_SETTLE_DELAY_S = 120
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""A secret's name in a header's value: `Bearer {api_key}`."""

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OUR_HEADERS = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "cookie"})
"""What the client alone decides; a profile that set them could undo its limits."""


class Method(StrEnum):
    """How the balance is asked for."""

    GET = "GET"


class AuthType(StrEnum):
    """How a request shows who asks."""

    BEARER = "bearer"
    HEADERS = "headers"


class TimeFormat(StrEnum):
    """How the supplier writes an instant."""

    ISO8601 = "iso8601"
    EPOCH_S = "epoch_s"


class TimeMeaning(StrEnum):
    """What the supplier's time stamp says."""

    RECALCULATED = "recalculated"
    """The balance was true then: an old one means a frozen cache, and the age shown counts from it."""
    LAST_TRANSACTION = "last_transaction"
    """Nothing happened since: an old one is no reason for doubt."""


class StatusMeaning(StrEnum):
    """What a profile may say an HTTP status means."""

    KEY_REJECTED = ProblemKind.KEY_REJECTED.value
    ACCESS_DENIED = ProblemKind.ACCESS_DENIED.value
    RATE_LIMITED = ProblemKind.RATE_LIMITED.value
    SUPPLIER_FAILING = ProblemKind.SUPPLIER_FAILING.value
    BAD_ANSWER = ProblemKind.BAD_ANSWER.value


@dataclass(frozen=True, slots=True)
class Header:
    """One header of the request; in an authentication header the value has placeholders for secrets."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked; `path` is appended to the account's base address."""

    path: str
    method: Method = Method.GET
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True)
class HeaderAuth:
    """Authentication by headers; a bearer key is one of them."""

    headers: tuple[Header, ...]

    @property
    def secret_names(self) -> tuple[str, ...]:
        """The secrets that the headers need, in order, each once."""
        names = (name for header in self.headers for name in PLACEHOLDER.findall(header.value))
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class AmountRule:
    """Where the amount is: a JSON number or a numeric string."""

    pointer: Pointer


@dataclass(frozen=True, slots=True)
class CurrencyRule:
    """Where the currency is, or which it always is; with neither, the owner is asked."""

    pointer: Pointer | None = None
    fixed: str | None = None

    @property
    def must_be_asked(self) -> bool:
        """Whether the account has to name the currency."""
        return self.pointer is None and self.fixed is None


@dataclass(frozen=True, slots=True)
class ReportedAtRule:
    """Where the supplier's own time stamp is, and what it means."""

    pointer: Pointer
    format: TimeFormat
    meaning: TimeMeaning


@dataclass(frozen=True, slots=True)
class ErrorRules:
    """How the supplier says what went wrong."""

    message: Pointer | None = None
    """The supplier's own sentence, in the body of an error."""
    statuses: tuple[tuple[int, StatusMeaning], ...] = ()
    """Statuses that mean something else here than everywhere."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One supplier's balance API."""

    name: str
    request: Request
    auth: HeaderAuth
    amount: AmountRule
    currency: CurrencyRule = CurrencyRule()
    reported_at: ReportedAtRule | None = None
    errors: ErrorRules = ErrorRules()
    settle_delay_s: int = DEFAULT_SETTLE_DELAY_S
    """How long after an order the balance may not show it yet."""
    top_up_page: str | None = None
    """The supplier's page for paying in."""

    @property
    def secret_names(self) -> tuple[str, ...]:
        """The secrets that an account of this supplier has in the keyring."""
        return self.auth.secret_names


def parse_profile(table: Mapping[str, object], source: str) -> Profile:
    """The profile that a TOML table describes.

    `source` names the file in errors. Raises SettingsError with the facts `path`, `field` and `allowed`.
    """
    root = CheckedTable(table, source)
    profile = Profile(
        name=root.text("name"),
        request=_request(root.table("request")),
        auth=_auth(root.table("auth")),
        amount=_amount(root.table("amount")),
        currency=_currency(root.table("currency")),
        reported_at=_reported_at(root.table("reported_at")),
        errors=_errors(root.table("errors")),
        settle_delay_s=_settle_delay_s(root.table("limits")),
        top_up_page=_top_up_page(root.table("top_up")),
    )
    root.finish()
    return profile


def _request(table: CheckedTable) -> Request:
    path = table.text("path")
    if not re.fullmatch(r"/[!-~]*", path) or set(path) & set("{}#\\") or path.startswith("//"):
        table.refuse("path", "/path?query")
    request = Request(path, table.choice("method", Method, Method.GET), _headers(table.table("headers")))
    for header in request.headers:
        if PLACEHOLDER.search(header.value):
            table.refuse("headers", "auth.headers")
    table.finish()
    return request


def _auth(table: CheckedTable) -> HeaderAuth:
    kind = table.choice("type", AuthType)
    if kind is AuthType.BEARER:
        auth = HeaderAuth((Header("Authorization", "Bearer {api_key}"),))
    else:
        auth = HeaderAuth(_headers(table.table("headers")))
        if not auth.secret_names:
            table.refuse("headers", 'X-Api-Key = "{api_key}"', SettingsReason.MISSING_FIELD)
    table.finish()
    return auth


def _headers(table: CheckedTable) -> tuple[Header, ...]:
    headers = []
    for name in table.keys():  # noqa: SIM118 - the table counts which keys were asked for
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _OUR_HEADERS:
            table.refuse(name, "A–Z a–z 0–9 - _")
        value = table.text(name)
        if not (value.isascii() and value.isprintable()) or set(PLACEHOLDER.sub("", value)) & set("{}"):
            table.refuse(name, "{api_key}")
        headers.append(Header(name, value))
    return tuple(headers)


def _amount(table: CheckedTable) -> AmountRule:
    rule = AmountRule(table.pointer())
    table.finish()
    return rule


def _currency(table: CheckedTable) -> CurrencyRule:
    rule = CurrencyRule(table.optional_pointer(), table.optional_text("fixed"))
    if rule.pointer is not None and rule.fixed is not None:
        table.refuse("fixed", "pointer | fixed")
    if rule.fixed is not None and not is_known(rule.fixed):
        table.refuse("fixed", "ISO 4217", SettingsReason.UNKNOWN_CURRENCY)
    table.finish()
    return rule


def _reported_at(table: CheckedTable) -> ReportedAtRule | None:
    if table.is_absent:
        return None
    rule = ReportedAtRule(
        table.pointer(),
        table.choice("format", TimeFormat, TimeFormat.ISO8601),
        table.choice("meaning", TimeMeaning),
    )
    table.finish()
    return rule


def _errors(table: CheckedTable) -> ErrorRules:
    message = table.optional_pointer("message")
    by_status = table.table("status")
    statuses = []
    for key in by_status.keys():  # noqa: SIM118 - the table counts which keys were asked for
        if not re.fullmatch(r"[45][0-9][0-9]", key):
            by_status.refuse(key, "400–599")
        statuses.append((int(key), by_status.choice(key, StatusMeaning)))
    table.finish()
    return ErrorRules(message, tuple(statuses))


def _settle_delay_s(table: CheckedTable) -> int:
    delay_s = table.whole_number("settle_delay_s", DEFAULT_SETTLE_DELAY_S, 0, 86_400)
    table.finish()
    return delay_s


def _top_up_page(table: CheckedTable) -> str | None:
    page = table.optional_text("page")
    if page is not None and not re.fullmatch(r"https://[!-~]+", page):
        table.refuse("page", "https://…")
    table.finish()
    return page
