"""The values of a forecast: how long the money lasts, and how much is spent by then. All immutable."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from galla.domain.money import Money
from galla.domain.usual_spend import UsualSpend

HORIZON_DAYS = 60
"""So far ahead a forecast looks."""


class ForecastState(StrEnum):
    """How sure the forecast is."""

    NO_DATA = "no_data"
    NO_SPEND_SEEN = "no_spend_seen"
    LEARNING = "learning"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class ExpectedSpend:
    """Net spend from the forecast's moment up to `days` later; `low` to `high` is p10 to p90."""

    days: int
    low: Money
    expected: Money
    high: Money


@dataclass(frozen=True, slots=True)
class SpendPoint:
    """Quantiles of the net spend up to `days` after the forecast's moment, in currency units; for plotting."""

    days: float
    low: float
    likely: float
    high: float


@dataclass(frozen=True, slots=True)
class Runway:
    """Time until the available balance reaches the reserve, as quantiles in days.

    A quantile is None beyond `horizon_days`, and all are None without a usable forecast.
    """

    state: ForecastState
    p10_days: float | None = None
    p50_days: float | None = None
    p90_days: float | None = None
    horizon_days: float = float(HORIZON_DAYS)
    burn_per_day: Money | None = None
    """Expected spend per day over the next seven, net of refunds; None when unknown."""
    history_days: float = 0.0
    """How much observed time it is based on."""
    spend: tuple[ExpectedSpend, ...] = ()
    """For the next 1, 3 and 7 days; empty where nothing is expected or known."""
    course: tuple[SpendPoint, ...] = ()
    """Rising in time from 0 days on, to where the cautious end is beyond the funds by far; empty with `spend`."""
    usual: UsualSpend | None = None
    """What each hour of the week usually spends, in the currency of `burn_per_day`; None where that is."""
    alarm_days: float | None = None
    """The quantile that warnings go by, from p10 to p50 (`forecast.ALARM_Z`); None where p50 serves."""
    may_be_used_up: bool = False
    """What is likely has passed since the reading, which showed money: whether there is any now, nobody knows."""
    is_outdated: bool = False
    """Nothing was read for so long that nothing is said of the coming days; a quantile of 0 has passed, which is not
    to say that nothing is left."""

    @property
    def is_of_a_first_day(self) -> bool:
        """Whether less than a whole day was seen: no night, or no business. Nothing is proposed or warned of by it."""
        return self.state is not ForecastState.READY and self.history_days < 1.0

    @property
    def is_usable(self) -> bool:
        """Whether one may go by its days: spend was seen, and not of a few hours only."""
        return self.state in {ForecastState.LEARNING, ForecastState.READY} and not self.is_of_a_first_day

    @property
    def has_lapsed(self) -> bool:
        """Whether the reading is older than its forecast looked ahead, and had money for longer."""
        return self.p50_days is None and self.horizon_days <= 0

    @property
    def cautious_days(self) -> float | None:
        """How long the money lasts for whoever warns the owner or proposes a top-up; None beyond the horizon."""
        return self.p50_days if self.alarm_days is None else self.alarm_days


NO_FORECAST = Runway(ForecastState.NO_DATA)
"""Nothing is known."""
