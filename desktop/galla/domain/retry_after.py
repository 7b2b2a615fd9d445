"""When a supplier allows the next request, from the headers of its answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

LONGEST_WAIT = timedelta(hours=6)
"""A longer wait is a mistake or a ban; asking four times a day does no harm and ends the silence."""

_FIRST_PLAUSIBLE_EPOCH_S = 1_000_000_000
"""Below, X-RateLimit-Reset is seconds from now; above (since 2001), seconds since 1970."""
_FIRST_PLAUSIBLE_EPOCH_MS = 100_000_000_000
_SECONDS = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")


def next_allowed_at(status: int, headers: Mapping[str, str], now: datetime) -> datetime | None:
    """The instant before which the supplier wants no request, at most 6 hours from `now`; None if it set none.

    `headers` has lower-case names. Retry-After (RFC 9110, 10.2.3) counts on 429 and 503; X-RateLimit-Reset on 429,
    or when X-RateLimit-Remaining is 0, because suppliers send it with every answer.
    """
    wait = _retry_after(headers, now) if status in {429, 503} else None
    if wait is None and (status == 429 or headers.get("x-ratelimit-remaining", "").strip() == "0"):
        wait = _rate_limit_reset(headers, now)
    if wait is None or wait <= timedelta(0):
        return None
    return now + min(wait, LONGEST_WAIT)


def _retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    text = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return _seconds(text)
    until = _http_date(text)
    return None if until is None else until - _supplier_now(headers, now)


def _rate_limit_reset(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    text = headers.get("x-ratelimit-reset", "").strip()
    if not _SECONDS.fullmatch(text):
        return None
    value = float(text)
    if value < _FIRST_PLAUSIBLE_EPOCH_S:
        return _seconds(text)
    epoch_s = value / 1000 if value >= _FIRST_PLAUSIBLE_EPOCH_MS else value
    return timedelta(seconds=epoch_s - _supplier_now(headers, now).timestamp())


def _supplier_now(headers: Mapping[str, str], now: datetime) -> datetime:
    """The supplier's clock where it tells it: its date and its wait are then of one clock, whatever ours says."""
    return _http_date(headers.get("date", "")) or now


def _seconds(text: str) -> timedelta:
    return timedelta(seconds=min(float(text), LONGEST_WAIT.total_seconds()))


def _http_date(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime  # the HTTP library has it loaded by the time a header is there

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
