"""What is said while nothing can be read: for how long, and what the forecast says of the meantime.

A forecast is no reading, so each of these sentences says that it goes by the usual rate, and about when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.errors import Problem, ProblemKind
from galla.domain.money import Money
from galla.domain.notice import Notice
from galla.domain.silence import Silence
from galla.texts import day_parts
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate

ABOUT_NOW = timedelta(minutes=15)
"""So near, nobody knows whether it was before or will be."""
_DAY = timedelta(days=1)
MOST_NAMES = 4
"""More accounts than this are counted."""


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What is known of a silence at `at`, and what is expected."""

    at: datetime
    since: datetime | None
    problem: Problem | None
    expected: Money | None = None
    limit: Money | None = None
    passed_at: datetime | None = None


def of_notice(notice: Notice) -> Meanwhile:
    """The silence that the notice tells of, as it was then."""
    found = notice.evidence
    return Meanwhile(
        notice.created_at, found.since, notice.problem, found.expected, notice.threshold, found.limit_passed_at
    )


def of_silence(silence: Silence, now: datetime) -> Meanwhile:
    """The silence that lasts."""
    return Meanwhile(now, silence.since, silence.problem, silence.expected, silence.limit, silence.limit_passed_at)


def sentence(found: Meanwhile, zone: ZoneInfo, now: datetime) -> str:
    """“No answer from the supplier for 2 h; at the usual rate the balance has passed $100.00 about now.”"""
    known, expected = _known(found), expectation(found, zone, now)
    if not expected:
        return translate("Texts", "{known}.", "what is known while nothing can be read").format(known=known)
    return translate(
        "Texts", "{known}; {expected}.", "while nothing can be read: what is known, what is likely"
    ).format(known=known, expected=expected)


def duration(found: Meanwhile) -> str:
    """“2 h”; empty where nobody knows since when."""
    return "" if found.since is None else fmt.duration(found.at - found.since)


def expectation(found: Meanwhile, zone: ZoneInfo, now: datetime) -> str:
    """“at the usual rate the balance has passed $100.00 about now”; empty where nothing is expected."""
    limit, passed_at = found.limit, found.passed_at
    if limit is None or passed_at is None:
        return _expected_balance(found)
    if limit.amount <= 0:
        return _used_up(passed_at, zone, now)
    if abs(passed_at - now) <= ABOUT_NOW:
        text = translate("Texts", "at the usual rate the balance has passed {limit} about now")
    elif passed_at < now:
        text = translate("Texts", "at the usual rate the balance has passed {limit} (about {when})")
    else:
        text = translate("Texts", "at the usual rate the balance will pass {limit} about {when}")
    return text.format(limit=fmt.money(limit), when=_about(passed_at, zone, now))


def _used_up(ends_at: datetime, zone: ZoneInfo, now: datetime) -> str:
    if abs(ends_at - now) <= ABOUT_NOW:
        return translate("Texts", "at the usual rate the balance is used up about now")
    if ends_at < now:
        text = translate("Texts", "at the usual rate the balance is used up (since about {when})")
    else:
        text = translate("Texts", "at the usual rate the balance will be used up about {when}")
    return text.format(when=_about(ends_at, zone, now))


def _expected_balance(found: Meanwhile) -> str:
    if found.expected is None:
        return ""
    if found.expected.amount <= 0:
        return translate("Texts", "at the usual rate the balance is used up by now")
    return translate("Texts", "at the usual rate the balance is now about {amount}").format(
        amount=fmt.money_about(found.expected)
    )


def _about(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Days ahead an estimate knows no minutes."""
    return day_parts.day_part(at, zone, now) if at - now > _DAY else fmt.instant(at, zone, now)


def _known(found: Meanwhile) -> str:
    """What is no estimate: who did not answer, or that nothing could be read."""
    no_answer = found.problem is not None and found.problem.kind is ProblemKind.UNREACHABLE
    if found.since is None:
        if no_answer:
            return translate("Texts", "No answer from the supplier")
        return translate("Texts", "The balance cannot be read")
    if no_answer:
        return translate("Texts", "No answer from the supplier for {duration}").format(duration=duration(found))
    return translate("Texts", "The balance could not be read for {duration}").format(duration=duration(found))


def accounts_sentence(found: Meanwhile, accounts: Sequence[str], names: Mapping[str, str]) -> str:
    """“Not read for up to 2 h: FoxReload, Mobile and Games.”; empty where no account is named."""
    if not accounts:
        return ""
    said = [names.get(account, account) for account in accounts[:MOST_NAMES]]
    if len(accounts) > MOST_NAMES:
        others = len(accounts) - MOST_NAMES + 1
        said[-1:] = [translate("Texts", "%n other account(s)", "the last of a list", others)]
    if found.since is None:
        return translate("Texts", "Not read: {accounts}.").format(accounts=fmt.listed(said))
    if len(accounts) == 1:
        text = translate("Texts", "Not read for {duration}: {accounts}.")
    else:
        text = translate("Texts", "Not read for up to {duration}: {accounts}.", "several accounts")
    return text.format(duration=duration(found), accounts=fmt.listed(said))


def of_account(name: str, found: Meanwhile, zone: ZoneInfo, now: datetime) -> str:
    """“FoxReload: at the usual rate the balance has passed $100.00 about now.”; empty where nothing is expected."""
    expected = expectation(found, zone, now)
    if not expected:
        return ""
    return translate(
        "Texts", "{account}: {expected}.", "an account, and what has probably become of its balance"
    ).format(account=name, expected=expected)
