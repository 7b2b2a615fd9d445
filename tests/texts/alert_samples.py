"""One notice of each rule, with all the figures that its rule looks at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from galla.domain.errors import Problem, ProblemKind, UnreachableReason
from galla.domain.model import ForecastState, Runway
from galla.domain.money import Money
from galla.domain.notice import ALL_ACCOUNTS, EVENTS, Evidence, Notice, NoticeKind, Rule, Severity
from galla.texts import notices

KOLKATA = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 12, 9, 2, tzinfo=UTC)  # Thursday 14:32 in Kolkata
NAMES = {"main": "FoxReload", "mobile": "Mobile", "games": "Games"}


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def ahead(**span: float) -> datetime:
    return NOW + timedelta(**span)


RUNWAY = Runway(ForecastState.READY, 1.5, 2.4, 4.0, burn_per_day=usd("48.90"), history_days=16)
SHORT_RUNWAY = Runway(ForecastState.READY, 0.4, 0.6, 1.0, burn_per_day=usd("48.90"), history_days=16)
TIMEOUT = Problem(ProblemKind.UNREACHABLE, UnreachableReason.TIMEOUT.value, (("host", "api.example.com"),))
OFFLINE = Problem(ProblemKind.UNREACHABLE, UnreachableReason.OFFLINE.value)

LOW = Notice(
    id="main.balance_below.20261112T090200000000Z.1",
    episode_id="main.balance_below.20261112T090200000000Z",
    account_id="main",
    rule=Rule.BALANCE_BELOW,
    kind=NoticeKind.RAISED,
    severity=Severity.WARNING,
    created_at=NOW,
    balance=usd("84.2"),
    threshold=usd("100"),
    runway=RUNWAY,
    observed_at=ago(minutes=2),
)


def of_rule(rule: Rule, severity: Severity, evidence: Evidence, **more: object) -> Notice:
    """As `LOW`, but of another rule."""
    episode_id = f"main.{rule}.20261112T090200000000Z"
    changed: dict[str, object] = {"threshold": None} | more
    return replace(
        LOW,
        id=f"{episode_id}.1",
        episode_id=episode_id,
        rule=rule,
        severity=severity,
        evidence=evidence,
        **changed,
    )


EMPTY = of_rule(Rule.EMPTY, Severity.CRITICAL, Evidence(), balance=usd("0"), threshold=usd("0"))
DEADLINE = of_rule(Rule.RUNWAY_BELOW, Severity.WARNING, Evidence(deadline=ahead(hours=5)))
CLOSING = of_rule(
    Rule.BUSINESS_CLOSE,
    Severity.CRITICAL,
    Evidence(next_opening=datetime(2026, 11, 16, 3, 30, tzinfo=UTC), deadline=ahead(hours=7)),
    runway=SHORT_RUNWAY,
)
FAST = of_rule(
    Rule.FAST_DROP,
    Severity.CRITICAL,
    Evidence(spent=usd("420"), usual=usd("131.7"), since=ago(minutes=22)),
    balance=usd("840"),
)
UNEXPLAINED = of_rule(
    Rule.UNEXPLAINED_DROP, Severity.WARNING, Evidence(spent=usd("52"), usual=usd("40"), since=ago(hours=3))
)
REJECTED = of_rule(Rule.ACCESS, Severity.CRITICAL, Evidence(), problem=Problem(ProblemKind.KEY_REJECTED))
DENIED = replace(REJECTED, problem=Problem(ProblemKind.ACCESS_DENIED))
SILENT = of_rule(
    Rule.NO_READING,
    Severity.WARNING,
    Evidence(since=ago(hours=2), expected=usd("171.34"), limit_passed_at=ahead(hours=9)),
    threshold=usd("100"),
    balance=usd("240"),
    observed_at=ago(hours=2),
    problem=TIMEOUT,
)
OFFLINE_ALL = replace(
    SILENT,
    id="all.no_reading.20261112T090200000000Z.1",
    episode_id="all.no_reading.20261112T090200000000Z",
    account_id=ALL_ACCOUNTS,
    problem=OFFLINE,
    evidence=replace(SILENT.evidence, accounts=("main", "mobile", "games")),
)
OVERDUE = of_rule(
    Rule.TOP_UP_OVERDUE, Severity.WARNING, Evidence(since=ago(hours=5), deadline=ago(hours=3)), threshold=None
)
CHANNEL = replace(
    of_rule(Rule.CHANNEL_FAILED, Severity.WARNING, Evidence(channel="Phone", failure="refused", detail="403")),
    id="all.channel_failed.phone.20261112T090200000000Z.1",
    episode_id="all.channel_failed.phone.20261112T090200000000Z",
    account_id=ALL_ACCOUNTS,
    balance=None,
    runway=None,
    observed_at=None,
)
CREDIT = of_rule(Rule.CREDIT, Severity.INFO, Evidence(credits=usd("500")), balance=usd("584.2"))
DAY = of_rule(
    Rule.DAILY_CLOSE,
    Severity.INFO,
    Evidence(day=date(2026, 11, 11), opening=usd("180.2"), spent=usd("96"), credits=usd("0"), closing=usd("84.2")),
)

EVERY = (
    EMPTY,
    CLOSING,
    LOW,
    DEADLINE,
    FAST,
    UNEXPLAINED,
    REJECTED,
    SILENT,
    OFFLINE_ALL,
    OVERDUE,
    CHANNEL,
    CREDIT,
    DAY,
)
"""All rules, in the order of `Rule`, and the common kind of a silence."""


def said(notice: Notice, now: datetime = NOW) -> tuple[str, str]:
    """Title and body as the desktop shows them."""
    message = notices.native_message(notice, "FoxReload", KOLKATA, now, names=NAMES)
    return message.title, message.body


def recovered(notice: Notice, **changed: object) -> Notice:
    """The notice that tells of the end of the same episode."""
    over: dict[str, object] = {
        "id": f"{notice.episode_id}.recovered",
        "kind": NoticeKind.RECOVERED,
        "severity": Severity.INFO,
        "episode_severity": notice.severity,
        "problem": None,
    }
    return replace(notice, **(over | changed))


def of_every_kind() -> list[Notice]:
    """Each sample raised, worse, told again and recovered; what merely happened only once."""
    found: list[Notice] = []
    for notice in EVERY:
        found.append(notice)
        if notice.rule not in EVENTS:
            found += [replace(notice, kind=NoticeKind.ESCALATED), replace(notice, kind=NoticeKind.REMINDER)]
            found.append(recovered(notice))
    return found
