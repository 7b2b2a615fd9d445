"""The single values that settings are made of: each is checked here, and a wrong one raises SettingsError."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from galla.domain.currencies import is_known
from galla.domain.errors import SettingsError, SettingsReason
from galla.domain.settings import Hours

MAX_AMOUNT = Decimal(90_000_000_000)
"""Largest threshold or reserve; fits the ledger's 64 bits in every currency."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""How the file names the days of the week, in the order of ISO 8601 (Monday is 1)."""

LONGEST_PAGE = 500
"""Characters of the address of a page."""

LONGEST_FIELD = 200
"""Characters of what a supplier's profile asks for."""

_LONGEST_NAME = 80
_LONGEST_FOUND = 60
_PLAIN_NUMBER = re.compile(r"[0-9]{1,11}(\.[0-9]{1,8})?", re.ASCII)
_HOURS_OF_SPEND = re.compile(r"([1-9][0-9]{0,2})h", re.ASCII)
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_SPAN = re.compile(r"\s*([0-9:]{5})\s*[-\u2013]\s*([0-9:]{5})\s*", re.ASCII)
_HOST = re.compile(r"[a-z0-9._~-]+|\[[0-9a-f:.]+\]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: its field, how to find its line (only an error needs it), and its account."""

    field: str
    find_line: Callable[[], int | None]
    account: str | None = None

    def error(self, reason: SettingsReason, **facts: object) -> SettingsError:
        """The error about the value here."""
        found = facts.get("found")
        if isinstance(found, str) and len(found) > _LONGEST_FOUND:
            facts["found"] = found[: _LONGEST_FOUND - 1] + "…"
        facts.setdefault("account", self.account)
        return SettingsError(reason, field=self.field, line=self.find_line(), **facts)

    def wrong_type(self, value: object, allowed: str) -> SettingsError:
        """The error about a value of another TOML type than `allowed`."""
        return self.error(SettingsReason.WRONG_TYPE, found=_toml_type(value), allowed=allowed)


def check_slug(value: str, place: Place, *, longest: int = 32) -> str:
    """`value`, if it is small letters, digits and hyphens and begins with a letter or digit."""
    allowed = f"[a-z0-9][a-z0-9-]{{0,{longest - 1}}}"
    if re.fullmatch(allowed, value, re.ASCII) is None:
        raise place.error(SettingsReason.BAD_VALUE, found=value, allowed=allowed)
    return value


def check_name(value: str, place: Place) -> str:
    """`value` without surrounding space; it is shown to people, so it has one line and is not empty."""
    name = value.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise place.error(SettingsReason.BAD_VALUE, found=ascii(value)[1:-1], allowed=f"1-{_LONGEST_NAME}")
    return name


def check_field(name: str, value: str, place: Place) -> str:
    """`value` without surrounding space: one line that a supplier's profile asks for under `name`."""
    if _FIELD_NAME.fullmatch(name) is None:
        raise place.error(SettingsReason.BAD_VALUE, found=name, allowed=_FIELD_NAME.pattern)
    text = value.strip()
    if not text or len(text) > LONGEST_FIELD or not text.isprintable():
        raise place.error(SettingsReason.BAD_VALUE, found=ascii(value)[1:-1], allowed=f"1-{LONGEST_FIELD}")
    return text


def check_currency(value: str, place: Place) -> str:
    """The currency code in capitals."""
    code = value.strip().upper()
    if not is_known(code):
        raise place.error(SettingsReason.UNKNOWN_CURRENCY, found=value)
    return code


def check_timezone(value: str, place: Place) -> str:
    """`value`, if this machine has a time zone of that name."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:  # absent, "../x", and the name of a folder such as "Asia"
        raise place.error(SettingsReason.UNKNOWN_TIMEZONE, found=value, zone=value) from error
    return value


def check_base_url(value: str, place: Place) -> str:
    """The address without a trailing slash, scheme and host in small letters: equal addresses compare equal.

    HTTPS, except on loopback; without user info, query and fragment, because a secret in them would end up in the
    file and in logs. For the same reason the error tells only scheme and host.
    """
    text = value.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise place.error(SettingsReason.BAD_URL, allowed="https://host") from error
    scheme = parts.scheme.lower()
    if ":" in host:
        host = f"[{host}]"
    site = f"{scheme}://{host}" + (f":{port}" if port is not None else "")
    extra = "@" in parts.netloc or "?" in text or "#" in text
    well_formed = _HOST.fullmatch(host) is not None and port != 0 and re.search(r"[\s\\]", text) is None
    if scheme not in {"http", "https"} or extra or not well_formed:
        found = site if scheme in {"http", "https"} else None
        raise place.error(SettingsReason.BAD_URL, found=found, allowed="https://host")
    if scheme == "http" and not is_loopback(host):
        raise place.error(SettingsReason.INSECURE_URL, found=site, allowed="https")
    return site + parts.path.rstrip("/")


def check_page(value: str, place: Place) -> str:
    """The address of a page that a browser opens: HTTPS, or HTTP on loopback; without user info.

    Path, query and fragment are the owner's to choose, but the error tells only scheme and host.
    """
    text = value.strip()
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise place.error(SettingsReason.BAD_URL, allowed="https://host") from error
    host = f"[{host}]" if ":" in host else host
    scheme = parts.scheme.lower()
    well_formed = _HOST.fullmatch(host) is not None and port != 0 and text.isprintable() and " " not in text
    if scheme not in {"http", "https"} or "@" in parts.netloc or "\\" in text or not well_formed:
        raise place.error(SettingsReason.BAD_URL, allowed="https://host")
    if len(text) > LONGEST_PAGE:
        raise place.error(SettingsReason.BAD_URL, allowed=f"<= {LONGEST_PAGE}")
    if scheme == "http" and not is_loopback(host):
        raise place.error(SettingsReason.INSECURE_URL, found=f"{scheme}://{host}", allowed="https")
    return text


def is_loopback(host: str) -> bool:
    """Whether `host`, as it stands in an address, can only be this machine."""
    if host in {"localhost", "[::1]"}:  # other names under .localhost are whatever a resolver says
        return True
    numbers = host.split(".")
    return len(numbers) == 4 and numbers[0] == "127" and all(n.isdecimal() and int(n) <= 255 for n in numbers[1:])


def check_amount(amount: Decimal, place: Place, *, positive: bool = False) -> Decimal:
    """`amount`, if it is finite, not negative (with `positive`: above zero) and no finer than eight places."""
    exponent = amount.as_tuple().exponent
    fits = isinstance(exponent, int) and exponent >= -8 and 0 <= amount <= MAX_AMOUNT
    if not fits or (positive and amount == 0):
        allowed = f"{'>' if positive else '>='} 0, <= {MAX_AMOUNT}"
        raise place.error(SettingsReason.BAD_VALUE, found=str(amount), allowed=allowed)
    return amount


def parse_amount(value: object, place: Place, *, positive: bool = False) -> Decimal:
    """The amount that a TOML string such as `"100.00"`, or a TOML number, stands for."""
    if isinstance(value, str):
        if _PLAIN_NUMBER.fullmatch(value.strip()) is None:
            raise place.error(SettingsReason.BAD_VALUE, found=value, allowed="100.00")
        return check_amount(Decimal(value.strip()), place, positive=positive)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise place.wrong_type(value, "string")
    # str() first: a float is meant as it was written, not as binary keeps it
    return check_amount(Decimal(str(value)), place, positive=positive)


def parse_threshold(value: object, place: Place) -> tuple[Decimal | None, int | None]:
    """An amount, or hours of usual spend for `"24h"`; the other of the two is None."""
    if isinstance(value, str):
        hours = _HOURS_OF_SPEND.fullmatch(value.strip())
        if hours is not None:
            return None, int(hours[1])
        if _PLAIN_NUMBER.fullmatch(value.strip()) is None:
            raise place.error(SettingsReason.BAD_VALUE, found=value, allowed="100.00, 24h")
    return parse_amount(value, place), None


def parse_time(value: object, place: Place) -> time:
    """A time of day from `"04:00"`."""
    if not isinstance(value, str):
        raise place.wrong_type(value, "string")
    match = _TIME.fullmatch(value.strip())
    if match is None:
        raise place.error(SettingsReason.BAD_VALUE, found=value, allowed="00:00-23:59")
    return time(int(match[1]), int(match[2]))


def parse_hours(value: object, place: Place) -> Hours:
    """A span of the day from `"09:00-21:00"`; `"22:00-04:00"` goes past midnight, `"00:00-24:00"` is all day."""
    if not isinstance(value, str):
        raise place.wrong_type(value, "string")
    span = _SPAN.fullmatch(value)
    if span is None:
        raise place.error(SettingsReason.BAD_VALUE, found=value, allowed="09:00-21:00")
    end = "00:00" if span[2] == "24:00" else span[2]
    return Hours(parse_time(span[1], place), parse_time(end, place))


def parse_weekdays(value: object, place: Place) -> frozenset[int]:
    """ISO weekdays from names such as `["sat", "sun"]`."""
    if not isinstance(value, list):
        raise place.wrong_type(value, "array")
    for day in value:
        if day not in WEEKDAYS:
            raise place.error(SettingsReason.BAD_VALUE, found=str(day), allowed=", ".join(WEEKDAYS))
    return frozenset(WEEKDAYS.index(day) + 1 for day in value)


def _toml_type(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    for kind, name in ((str, "string"), (int, "integer"), (float | Decimal, "float"), (Mapping, "table")):
        if isinstance(value, kind):
            return name
    return "array" if isinstance(value, list) else "date or time"
