"""By what figures an alert rule goes: what its notice tells, so that it can be understood later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from galla.domain import lead_time, shortage
from galla.domain.alert_news import SHORT_OF_MONEY
from galla.domain.errors import Problem
from galla.domain.figures import Drop, Figures
from galla.domain.money import Money
from galla.domain.notice import NO_EVIDENCE, Evidence, Rule

_OF_READING = frozenset({Rule.ACCESS, Rule.NO_READING})
"""These tell of the problem itself."""


def limit(rule: Rule, figures: Figures) -> Money | None:
    """What the balance is compared with."""
    if rule is Rule.NO_READING:
        return figures.silence.limit if figures.silence else None
    return {Rule.EMPTY: figures.reserve, Rule.BALANCE_BELOW: figures.threshold}.get(rule)


def evidence(rule: Rule, figures: Figures) -> Evidence:
    """The figures that only this rule looks at, for its notice.

    Of a shortage that is told while nothing is read, also since when, and what the forecast makes of the balance.
    """
    found = _EVIDENCE[rule](figures) if rule in _EVIDENCE else NO_EVIDENCE
    silence = figures.silence
    if rule not in SHORT_OF_MONEY or silence is None or not shortage.goes_by_forecast(figures):
        return found
    return replace(found, since=silence.since, expected=silence.expected)


def problem(rule: Rule, figures: Figures) -> Problem | None:
    """The problem that a notice of `rule` tells, because it is one or because the forecast stands in for a reading."""
    by_forecast = rule in SHORT_OF_MONEY and shortage.goes_by_forecast(figures)
    return figures.problem if rule in _OF_READING or by_forecast else None


def _evidence_of_drop(drop: Drop | None) -> Evidence:
    return NO_EVIDENCE if drop is None else Evidence(spent=drop.spent, usual=drop.expected, since=drop.since)


def _evidence_of_night(figures: Figures) -> Evidence:
    night = shortage.night(figures)
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
    Rule.RUNWAY_BELOW: lambda figures: Evidence(deadline=shortage.near_deadline(figures)),
    Rule.BUSINESS_CLOSE: _evidence_of_night,
    Rule.FAST_DROP: lambda figures: _evidence_of_drop(figures.fast_drop),
    Rule.UNEXPLAINED_DROP: lambda figures: _evidence_of_drop(figures.unexplained),
    Rule.NO_READING: _evidence_of_silence,
    Rule.TOP_UP_OVERDUE: _evidence_of_payment,
    Rule.CREDIT: lambda figures: Evidence(credits=figures.credit.amount if figures.credit else None),
    Rule.DAILY_CLOSE: _evidence_of_day,
}
