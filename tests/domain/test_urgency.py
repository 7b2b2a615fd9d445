"""Which account needs its owner first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from galla.domain.level import Level
from galla.domain.model import ForecastState, Runway, Snapshot
from galla.domain.urgency import by_urgency

NOW = datetime(2026, 11, 18, 9, 2, tzinfo=UTC)


def account(name: str, level: Level, days: float | None = None) -> Snapshot:
    runway = Runway(ForecastState.READY, days, days, days) if days is not None else Runway(ForecastState.NO_DATA)
    return replace(Snapshot(name, name, "UTC", NOW, level), runway=runway)


def names(*accounts: Snapshot) -> str:
    return " ".join(one.account_id for one in by_urgency(accounts))


def test_the_worst_level_comes_first_and_of_one_level_the_shortest_runway() -> None:
    assert (
        names(
            account("fine", Level.HEALTHY, 9),
            account("gone", Level.EMPTY),
            account("soon", Level.CRITICAL, 0.5),
            account("sooner", Level.CRITICAL, 0.2),
            account("low", Level.LOW, 0.1),
        )
        == "gone sooner soon low fine"
    )


def test_an_account_whose_days_are_known_comes_before_one_of_which_nobody_can_say() -> None:
    assert names(account("nobody", Level.LOW), account("known", Level.LOW, 40)) == "known nobody"


def test_equals_stay_in_the_order_of_the_settings() -> None:
    assert names(account("b", Level.HEALTHY, 6), account("a", Level.HEALTHY, 6)) == "b a"
