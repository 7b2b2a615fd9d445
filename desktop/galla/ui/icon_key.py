"""What the tray icon shows of the accounts; apart from the painting, so that the first icon needs no domain."""

from __future__ import annotations

from collections.abc import Sequence

from galla.domain import health
from galla.domain.model import ForecastState, Level, Runway, Snapshot
from galla.domain.urgency import by_urgency
from galla.ui.icon import GAUGE_STEPS, IconKey

GAUGE_DAYS_PER_STEP = 1.0
"""A full gauge is eight days: past the five that are healthy, with the difference between them visible."""


def worst(snapshots: Sequence[Snapshot]) -> Snapshot | None:
    """The account that colours the icon: worst level, then shortest runway; None without accounts."""
    return next(iter(by_urgency(snapshots)), None)


def icon_key(snapshots: Sequence[Snapshot], dark_panel: bool) -> IconKey:
    """What the icon shows for `snapshots`; without accounts the level is unknown."""
    snapshot = worst(snapshots)
    if snapshot is None:
        return IconKey(Level.UNKNOWN, "?", dark_panel=dark_panel)
    return IconKey(
        snapshot.level,
        health.icon_digits(snapshot.level, snapshot.runway),
        gauge_step(snapshot.level, snapshot.runway),
        snapshot.stale,
        dark_panel,
    )


def gauge_step(level: Level, runway: Runway) -> int | None:
    """Cover in steps of a day, 0 to 8; None where nothing usable is known of it."""
    if level is Level.EMPTY:
        return 0
    if level in {Level.UNKNOWN, Level.PAUSED} or runway.state is ForecastState.NO_DATA or runway.is_of_a_first_day:
        return None
    if runway.p50_days is None:
        # Beyond the horizon, or no spend seen with funds there: either way there is plenty.
        return GAUGE_STEPS
    return max(0, min(GAUGE_STEPS, round(runway.p50_days / GAUGE_DAYS_PER_STEP)))
