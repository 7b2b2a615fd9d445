"""Alerts as steps write them, for the tests of the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from adapters.ledger_child import at, read
from galla.domain.channel import DESKTOP, Delivery, SendFailure, SendOutcome
from galla.domain.errors import Problem, ProblemKind
from galla.domain.model import AccountMemory, ForecastState, Runway, Step
from galla.domain.money import Money
from galla.domain.notice import Episode, Notice, NoticeKind, Rule, Severity

REFUSED = SendOutcome(SendFailure.REFUSED, "403")
TIMEOUT = SendOutcome(SendFailure.TIMEOUT)


def spell(**changes: object) -> Episode:
    episode = Episode("main.empty.1", "main", Rule.EMPTY, Severity.CRITICAL, at(1))
    return replace(episode, **changes)  # type: ignore[arg-type]


def notice(**changes: object) -> Notice:
    return replace(
        Notice(
            id="main.empty.1.1",
            episode_id="main.empty.1",
            account_id="main",
            rule=Rule.EMPTY,
            kind=NoticeKind.RAISED,
            severity=Severity.CRITICAL,
            created_at=at(1),
            balance=Money(Decimal("0.5"), "USD"),
            threshold=Money(Decimal(100), "USD"),
            runway=Runway(ForecastState.LEARNING, 0.5, 1.0, None, burn_per_day=Money(Decimal("1.2345678"), "USD")),
            observed_at=at(1),
            problem=Problem(ProblemKind.RATE_LIMITED, "", (("host", "api.example.com"),), at(9)),
        ),
        **changes,  # type: ignore[arg-type]
    )


def delivery(channel_id: str = DESKTOP, notice_id: str = "main.empty.1.1", **changes: object) -> Delivery:
    """Owed from the notice's minute on, for a day."""
    owed = Delivery(notice_id, channel_id, at(1), at(1) + timedelta(days=1))
    return replace(owed, **changes)  # type: ignore[arg-type]


def tells(memory: AccountMemory, *channels: str, minutes: float = 1, **changes: object) -> Step:
    """A poll that finds the account empty and owes the one notice of it to `channels`."""
    owed = tuple(map(delivery, channels))
    step = read(memory, "0.5", minutes, episodes=(spell(),), notices=(notice(),), deliveries=owed)
    return replace(step, **changes)  # type: ignore[arg-type]
