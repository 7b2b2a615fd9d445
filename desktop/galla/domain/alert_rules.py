"""When each alert rule holds, how severe it is, when a reading speaks for its end, and by what figures (section 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import inf

from galla.domain import lead_time
from galla.domain.errors import ProblemKind
from galla.domain.figures import Drop, Figures
from galla.domain.health import critical_below_days
from galla.domain.money import Money
from galla.domain.night_ahead import Night, night_ahead
from galla.domain.notice import NO_EVIDENCE, Evidence, Rule, Severity
from galla.domain.past import CreditKind
from galla.domain.runway import ForecastState

SEVERITY: dict[Rule, Severity] = {
    Rule.EMPTY: Severity.CRITICAL,
    Rule.BUSINESS_CLOSE: Severity.CRITICAL,
    Rule.BALANCE_BELOW: Severity.WARNING,
    Rule.RUNWAY_BELOW: Severity.WARNING,
    Rule.FAST_DROP: Severity.CRITICAL,
    Rule.UNEXPLAINED_DROP: Severity.WARNING,
    Rule.ACCESS: Severity.CRITICAL,
    Rule.NO_READING: Severity.WARNING,
    Rule.TOP_UP_OVERDUE: Severity.WARNING,
    Rule.CHANNEL_FAILED: Severity.WARNING,
    Rule.CREDIT: Severity.INFO,
    Rule.DAILY_CLOSE: Severity.INFO,
}
"""At least; a runway of less than a day is critical, and so is a silence in which the threshold is passed."""
CLEARLY_ABOVE = Decimal("1.1")
"""One of the recovering readings must be above 110 % of the threshold, so that a refund is no recovery."""
CLEARLY_LONGER_DAYS = 0.5
"""By so much must each recovering or easing reading's runway exceed the limit."""
DEADLINE_NEAR = timedelta(days=1)
"""A payment that must be sent within a day is worth a warning, however long the money is likely to last."""
TRIED_FOR = timedelta(minutes=10)
"""After the machine has slept, its network gets so long before anybody is told that nothing can be read."""

_ACCESS_KINDS = frozenset({ProblemKind.KEY_REJECTED, ProblemKind.ACCESS_DENIED})


@dataclass(frozen=True, slots=True)
class Sign:
    """What a reading says of the end of an episode."""

    good: bool
    clear: bool = True
    """It is more than just good; one of the confirming readings must be."""


def holds(rule: Rule, figures: Figures) -> bool:
    """Whether what the rule warns of is the case now. A rule that the owner switched off never holds."""
    return rule not in figures.settings.off and _HOLDS[rule](figures)


def severity(rule: Rule, figures: Figures) -> Severity:
    """How severe what `figures` say is; of a rule that does not hold it is the least."""
    if rule is Rule.RUNWAY_BELOW and holds(rule, figures):
        days = days_left(figures)
        if days is not None and days < critical_below_days(figures.low_below_days):
            return Severity.CRITICAL
    if rule is Rule.NO_READING and _limit_is_passed(figures):
        return Severity.CRITICAL
    return SEVERITY[rule]


def sign(rule: Rule, figures: Figures) -> Sign | None:
    """What a new reading says of the end of an open episode; None where it says nothing: unknown is not recovery."""
    return _SIGNS[rule](figures) if rule in _SIGNS else None


def is_less(rule: Rule, figures: Figures, *, clearly: bool = False) -> bool:
    """Whether a new reading says that what was critical is so no longer; of the rules that know a lesser severity."""
    if rule is not Rule.RUNWAY_BELOW:
        return False
    days, limit = days_left(figures), critical_below_days(figures.low_below_days)
    return days is not None and (days > limit + CLEARLY_LONGER_DAYS if clearly else days >= limit)


def is_our_silence(figures: Figures) -> bool:
    """Nothing is read because of our own network or keyring."""
    return figures.silence is not None and figures.silence.is_ours


def readings_to_recover(rule: Rule) -> int:
    """How many consecutive good readings end an episode: an error is over at the first, all else needs two."""
    return 1 if rule in {Rule.ACCESS, Rule.NO_READING, Rule.TOP_UP_OVERDUE} else 2


def limit(rule: Rule, figures: Figures) -> Money | None:
    """What the balance is compared with."""
    if rule is Rule.NO_READING:
        return figures.silence.limit if figures.silence else None
    return {Rule.EMPTY: figures.reserve, Rule.BALANCE_BELOW: figures.threshold}.get(rule)


def evidence(rule: Rule, figures: Figures) -> Evidence:
    """The figures that only this rule looks at, for its notice."""
    return _EVIDENCE[rule](figures) if rule in _EVIDENCE else NO_EVIDENCE


def days_left(figures: Figures) -> float | None:
    """Cautious days of runway, infinite beyond the horizon or without spend; None where they are no ground to warn."""
    runway = figures.runway
    if runway.state is ForecastState.NO_DATA or runway.is_of_a_first_day:
        return None
    return inf if runway.cautious_days is None else runway.cautious_days


# --- each rule


def _is_empty(figures: Figures) -> bool:
    reserve, balance = figures.reserve, figures.balance
    return figures.new_reading and balance is not None and reserve is not None and balance <= reserve


def _is_below(figures: Figures) -> bool:
    threshold, balance = figures.threshold, figures.balance
    return figures.new_reading and balance is not None and threshold is not None and balance < threshold


def _is_short(figures: Figures) -> bool:
    days = days_left(figures)
    if not figures.new_reading or days is None or not figures.runway.is_usable:
        return False
    return days < figures.low_below_days or _near_deadline(figures) is not None


def _ends_in_the_night(figures: Figures) -> bool:
    """By its early end the money is gone before what is paid in at the next opening has arrived."""
    night, early = _night(figures), _early_days(figures)
    if not figures.new_reading or night is None or early is None:
        return False
    return figures.at + timedelta(days=early) < lead_time.arrival(night.opens_at, figures.top_up, figures.zone)


def _is_refused(figures: Figures) -> bool:
    return figures.problem is not None and figures.problem.kind in _ACCESS_KINDS


def _is_silent(figures: Figures) -> bool:
    """Where the key is refused the owner knows why; then only a threshold that is passed meanwhile is news."""
    silence = figures.silence
    if silence is None or silence.is_ours or figures.at - silence.trying_since < TRIED_FOR:
        return False
    long = figures.at - silence.since >= timedelta(minutes=figures.settings.no_reading_min)
    return long and (not _is_refused(figures) or _limit_is_passed(figures))


def _is_overdue(figures: Figures) -> bool:
    payment = figures.payment
    return payment is not None and payment.is_late(figures.at)


def _is_credit(figures: Figures) -> bool:
    return figures.new_reading and figures.credit is not None and figures.credit.kind is CreditKind.TOP_UP


_HOLDS: dict[Rule, Callable[[Figures], bool]] = {
    Rule.EMPTY: _is_empty,
    Rule.BUSINESS_CLOSE: _ends_in_the_night,
    Rule.BALANCE_BELOW: _is_below,
    Rule.RUNWAY_BELOW: _is_short,
    Rule.FAST_DROP: lambda figures: figures.new_reading and figures.fast_drop is not None,
    Rule.UNEXPLAINED_DROP: lambda figures: figures.new_reading and figures.unexplained is not None,
    Rule.ACCESS: _is_refused,
    Rule.NO_READING: _is_silent,
    Rule.TOP_UP_OVERDUE: _is_overdue,
    Rule.CHANNEL_FAILED: lambda figures: False,  # no account's: see `common_alerts`
    Rule.CREDIT: _is_credit,
    Rule.DAILY_CLOSE: lambda figures: figures.new_reading and figures.day_closed is not None,
}


def _sign_of_balance(figures: Figures, least: Money | None) -> Sign | None:
    if figures.balance is None or least is None:
        return None
    return Sign(figures.balance > least, clear=figures.balance > least.times(CLEARLY_ABOVE))


def _sign_of_runway(figures: Figures) -> Sign | None:
    days = days_left(figures)
    if days is None:
        return None
    return Sign(days > figures.low_below_days + CLEARLY_LONGER_DAYS and _near_deadline(figures) is None)


def _sign_of_night(figures: Figures) -> Sign | None:
    """Once the shop is open again the night is over, whatever comes next: the other rules judge the day."""
    if _night(figures) is None:
        return Sign(good=True)
    if _early_days(figures) is None and days_left(figures) is None:
        return None
    return Sign(not _ends_in_the_night(figures))


_SIGNS: dict[Rule, Callable[[Figures], Sign | None]] = {
    Rule.EMPTY: lambda figures: _sign_of_balance(figures, figures.reserve),
    Rule.BALANCE_BELOW: lambda figures: _sign_of_balance(figures, figures.threshold),
    Rule.RUNWAY_BELOW: _sign_of_runway,
    Rule.BUSINESS_CLOSE: _sign_of_night,
    Rule.FAST_DROP: lambda figures: Sign(figures.fast_drop is None and figures.fast_drop_over),
    Rule.UNEXPLAINED_DROP: lambda figures: Sign(figures.unexplained is None),
    Rule.ACCESS: lambda figures: Sign(figures.problem is None),
    Rule.NO_READING: lambda figures: Sign(figures.problem is None),
    Rule.TOP_UP_OVERDUE: lambda figures: Sign(figures.payment is None or not figures.payment.is_under_way(figures.at)),
}


# --- what only one rule looks at


def _evidence_of_drop(drop: Drop | None) -> Evidence:
    return NO_EVIDENCE if drop is None else Evidence(spent=drop.spent, usual=drop.expected, since=drop.since)


def _evidence_of_night(figures: Figures) -> Evidence:
    night = _night(figures)
    deadline = lead_time.deadline(figures.at, figures.runway, figures.top_up, figures.zone)
    return Evidence(next_opening=night.opens_at if night else None, deadline=deadline)


def _evidence_of_silence(figures: Figures) -> Evidence:
    silence = figures.silence
    if silence is None:
        return NO_EVIDENCE
    return Evidence(expected=silence.expected, limit_passed_at=silence.limit_passed_at, since=silence.since)


def _evidence_of_payment(figures: Figures) -> Evidence:
    payment = figures.payment
    return NO_EVIDENCE if payment is None else Evidence(since=payment.said_at, deadline=payment.due_at)


def _evidence_of_day(figures: Figures) -> Evidence:
    day = figures.day_closed
    if day is None:
        return NO_EVIDENCE
    return Evidence(
        day=day.date,
        opening=day.opening,
        spent=day.spend,
        credits=day.credits,
        closing=day.closing,
        estimated=day.opening_interpolated or day.closing_interpolated,
    )


_EVIDENCE: dict[Rule, Callable[[Figures], Evidence]] = {
    Rule.RUNWAY_BELOW: lambda figures: Evidence(deadline=_near_deadline(figures)),
    Rule.BUSINESS_CLOSE: _evidence_of_night,
    Rule.FAST_DROP: lambda figures: _evidence_of_drop(figures.fast_drop),
    Rule.UNEXPLAINED_DROP: lambda figures: _evidence_of_drop(figures.unexplained),
    Rule.NO_READING: _evidence_of_silence,
    Rule.TOP_UP_OVERDUE: _evidence_of_payment,
    Rule.CREDIT: lambda figures: Evidence(credits=figures.credit.amount if figures.credit else None),
    Rule.DAILY_CLOSE: _evidence_of_day,
}


def _night(figures: Figures) -> Night | None:
    notice = timedelta(minutes=figures.settings.close_notice_min)
    return night_ahead(figures.polling, figures.zone, figures.at, notice)


def _early_days(figures: Figures) -> float | None:
    runway = figures.runway
    return runway.p10_days if runway.is_usable and not runway.is_outdated else None


def _near_deadline(figures: Figures) -> datetime | None:
    """The top-up deadline, where it is near or has passed."""
    found = lead_time.deadline(figures.at, figures.runway, figures.top_up, figures.zone)
    return found if found is not None and found - figures.at < DEADLINE_NEAR else None


def _limit_is_passed(figures: Figures) -> bool:
    passed_at = figures.silence.limit_passed_at if figures.silence else None
    return passed_at is not None and passed_at <= figures.at
