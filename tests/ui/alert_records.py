"""Alert records as the history window gets them: a fortnight of a shop, and as many as one likes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from galla.domain.channel import DELIVERED, AlertRecord, Delivery, SendFailure, SendOutcome
from galla.domain.errors import Problem, ProblemKind, UnreachableReason
from galla.domain.money import Money
from galla.domain.notice import (
    ALL_ACCOUNTS,
    EVENTS,
    AnswerKind,
    Episode,
    Evidence,
    Notice,
    NoticeKind,
    OwnerAnswer,
    Rule,
    Severity,
    Superseded,
)
from galla.domain.reminders import acknowledge
from ui.snapshots import NOW, ZONE, ready, usd

NAMES = {"main": "FoxReload", "in": "Bharat Vouchers"}
CHANNEL_NAMES = {"slack": "Slack", "phone": "Owner's phone"}
ZONES = {"main": ZONE, "in": ZONE, ALL_ACCOUNTS: ZONE}
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def episode(rule: Rule, ago: timedelta, account_id: str = "main", *, severity: Severity = Severity.WARNING) -> Episode:
    """Raised that long ago; an event is over at once."""
    at = NOW - ago
    over = at if rule in EVENTS else None
    return Episode(f"{account_id or 'all'}.{rule}.{at:%Y%m%dT%H%M}", account_id, rule, severity, at, recovered_at=over)


def notice(
    of: Episode,
    kind: NoticeKind = NoticeKind.RAISED,
    after: timedelta = timedelta(0),
    *,
    balance: Money | None = None,
    threshold: Money | None = None,
    evidence: Evidence | None = None,
    severity: Severity | None = None,
    problem: Problem | None = None,
    days: tuple[float, float, float] | None = None,
) -> Notice:
    stage = {NoticeKind.RAISED: "1", NoticeKind.ESCALATED: "2", NoticeKind.REMINDER: "3"}.get(kind, "recovered")
    at = of.raised_at + after
    return Notice(
        f"{of.id}.{stage}",
        of.id,
        of.account_id,
        of.rule,
        kind,
        Severity.INFO if kind is NoticeKind.RECOVERED else severity or of.severity,
        at,
        balance=balance,
        threshold=threshold,
        runway=None if days is None else ready(0, *days),
        observed_at=None if balance is None else at - 2 * MINUTE,
        problem=problem,
        evidence=evidence or Evidence(),
    )


def delivered(told: Notice, channel_id: str = "desktop", after: timedelta = timedelta(seconds=2)) -> Delivery:
    at = told.created_at + after
    return Delivery(
        told.id, channel_id, told.created_at, told.created_at + DAY, attempts=1, delivered_at=at, outcome=DELIVERED
    )


def failed(told: Notice, channel_id: str, failure: SendFailure = SendFailure.REFUSED, detail: str = "403") -> Delivery:
    at = told.created_at + MINUTE
    return Delivery(
        told.id,
        channel_id,
        told.created_at,
        told.created_at + DAY,
        attempts=3,
        attempted_at=at,
        failed_at=at,
        outcome=SendOutcome(failure, detail),
    )


def waiting(told: Notice, channel_id: str, until: datetime = NOW + 5 * HOUR) -> Delivery:
    return Delivery(told.id, channel_id, until, until + DAY, held=True)


def open_shortage() -> AlertRecord:
    """Escalated; delivered to the desktop and to Slack, refused by the phone."""
    short = episode(Rule.RUNWAY_BELOW, 6 * HOUR, severity=Severity.CRITICAL)
    first = notice(short, balance=usd("874.25"), days=(1.1, 1.6, 2.2), severity=Severity.WARNING)
    worse = notice(short, NoticeKind.ESCALATED, 4 * HOUR, balance=usd("311.00"), days=(0.3, 0.5, 0.8))
    deliveries = (
        delivered(first),
        delivered(first, "slack"),
        delivered(worse),
        delivered(worse, "slack", MINUTE),
        failed(worse, "phone"),
    )
    return AlertRecord(replace(short, stage=2), (first, worse), deliveries)


def acknowledged_low() -> AlertRecord:
    low = acknowledge(episode(Rule.BALANCE_BELOW, DAY), NOW - 22 * HOUR)
    told = notice(low, balance=usd("84.20"), threshold=usd("100"), days=(1.5, 2.4, 4.0))
    return AlertRecord(low, (told,), (delivered(told),))


def snoozed_drop() -> AlertRecord:
    drop = replace(
        episode(Rule.FAST_DROP, 50 * MINUTE, "in", severity=Severity.CRITICAL), snoozed_until=NOW + 10 * MINUTE
    )
    seen = Evidence(spent=usd("420"), usual=usd("131.70"), since=drop.raised_at - 22 * MINUTE)
    told = notice(drop, balance=usd("1840"), evidence=seen)
    return AlertRecord(drop, (told,), (delivered(told), waiting(told, "slack")))


def recovered_empty() -> AlertRecord:
    empty = replace(
        episode(Rule.EMPTY, 5 * DAY, severity=Severity.CRITICAL),
        acknowledged_at=NOW - 5 * DAY + 12 * MINUTE,
        answers=(OwnerAnswer(NOW - 5 * DAY + 12 * MINUTE, AnswerKind.ACKNOWLEDGED),),
        recovered_at=NOW - 5 * DAY + 3 * HOUR,
    )
    told = notice(empty, balance=usd("0.00"), threshold=usd("0"), days=(0.0, 0.0, 0.0))
    over = notice(empty, NoticeKind.RECOVERED, 3 * HOUR, balance=usd("4600.00"), days=(5.9, 7.4, 9.2))
    return AlertRecord(empty, (told, over), (delivered(told), delivered(told, "slack"), delivered(over)))


def network_lost() -> AlertRecord:
    lost = replace(episode(Rule.NO_READING, 9 * DAY, ALL_ACCOUNTS), recovered_at=NOW - 9 * DAY + 40 * MINUTE)
    offline = Problem(ProblemKind.UNREACHABLE, UnreachableReason.OFFLINE.value)
    seen = Evidence(since=lost.raised_at - 2 * HOUR, accounts=("main", "in"))
    told = notice(lost, problem=offline, evidence=seen)
    return AlertRecord(lost, (told,), (delivered(told),))


def channel_failing() -> AlertRecord:
    """Its name is as somebody might choose it who wants a spreadsheet to compute."""
    failing = replace(episode(Rule.CHANNEL_FAILED, 2 * HOUR, ALL_ACCOUNTS), subject="phone")
    told = notice(failing, evidence=Evidence(channel="Owner's phone", failure="refused", detail="403"))
    return AlertRecord(failing, (told,), (delivered(told),))


def day_closed() -> AlertRecord:
    closed = episode(Rule.DAILY_CLOSE, 15 * HOUR, severity=Severity.INFO)
    seen = Evidence(
        day=date(2026, 11, 17), opening=usd("180.20"), spent=usd("96"), credits=usd("0"), closing=usd("84.20")
    )
    told = notice(closed, balance=usd("84.20"), evidence=seen)
    return AlertRecord(closed, (told,), (delivered(told),))


def untold() -> AlertRecord:
    """A stronger alert spoke for it."""
    below = replace(episode(Rule.BALANCE_BELOW, 40 * DAY), recovered_at=NOW - 39 * DAY)
    return AlertRecord(below, (), ())


def spoken_for() -> AlertRecord:
    """A low balance that began with the account's being used up; that was told, and names it."""
    below = replace(episode(Rule.BALANCE_BELOW, 5 * DAY), recovered_at=NOW - 4 * DAY)
    told = recovered_empty().notices[0]
    kept = notice(below, balance=usd("0.00"), threshold=usd("100"), days=(0.0, 0.0, 0.0))
    return AlertRecord(below, (), (), (Superseded(replace(kept, id=f"{below.id}.superseded"), told.id),), (told,))


def fortnight() -> tuple[AlertRecord, ...]:
    """One of each kind, the newest first."""
    return (
        snoozed_drop(),
        channel_failing(),
        open_shortage(),
        day_closed(),
        acknowledged_low(),
        recovered_empty(),
        network_lost(),
        untold(),
    )


def many(count: int) -> tuple[AlertRecord, ...]:
    """So many recovered alerts, one an hour, the newest first."""
    rules = [rule for rule in Rule if rule not in EVENTS]
    found: list[AlertRecord] = []
    for number in range(count):
        raised = episode(rules[number % len(rules)], (number + 1) * HOUR, "main" if number % 3 else "in")
        of = replace(raised, id=f"{raised.id}.{number}", recovered_at=raised.raised_at + 30 * MINUTE)
        told = notice(of, balance=usd("84.20"), threshold=usd("100"), days=(1.5, 2.4, 4.0))
        found.append(AlertRecord(of, (told,), (delivered(told), delivered(told, "slack"))))
    return tuple(found)
