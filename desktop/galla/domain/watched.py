"""An account as the monitor sees it, and the moment at which it is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from galla.domain.alert_settings import DEFAULT_ALERTS, AlertSettings
from galla.domain.errors import Problem
from galla.domain.model import SeriesKey, StorageState
from galla.domain.settings import Account


@dataclass(frozen=True, slots=True)
class Watched:
    """An account as the monitor sees it: its settings and what its profile says."""

    account: Account
    zone: ZoneInfo
    reported_is_recalculation: bool = False
    """`reported_at` is when the balance was recalculated, so the age counts from the older of the two clocks."""
    alerts: AlertSettings = DEFAULT_ALERTS
    min_interval_s: int = 0
    """The supplier documents that it wants no two requests within this time."""
    top_up_page: str | None = None
    """Where the owner tops up; None where neither settings nor profile name a page."""

    asked_for: str | None = ""
    """As `SeriesKey.asked_for`; None where the profile, which says it, cannot be read."""

    def asks_as(self, other: Watched) -> bool:
        """As `Account.asks_as`."""
        return self.account.asks_as(other.account)

    def series(self, currency: str) -> SeriesKey:
        """The series that a reading in `currency` belongs to."""
        account = self.account
        return SeriesKey(
            account.id, account.profile, account.base_url, account.environment, currency, self.asked_for or ""
        )

    @property
    def known_series(self) -> SeriesKey | None:
        """The series before any answer: None where the currency is the supplier's to say, or what it is asked for is
        not known."""
        return self.series(self.account.currency) if self.account.currency and self.asked_for is not None else None

    def same_source(self, series: SeriesKey) -> bool:
        """Whether `series` came from what the settings name now; a swapped key's history is not shown.

        While the profile cannot be read, what is known stays on screen.
        """
        own = self.series(series.currency)
        return series == (own if self.asked_for is not None else replace(own, asked_for=series.asked_for))

    def owns(self, series: SeriesKey) -> bool:
        """Whether `series` is of this source and, where the settings name a currency, in it."""
        return self.same_source(series) and self.account.currency in {None, series.currency}


@dataclass(frozen=True, slots=True)
class Moment:
    """What is true besides the memory when a snapshot is taken."""

    now: datetime
    storage: StorageState = StorageState.DURABLE
    polling: bool = False
    next_poll_at: datetime | None = None
    problem: Problem | None = None
    """A failure that is not the supplier's and is not recorded, such as a ledger that is busy."""
