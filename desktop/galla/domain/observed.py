"""What a believed reading that has just come shows besides its balance: a drop, a credit, a day that has closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from galla.domain import credits, fast_drop
from galla.domain.figures import Drop
from galla.domain.gross_hours import gross_hours
from galla.domain.model import AccountMemory, ReadingState
from galla.domain.notice import Rule
from galla.domain.past import JudgedCredit
from galla.domain.spend_hours import SpendHours
from galla.domain.timeline import believed
from galla.domain.trading_day import TradingDay, trading_date, trading_days
from galla.domain.watched import Watched

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Observed:
    """What is new with a reading; None where it shows no such thing."""

    fast_drop: Drop | None = None
    fast_drop_over: bool = True
    credit: JudgedCredit | None = None
    day_closed: TradingDay | None = None


NOTHING_NEW = Observed()


def of(memory: AccountMemory, watched: Watched, now: datetime, hours: SpendHours | None) -> Observed:
    """What the last believed reading of `memory` shows; `hours` as `standing.hours_at_reading` gave them."""
    drop, over = _fast_drop(memory, watched, hours)
    return Observed(drop, over, _credit(memory), _day_closed(memory, watched, now))


def _fast_drop(memory: AccountMemory, watched: Watched, hours: SpendHours | None) -> tuple[Drop | None, bool]:
    if Rule.FAST_DROP in watched.alerts.off:
        return None, True
    return fast_drop.find(memory.history, hours, watched.zone)


def _credit(memory: AccountMemory) -> JudgedCredit | None:
    """The rise that the last reading showed, judged with all that is known of the account."""
    accepted = (row.balance for row in reversed(memory.history) if row.state is ReadingState.ACCEPTED)
    last, before = next(accepted, None), next(accepted, None)
    if last is None or before is None or (last.currency == before.currency and last <= before):
        return None  # most readings show none, so they are not all looked through
    rows = believed(memory.history)
    if len(rows) < 2 or rows[-1].balance <= rows[-2].balance:
        return None
    hours = gross_hours(memory.past, memory.history, rows[-1].last_at)
    judged = credits.judge(hours, memory.corrections) if hours is not None else ()
    return judged[-1] if judged and judged[-1].at == rows[-1].first_at else None


def _day_closed(memory: AccountMemory, watched: Watched, now: datetime) -> TradingDay | None:
    """Yesterday's row of the daily log, once a reading of today has closed it; a day that is seen in part is none."""
    if Rule.DAILY_CLOSE in watched.alerts.off:
        return None
    day_start = watched.account.day_start
    yesterday = trading_date(now, watched.zone, day_start) - _DAY
    if memory.last_close is not None and memory.last_close >= yesterday:
        return None
    days = trading_days(memory.history, watched.zone, day_start, now)
    return next((day for day in reversed(days) if day.date == yesterday and day.whole), None)
