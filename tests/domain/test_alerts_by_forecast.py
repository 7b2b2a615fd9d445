"""Which shortages the forecast may tell of while nothing is read, and which not: design sections 3 and 6."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alert_owner import UNREACHABLE, Owner, lasting
from fakes import MONDAY_NOON, usd
from galla.domain.errors import Problem, ProblemKind, UnreachableReason
from galla.domain.figures import UTC_ZONE
from galla.domain.model import ForecastState, Runway
from galla.domain.night_ahead import seen_from
from galla.domain.notice import NoticeKind, Rule, Severity
from galla.domain.payment import Payment
from galla.domain.settings import DEFAULT_POLLING, Polling
from galla.domain.silence import Silence

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
RAISED, ESCALATED, REMINDER, RECOVERED = NoticeKind
OFFLINE = Problem(ProblemKind.UNREACHABLE, UnreachableReason.OFFLINE)
EVENING = datetime(2026, 11, 23, 20, 15, tzinfo=UTC)


def owner_of_silence(runway: Runway, **changes: object) -> Owner:
    """Nothing was read for half an hour, in which polls failed."""
    owner = Owner()
    owner._runway, owner._balance = runway, usd("240")
    silence = Silence(owner.now - HOUR / 2, owner.now - HOUR / 4, UNREACHABLE, usd("171"), usd("100"), failures=5)
    owner.seen = {"silence": replace(silence, **changes)}  # type: ignore[arg-type]
    return owner


def waits(owner: Owner) -> None:
    owner.waits(timedelta(0), UNREACHABLE)


def at_evening(p10_days: float = 0.5, **changes: object) -> Owner:
    owner = owner_of_silence(replace(lasting(6.0), p10_days=p10_days))
    owner.now = EVENING
    silence = owner.seen["silence"]
    assert isinstance(silence, Silence)
    moved = replace(silence, since=EVENING - HOUR / 2, trying_since=EVENING - HOUR / 4)
    owner.seen["silence"] = replace(moved, **changes)  # type: ignore[arg-type]
    return owner


def test_a_limit_that_is_passed_is_critical_at_once_and_told_with_the_figures_of_the_forecast() -> None:
    owner = owner_of_silence(lasting(6.0), limit_passed_at=MONDAY_NOON)
    waits(owner)
    (notice,) = owner.last.notices
    assert (notice.rule, notice.kind, notice.severity) == (Rule.NO_READING, RAISED, Severity.CRITICAL)
    assert (notice.evidence.expected, notice.evidence.limit_passed_at) == (usd("171"), MONDAY_NOON)


@pytest.mark.parametrize(
    "changes",
    [
        {"limit_passed_at": None},
        {"limit_passed_at": MONDAY_NOON + HOUR},
        {"failures": 1},
        {"trying_since": MONDAY_NOON + 6 * MINUTE},
        {"problem": OFFLINE},
    ],
    ids=["unknown", "not passed", "failed once", "not tried for long", "our own network"],
)
def test_else_a_silence_waits_until_it_is_long(changes: dict[str, object]) -> None:
    owner = owner_of_silence(lasting(6.0), **({"limit_passed_at": MONDAY_NOON} | changes))
    waits(owner)
    assert owner.told == []


def test_a_limit_that_was_passed_while_the_machine_slept_is_no_worse_until_it_was_tried_to_read() -> None:
    owner = owner_of_silence(lasting(6.0), since=MONDAY_NOON - 9 * HOUR)
    waits(owner)
    assert owner.told == [(Rule.NO_READING, RAISED)]
    silence = owner.seen["silence"]
    owner.seen["silence"] = replace(silence, trying_since=owner.now + 14 * MINUTE, limit_passed_at=owner.now)  # type: ignore[type-var]
    waits(owner)
    assert len(owner.told) == 1
    waits(owner)
    assert owner.told[1:] == [(Rule.NO_READING, ESCALATED)]


def test_money_that_is_on_its_way_is_not_called_short_by_the_forecast() -> None:
    owner = owner_of_silence(lasting(6.0), limit_passed_at=MONDAY_NOON)
    owner.seen["payment"] = Payment(MONDAY_NOON, MONDAY_NOON + HOUR / 2)
    waits(owner)
    waits(owner)
    assert owner.told == []
    waits(owner)
    (notice,) = owner.last.notices
    assert (notice.rule, notice.evidence.also) == (Rule.NO_READING, (Rule.TOP_UP_OVERDUE,))


def test_the_night_is_judged_by_what_is_left_of_the_last_forecast() -> None:
    owner = at_evening()
    waits(owner)
    (notice,) = owner.last.notices
    assert (notice.rule, notice.severity, notice.problem) == (Rule.BUSINESS_CLOSE, Severity.CRITICAL, UNREACHABLE)
    assert (notice.evidence.since, notice.evidence.expected) == (EVENING - HOUR / 2, usd("171"))


@pytest.mark.parametrize(
    "runway",
    [
        lasting(0.1, ForecastState.NO_DATA),
        lasting(0.1, ForecastState.NO_SPEND_SEEN),
        replace(lasting(0.1, ForecastState.LEARNING, history_days=0.9), p10_days=0.0),
        replace(lasting(0.1), p10_days=0.0, is_outdated=True),
    ],
    ids=["no data", "no spend", "hours only", "outdated"],
)
def test_a_forecast_that_knows_nothing_tells_nothing(runway: Runway) -> None:
    owner = at_evening()
    owner._runway = runway
    waits(owner)
    assert owner.told == []


@pytest.mark.parametrize("changes", [{"failures": 1}, {"trying_since": EVENING + 6 * MINUTE}, {"problem": OFFLINE}])
def test_nor_does_one_before_it_was_tried_to_read(changes: dict[str, object]) -> None:
    owner = at_evening(**changes)
    waits(owner)
    assert owner.told == []


def test_of_a_night_and_a_limit_at_once_the_night_is_told_and_names_the_other() -> None:
    owner = at_evening(limit_passed_at=EVENING)
    waits(owner)
    (notice,) = owner.last.notices
    assert (notice.rule, notice.evidence.also) == (Rule.BUSINESS_CLOSE, (Rule.NO_READING,))
    waits(owner)
    assert len(owner.told) == 1


def test_a_short_runway_gets_critical_by_the_forecast_once() -> None:
    owner = Owner()
    owner.has_left(1.02)
    owner.seen = owner_of_silence(lasting(1.02)).seen
    for left in (1.01, 0.99, 0.98):
        owner._runway = lasting(left)
        waits(owner)
    assert owner.told == [(Rule.RUNWAY_BELOW, RAISED), (Rule.RUNWAY_BELOW, ESCALATED)]


def test_no_forecast_however_good_speaks_for_recovery() -> None:
    owner = at_evening()
    waits(owner)
    owner._runway = lasting(9.0)
    owner.seen = {}
    owner.fails(UNREACHABLE)
    owner.fails(UNREACHABLE)
    assert owner.is_open(Rule.BUSINESS_CLOSE)
    owner.now = EVENING + 14 * HOUR
    owner.has_left(9.0, 9.0)
    assert owner.told == [(Rule.BUSINESS_CLOSE, RAISED), (Rule.BUSINESS_CLOSE, RECOVERED)]


def test_what_is_told_by_a_reading_says_nothing_of_problems() -> None:
    owner = Owner()
    (notice,) = owner.has_left(0.5).notices
    assert (notice.problem, notice.evidence.since, notice.evidence.expected) == (None, None, None)


def test_the_night_comes_into_view_so_long_before_closing() -> None:
    assert seen_from(DEFAULT_POLLING, UTC_ZONE, EVENING, HOUR) is None
    assert seen_from(DEFAULT_POLLING, UTC_ZONE, MONDAY_NOON, HOUR) == MONDAY_NOON + 8 * HOUR
    night = MONDAY_NOON + 11 * HOUR
    assert seen_from(DEFAULT_POLLING, UTC_ZONE, night, 20 * HOUR) == MONDAY_NOON + 21 * HOUR
    assert seen_from(Polling(closed_weekdays=frozenset(range(1, 8))), UTC_ZONE, night, HOUR) is None
