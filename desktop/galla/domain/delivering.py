"""What is delivered next to one channel, and what is given up: rules over what is owed to it, without IO.

The clock may be set. An instant further ahead than it can have been when it was written down is past.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from galla.domain.channel import Delivery, Owed
from galla.domain.notice import Severity

RETRY_FIRST = timedelta(seconds=30)
RETRY_CAP = timedelta(minutes=15)

LONGEST_HOLD = timedelta(hours=26)
"""Quiet hours may be a whole day, which has 25 hours where summer time ends."""

FLOOD = 4
"""So many at once are one message, not a salvo."""
FLOOD_AFTER_FAILURE = 3
"""The same for a channel that works again: what waited for it is no longer urgent one by one."""

FAIR = timedelta(minutes=30)
"""A channel must have failed for so long without a break before anything is given up: where the machine slept past a
deadline, the first attempts after it find no network yet."""
BREAK = 2 * RETRY_CAP
"""No attempt for so long: nobody was trying."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes to a channel as one message."""

    owed: tuple[Owed, ...]
    """Oldest first; more than one is a summary."""

    @property
    def is_summary(self) -> bool:
        """Whether it tells of several notices."""
        return len(self.owed) > 1

    @property
    def held(self) -> bool:
        """Whether all of it was held back by quiet hours."""
        return all(item.delivery.held for item in self.owed)

    @property
    def attempts(self) -> int:
        """How often it was tried: by its newest critical one, which must not wait longer for the company it is in."""
        critical = [item.delivery.attempts for item in self.owed if is_critical(item)]
        return min(critical, default=self.owed[0].delivery.attempts)


@dataclass(frozen=True, slots=True)
class Streak:
    """A spell of failures without a success and without a break."""

    since: datetime
    last: datetime
    count: int = 1
    """Failures in it."""

    def lasts(self, now: datetime) -> bool:
        """Whether a failure at `now` belongs to it."""
        return timedelta(0) <= now - self.last <= BREAK


def after_failure(streak: Streak | None, now: datetime, batch: Batch) -> Streak:
    """The spell that a failure of `batch` at `now` belongs to: `streak`, or a new one.

    What an earlier run of the program tried a little while ago counts, lest a restart make us more pressing.
    """
    if streak is not None and streak.lasts(now):
        return Streak(streak.since, now, streak.count + 1)
    tried_at = batch.owed[0].delivery.attempted_at
    goes_on = tried_at is not None and timedelta(0) <= now - tried_at <= BREAK
    return Streak(now, now, batch.attempts + 1 if goes_on else 1)


def backoff(attempts: int) -> timedelta:
    """How long to wait after so many attempts that failed (one or more)."""
    return min(RETRY_FIRST * 2.0 ** min(attempts - 1, 10), RETRY_CAP)


def lies_ahead(at: datetime | None, now: datetime, longest: timedelta) -> bool:
    """Whether `at`, which was set at most `longest` ahead, is still to come."""
    return at is not None and now < at <= now + longest


def is_critical(item: Owed) -> bool:
    """Whether it is tried at once, whatever else of its channel backs off."""
    return item.notice.severity is Severity.CRITICAL


def released(owed: Sequence[Owed], now: datetime) -> tuple[Owed, ...]:
    """What quiet hours do not, or no longer, hold back."""
    return tuple(item for item in owed if not _is_held_back(item.delivery, now))


def next_batch(
    queue: Sequence[Owed], now: datetime, *, flood: int, at_once: bool = False, one_by_one: bool = False
) -> Batch | None:
    """What of `queue`, which nothing holds back, is to be sent at `now`; None: nothing yet.

    Later ones wait behind the first while it backs off, except critical ones. `flood` or more go together, and so do
    those that quiet hours held back. `at_once`: backing off is over, the channel works. `one_by_one`: no summaries.
    """
    ready = [item for item in queue if at_once or not _backs_off(item.delivery, now)]
    critical = next((item for item in ready if is_critical(item)), None)
    if not queue or (queue[0] not in ready and critical is None):
        return None
    if not one_by_one and len(queue) >= flood:
        return Batch(tuple(queue))
    first = queue[0] if queue[0] in ready else critical
    assert first is not None
    return Batch((first,) if one_by_one else _with_company(first, queue))


def flood_of(queue: Sequence[Owed], on_desktop: bool) -> int:
    """How many at once are one message."""
    has_failed = any(item.delivery.attempts for item in queue)
    return FLOOD_AFTER_FAILURE if has_failed and not on_desktop else FLOOD


def look_again_at(owed: Sequence[Owed], now: datetime) -> datetime | None:
    """When something of `owed` may become ready by time alone; None: never."""
    queue = released(owed, now)
    held = [item.delivery.not_before for item in owed if _is_held_back(item.delivery, now)]
    waited_for = [item.delivery for item in queue if item is queue[0] or is_critical(item)]
    tried = [item.next_attempt_at for item in waited_for if item.next_attempt_at and _backs_off(item, now)]
    return min([*held, *tried], default=None)


def given_up(queue: Sequence[Owed], now: datetime, on_desktop: bool) -> tuple[Owed, ...]:
    """What of `queue` is past its deadline and not worth another attempt, now that one has failed.

    Who will still be told that an episode began will also be told how it went on. On the desktop, which costs nothing
    and where somebody looks sooner or later, only what is no warning, or is superseded by later news of its episode.
    """
    over: list[Owed] = []
    kept: set[str] = set()
    for index, item in enumerate(queue):
        episode_id = item.notice.episode_id
        is_late = item.delivery.deadline <= now and episode_id not in kept
        if is_late and (not on_desktop or _is_stale(item, queue[index + 1 :])):
            over.append(item)
        else:
            kept.add(episode_id)
    return tuple(over)


def _is_held_back(delivery: Delivery, now: datetime) -> bool:
    return delivery.held and lies_ahead(delivery.not_before, now, LONGEST_HOLD)


def _backs_off(delivery: Delivery, now: datetime) -> bool:
    return lies_ahead(delivery.next_attempt_at, now, BREAK)


def _with_company(first: Owed, queue: Sequence[Owed]) -> tuple[Owed, ...]:
    """`first` and what goes with it: other held ones, or what came before in the same episode, lest it comes after."""
    if first.delivery.held:
        return tuple(item for item in queue if item.delivery.held)
    episode_id = first.notice.episode_id
    earlier = queue[: queue.index(first)]
    return (*(item for item in earlier if item.notice.episode_id == episode_id), first)


def _is_stale(item: Owed, later: Sequence[Owed]) -> bool:
    if item.notice.severity is Severity.INFO:
        return True
    superseded = any(other.notice.episode_id == item.notice.episode_id for other in later)
    return superseded and not is_critical(item)
