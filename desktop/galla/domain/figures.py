"""What the alert rules look at, at one moment of one account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from galla.domain.alert_settings import DEFAULT_ALERTS, DEFAULT_TOP_UP, AlertSettings, TopUp
from galla.domain.errors import Problem
from galla.domain.health import LOW_BELOW_DAYS
from galla.domain.money import Money
from galla.domain.past import JudgedCredit
from galla.domain.payment import Payment
from galla.domain.runway import Runway
from galla.domain.settings import DEFAULT_POLLING, Polling
from galla.domain.silence import Silence
from galla.domain.trading_day import TradingDay

UTC_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Drop:
    """A stretch of time, ending with the last reading, in which the balance fell further than it should have.

    Of a fast drop `expected` is what these hours of the week usually spend, of an unexplained one what the committed
    orders cost.
    """

    since: datetime
    spent: Money
    expected: Money
    score: float = 0.0
    """Of a fast drop: how unlikely such spend is, as the negative natural logarithm of its probability."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the rules look at, at one moment of one account."""

    account_id: str
    at: datetime
    balance: Money | None
    """The last believed balance."""
    observed_at: datetime | None
    threshold: Money | None
    reserve: Money | None
    runway: Runway
    """From now on."""
    problem: Problem | None
    new_reading: bool
    """A believed reading has just come; only then can anything on the balance begin, escalate or recover."""
    low_below_days: float = LOW_BELOW_DAYS
    """The owner's limit of runway."""
    threshold_hours: int | None = None
    """Of how many hours of usual spend the threshold is made; None where it is an amount."""
    zone: ZoneInfo = UTC_ZONE
    polling: Polling = DEFAULT_POLLING
    """For the hours of business."""
    top_up: TopUp = DEFAULT_TOP_UP
    settings: AlertSettings = DEFAULT_ALERTS
    fast_drop: Drop | None = None
    """Of the last reading; None where spend is as usual or nothing usual is known."""
    fast_drop_over: bool = True
    """Spend of the last hours is as usual."""
    unexplained: Drop | None = None
    """None where no orders are told to us, or they explain what was spent."""
    silence: Silence | None = None
    """None while readings come."""
    payment: Payment | None = None
    credit: JudgedCredit | None = None
    """A rise that the reading which has just come showed."""
    day_closed: TradingDay | None = None
    """A trading day that has ended, has been read to its end, and whose close was not told yet."""
