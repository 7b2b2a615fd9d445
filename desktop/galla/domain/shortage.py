"""What the figures of a moment say of how long the money lasts, for the rules that tell of a shortage.

A stale reading is judged by the forecast: while a balance cannot be read the money goes on being spent. So the rules
on time look at what is left of the last runway as they look at a new one, once it was really tried to read the
balance. They go by the same quantiles as with a reading (p10 for the night, the alarm's for the days): what has passed
since is only subtracted, so such a forecast warns neither sooner nor later than the reading before it promised. That a
balance is under its threshold is judged by the likely course (p50), as the level is by the likely runway: a cautious
end would call each silence near the threshold critical.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import inf

from galla.domain import lead_time
from galla.domain.figures import Figures
from galla.domain.health import critical_below_days
from galla.domain.night_ahead import Night, night_ahead, seen_from
from galla.domain.runway import ForecastState

DEADLINE_NEAR = timedelta(days=1)
"""A payment that must be sent within a day is worth a warning, however long the money is likely to last."""
TRIED_FOR = timedelta(minutes=10)
"""After the machine has slept, its network gets so long before anybody is told that nothing can be read; and a
supplier's fault so long to pass before the forecast stands in for a reading."""
TRIED_TIMES = 2
"""One failed poll tells nothing, also where its supplier asks not to be asked again for long."""

_FARTHEST_DAYS = 60.0
_MOMENT = timedelta(milliseconds=1)
"""Days are floats, exact to some microseconds: so much later they are past a limit for certain."""


def is_judged(figures: Figures) -> bool:
    """Whether a shortage may begin or get worse now: by a new reading, or by the forecast where none can be had.

    After some hours the forecast is outdated: then nobody knows, and nobody is told of days.
    """
    return figures.new_reading or (goes_by_forecast(figures) and not figures.runway.is_outdated)


def goes_by_forecast(figures: Figures) -> bool:
    """Whether the forecast stands in for a reading that could not be had, by no fault of this machine."""
    return figures.silence is not None and figures.silence.failures >= TRIED_TIMES and was_tried(figures)


def was_tried(figures: Figures) -> bool:
    """Whether polls have failed for so long that it is no passing fault, nor one of this machine."""
    silence = figures.silence
    return silence is not None and not silence.is_ours and figures.at - silence.trying_since >= TRIED_FOR


def days_left(figures: Figures) -> float | None:
    """Cautious days of runway, infinite beyond the horizon or without spend; None where they are no ground to warn."""
    runway = figures.runway
    if runway.state is ForecastState.NO_DATA or runway.is_of_a_first_day:
        return None
    return inf if runway.cautious_days is None else runway.cautious_days


def early_days(figures: Figures) -> float | None:
    """Days to the early end (p10) of the runway; None beyond the horizon, or where they are no ground to warn."""
    runway = figures.runway
    return runway.p10_days if runway.is_usable and not runway.is_outdated else None


def turns(figures: Figures) -> tuple[datetime, ...]:
    """The instants ahead at which the passing of time alone makes a shortage of days or of the coming night."""
    found = list[datetime]()
    days = days_left(figures)
    if days is not None and days < _FARTHEST_DAYS:
        limits = (figures.low_below_days, critical_below_days(figures.low_below_days))
        found += [figures.at + timedelta(days=days - limit) + _MOMENT for limit in limits]
    deadline = lead_time.deadline(figures.at, figures.runway, figures.top_up, figures.zone)
    if deadline is not None:
        found.append(deadline - DEADLINE_NEAR + _MOMENT)
    seen_at = seen_from(figures.polling, figures.zone, figures.at, _notice(figures))
    return tuple(found) if seen_at is None else (*found, seen_at)


def near_deadline(figures: Figures) -> datetime | None:
    """The top-up deadline, where it is near or has passed."""
    found = lead_time.deadline(figures.at, figures.runway, figures.top_up, figures.zone)
    return found if found is not None and found - figures.at < DEADLINE_NEAR else None


def night(figures: Figures) -> Night | None:
    """The night that lasts, or is near enough to be looked at."""
    return night_ahead(figures.polling, figures.zone, figures.at, _notice(figures))


def lasts_the_night(figures: Figures, spare: timedelta = timedelta(0)) -> bool | None:
    """Whether the early end of the money is so long after what is paid in at the next opening has arrived.

    None where no night is near or nobody can say.
    """
    coming, early = night(figures), early_days(figures)
    if coming is None or days_left(figures) is None or figures.runway.is_outdated:
        return None
    if early is None:  # beyond the horizon, or nothing is spent
        return True
    needed_until = lead_time.arrival(coming.opens_at, figures.top_up, figures.zone)
    return figures.at + timedelta(days=early) >= needed_until + spare


def limit_is_passed(figures: Figures) -> bool:
    """Whether what is not read is likely to have passed its limit.

    While a payment is awaited nobody can say: the forecast knows nothing of money that may have come meanwhile.
    """
    silence, payment = figures.silence, figures.payment
    if silence is None or silence.limit_passed_at is None or silence.limit_passed_at > figures.at:
        return False
    return payment is None or not payment.is_awaited(figures.at)


def _notice(figures: Figures) -> timedelta:
    return timedelta(minutes=figures.settings.close_notice_min)
