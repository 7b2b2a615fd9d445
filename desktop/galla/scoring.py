"""What the chart window tells of an account's forecasts and credits, worked out of the ledger's log in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from galla.domain.credits import judge
from galla.domain.gross_hours import GrossHours
from galla.domain.track_record import TrackRecord, track_record

if TYPE_CHECKING:
    from galla.domain.past import ForecastLog, JudgedCredit


@dataclass(frozen=True, slots=True)
class Scored:
    """How good the forecasts were, and what each credit is taken for, oldest first."""

    record: TrackRecord
    judged: tuple[JudgedCredit, ...]


def scored(log: ForecastLog, timezone: str) -> Scored:
    """The log's forecasts and credits, judged in the account's time zone; takes some tens of milliseconds."""
    return Scored(track_record(log, ZoneInfo(timezone)), _judged(log))


def _judged(log: ForecastLog) -> tuple[JudgedCredit, ...]:
    hours = log.hours
    if not hours.credits or log.until is None:
        return ()
    currency = hours.credits[-1].amount.currency
    gross = GrossHours(currency, hours.first_hour, hours.spend, hours.polled, hours.credits, log.until)
    return judge(gross, log.corrections)
