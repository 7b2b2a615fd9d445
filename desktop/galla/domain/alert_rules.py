"""When each alert rule holds, how severe it is, and when a reading speaks for its end (section 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from galla.domain import shortage
from galla.domain.errors import ProblemKind
from galla.domain.figures import Figures
from galla.domain.health import critical_below_days
from galla.domain.money import Money
from galla.domain.notice import Rule, Severity
from galla.domain.past import CreditKind

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
"""By so much must each recovering or easing reading's runway exceed the limit, or last beyond the night."""

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
        days = shortage.days_left(figures)
        if days is not None and days < critical_below_days(figures.low_below_days):
            return Severity.CRITICAL
    if rule is Rule.NO_READING and shortage.was_tried(figures) and shortage.limit_is_passed(figures):
        return Severity.CRITICAL
    return SEVERITY[rule]


def sign(rule: Rule, figures: Figures) -> Sign | None:
    """What a new reading says of the end of an open episode; None where it says nothing: unknown is not recovery."""
    return _SIGNS[rule](figures) if rule in _SIGNS else None


def is_less(rule: Rule, figures: Figures, *, clearly: bool = False) -> bool:
    """Whether a new reading says that what was critical is so no longer; of the rules that know a lesser severity."""
    if rule is not Rule.RUNWAY_BELOW:
        return False
    days, limit = shortage.days_left(figures), critical_below_days(figures.low_below_days)
    return days is not None and (days > limit + CLEARLY_LONGER_DAYS if clearly else days >= limit)


def is_our_silence(figures: Figures) -> bool:
    """Nothing is read because of our own network or keyring."""
    return figures.silence is not None and figures.silence.is_ours


def readings_to_recover(rule: Rule) -> int:
    """How many consecutive good readings end an episode: an error is over at the first, all else needs two."""
    return 1 if rule in {Rule.ACCESS, Rule.NO_READING, Rule.TOP_UP_OVERDUE} else 2


# --- each rule


def _is_empty(figures: Figures) -> bool:
    reserve, balance = figures.reserve, figures.balance
    return figures.new_reading and balance is not None and reserve is not None and balance <= reserve


def _is_below(figures: Figures) -> bool:
    threshold, balance = figures.threshold, figures.balance
    return figures.new_reading and balance is not None and threshold is not None and balance < threshold


def _is_short(figures: Figures) -> bool:
    days = shortage.days_left(figures)
    if not shortage.is_judged(figures) or days is None or not figures.runway.is_usable:
        return False
    return days < figures.low_below_days or shortage.near_deadline(figures) is not None


def _ends_in_the_night(figures: Figures) -> bool:
    """By its early end the money is gone before what is paid in at the next opening has arrived."""
    return shortage.is_judged(figures) and shortage.lasts_the_night(figures) is False


def _is_refused(figures: Figures) -> bool:
    return figures.problem is not None and figures.problem.kind in _ACCESS_KINDS


def _is_silent(figures: Figures) -> bool:
    """A limit that is passed meanwhile cannot wait until the silence is long by itself.

    Where the key is refused the owner knows why; then only such a limit is news.
    """
    silence = figures.silence
    if silence is None or not shortage.was_tried(figures):
        return False
    is_long = figures.at - silence.since >= timedelta(minutes=figures.settings.no_reading_min)
    if shortage.limit_is_passed(figures):
        return is_long or shortage.goes_by_forecast(figures)
    return is_long and not _is_refused(figures)


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
    days = shortage.days_left(figures)
    if days is None:
        return None
    return Sign(days > figures.low_below_days + CLEARLY_LONGER_DAYS and shortage.near_deadline(figures) is None)


def _sign_of_night(figures: Figures) -> Sign | None:
    """Once the night is over and the next is not looked at yet, whatever comes next: the other rules judge the day.

    Whoever looks ahead all day sees the early end move with each order; so it must be past the night by as much as a
    runway must be past its limit.
    """
    if shortage.night(figures) is None:
        return Sign(good=True)
    lasts = shortage.lasts_the_night(figures, spare=timedelta(days=CLEARLY_LONGER_DAYS))
    return None if lasts is None else Sign(lasts)


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
