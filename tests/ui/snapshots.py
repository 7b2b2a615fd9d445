"""Snapshots as the screen gets them, for tests and pictures: one builder for each state that an owner can see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import cos, pi

from galla.domain.errors import Problem, ProblemKind, UnreachableReason
from galla.domain.model import ForecastState, Level, Runway, Snapshot, SparkPoint, StorageState
from galla.domain.money import Money
from galla.domain.notice import Episode, Rule, Severity
from galla.domain.payment import Payment
from galla.domain.runway import ExpectedSpend
from galla.domain.topup import proposal
from ui.courses import course

NOW = datetime(2026, 11, 18, 9, 2, tzinfo=UTC)
"""A Wednesday, 14:32 in Kolkata."""
ZONE = "Asia/Kolkata"


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def inr(amount: str) -> Money:
    return Money(Decimal(amount), "INR")


def week_ending_at(balance: float, spend_per_day: float, now: datetime = NOW) -> tuple[SparkPoint, ...]:
    """Seven days of hourly points down to `balance`, busier in the evening, with a top-up and a night without polls."""
    points: list[SparkPoint] = []
    value, at = balance, now
    for hour in range(168):
        points.append(SparkPoint(at, value, estimated=52 < hour < 62))
        busy = 1 - 0.75 * cos(2 * pi * ((at.hour + 5.5) % 24 - 4) / 24)
        value += spend_per_day / 24 * busy
        if hour == 96:
            value -= spend_per_day * 4
        value = max(value, spend_per_day * 0.05)
        at -= timedelta(hours=1)
    return tuple(reversed(points))


def ready(
    funds: float,
    p10: float,
    p50: float,
    p90: float,
    since: datetime = NOW - timedelta(minutes=3),
    *,
    burn: Money = Money(Decimal(648), "USD"),  # noqa: B008 - it is immutable
) -> Runway:
    """A forecast from four weeks of history that knows its course, from the reading at `since` on."""
    return Runway(
        ForecastState.READY,
        p10,
        p50,
        p90,
        burn_per_day=burn,
        history_days=28,
        spend=tuple(expected(burn, days) for days in (1, 3, 7)),
        course=course(funds, (p10, p50, p90), since, ZONE) if funds else (),
    )


def expected(burn: Money, days: int) -> ExpectedSpend:
    """`burn` a day, give or take an eighth."""
    likely = burn.times(days)
    return ExpectedSpend(days, likely.times(Decimal("0.87")), likely, likely.times(Decimal("1.12")))


def with_proposal(snapshot: Snapshot) -> Snapshot:
    """With the top-up that its figures give reason for."""
    return replace(snapshot, top_up=proposal(snapshot.runway, snapshot.available, snapshot.reserve, snapshot.at))


def healthy(account_id: str = "main", name: str = "FoxReload") -> Snapshot:
    return Snapshot(
        account_id=account_id,
        account_name=name,
        timezone=ZONE,
        at=NOW,
        level=Level.HEALTHY,
        balance=usd("4812.30"),
        available=usd("4812.30"),
        observed_at=NOW - timedelta(minutes=3),
        age_base=NOW - timedelta(minutes=3),
        runway=ready(4812.30, 5.9, 7.4, 9.2),
        threshold=usd("1000"),
        reserve=usd("0"),
        spend_today=usd("312.40"),
        usual_by_now=usd("287.15"),
        week=week_ending_at(4812.30, 648),
        next_poll_at=NOW + timedelta(minutes=12),
    )


def watch() -> Snapshot:
    return replace(
        healthy(),
        level=Level.WATCH,
        balance=usd("2610.00"),
        available=usd("2540.00"),
        runway=ready(2610, 3.1, 4.0, 5.0),
        week=week_ending_at(2610, 648),
    )


def open_episode(account_id: str = "main", rule: Rule = Rule.BALANCE_BELOW) -> Episode:
    severity = Severity.WARNING if rule in {Rule.BALANCE_BELOW, Rule.RUNWAY_BELOW} else Severity.CRITICAL
    return Episode(f"{account_id}-{rule}-1", account_id, rule, severity, NOW - timedelta(hours=2))


def low_with_open_episode() -> Snapshot:
    shown = replace(
        healthy(),
        level=Level.LOW,
        balance=usd("874.25"),
        available=usd("874.25"),
        runway=ready(874.25, 1.1, 1.6, 2.2),
        spend_today=usd("402.10"),
        week=week_ending_at(874.25, 648),
        episodes=(open_episode(),),
    )
    return with_proposal(shown)


def with_top_up_page() -> Snapshot:
    return replace(low_with_open_episode(), top_up_page="https://foxreload.example/top-up")


def two_episodes() -> Snapshot:
    return replace(with_top_up_page(), episodes=(open_episode(), open_episode(rule=Rule.ACCESS)))


def paid() -> Snapshot:
    """The owner said 20 minutes ago that money is on its way."""
    payment = Payment(NOW - timedelta(minutes=20), NOW + timedelta(hours=1, minutes=40))
    return replace(with_top_up_page(), payment=payment)


def critical() -> Snapshot:
    shown = replace(
        low_with_open_episode(),
        level=Level.CRITICAL,
        balance=usd("311.00"),
        available=usd("311.00"),
        runway=ready(311, 0.3, 0.5, 0.8),
        week=week_ending_at(311, 648),
    )
    return with_proposal(shown)


def empty() -> Snapshot:
    shown = replace(
        critical(),
        level=Level.EMPTY,
        balance=usd("0.00"),
        available=usd("0.00"),
        runway=ready(0, 0.0, 0.0, 0.0),
        week=week_ending_at(0, 648),
        episodes=(open_episode(rule=Rule.EMPTY),),
    )
    return with_proposal(shown)


def running_short_while_learning() -> Snapshot:
    runway = replace(ready(874.25, 1.1, 1.6, 2.2), state=ForecastState.LEARNING, history_days=3.2)
    return with_proposal(
        replace(low_with_open_episode(), runway=runway, episodes=(open_episode(rule=Rule.RUNWAY_BELOW),))
    )


def stale_with_problem() -> Snapshot:
    shown = replace(
        healthy(),
        level=Level.LOW,
        stale=True,
        age_base=NOW - timedelta(hours=3, minutes=20),
        observed_at=NOW - timedelta(hours=3, minutes=20),
        problem=Problem(ProblemKind.UNREACHABLE, UnreachableReason.TIMEOUT.value, (("host", "api.foxreload.example"),)),
        failing_since=NOW - timedelta(hours=3),
        runway=ready(1980, 1.8, 2.6, 3.9, NOW - timedelta(hours=3, minutes=20)),
        balance=usd("1980.00"),
        available=usd("1980.00"),
        week=week_ending_at(1980, 648)[:-3],
    )
    return with_proposal(shown)


def rate_limited() -> Snapshot:
    until = NOW + timedelta(minutes=18)
    return replace(
        healthy(),
        problem=Problem(ProblemKind.RATE_LIMITED, "", (("status", "429"),), until),
        next_allowed_at=until,
        next_poll_at=until,
    )


def checking_again() -> Snapshot:
    return replace(healthy(), checking_again=True, suspect_balance=usd("12.00"))


def no_data() -> Snapshot:
    """Before the first reading: nothing is known, and nothing is zero."""
    return Snapshot(
        account_id="main",
        account_name="FoxReload",
        timezone=ZONE,
        at=NOW,
        level=Level.UNKNOWN,
        problem=Problem(ProblemKind.KEY_REJECTED, "", (("status", "401"),)),
        next_poll_at=NOW + timedelta(minutes=15),
    )


def learning() -> Snapshot:
    return replace(
        healthy(),
        runway=replace(ready(4812.30, 4.4, 6.1, 9.5), state=ForecastState.LEARNING, history_days=1.5),
        usual_by_now=None,
        week=healthy().week[-36:],
    )


def no_spend_seen() -> Snapshot:
    return replace(
        healthy(),
        runway=Runway(ForecastState.NO_SPEND_SEEN, history_days=1.0),
        spend_today=usd("0"),
        usual_by_now=None,
        week=tuple(SparkPoint(NOW - timedelta(hours=hour), 4812.30) for hour in range(24, -1, -1)),
    )


def memory_only() -> Snapshot:
    return replace(healthy(), storage=StorageState.MEMORY_ONLY)


def paused() -> Snapshot:
    return replace(healthy("paused", "Old supplier"), level=Level.PAUSED, next_poll_at=None)


def polling() -> Snapshot:
    return replace(healthy(), polling=True)


def long_name() -> Snapshot:
    return replace(
        watch(),
        account_name="Bharat Digital Vouchers & Prepaid Top-up Services Private Limited (Mumbai, live)",
        balance=inr("123456789.50"),
        available=inr("123456789.50"),
        threshold=inr("5000000"),
        reserve=inr("0"),
        spend_today=inr("40234567.25"),
        usual_by_now=inr("38123456.00"),
        runway=ready(123456789.5, 3.1, 4.0, 5.0, burn=inr("31000000")),
        week=week_ending_at(123456789.5, 31000000),
    )


def three_accounts() -> tuple[Snapshot, ...]:
    rupees = replace(
        healthy("in", "Bharat Vouchers"),
        balance=inr("123456.00"),
        available=inr("123456.00"),
        threshold=inr("20000"),
        reserve=inr("0"),
        spend_today=inr("9120.50"),
        usual_by_now=inr("8800.00"),
        runway=ready(123456, 5.9, 7.4, 9.2, burn=inr("16000")),
        week=week_ending_at(123456, 16000),
    )
    return (rupees, low_with_open_episode(), replace(no_data(), account_id="new", account_name="Second key"))
