"""What happens to a program that is killed again and again: readings, failing channels, a night, the owner's answers.

Each story is told beat by beat; a life that begins goes on with the beat at which the one before was killed. Whatever
a beat does it may do twice, so no story depends on how often its beats are played.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from galla.domain.alert_settings import DEFAULT_ALERTS, Channel, Quiet
from galla.domain.channel import SendFailure
from galla.domain.hours import Hours
from galla.domain.notice import Rule, Severity

DAY = datetime(2026, 11, 23, tzinfo=UTC)
"""A Monday."""
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)

ALERTS = replace(
    DEFAULT_ALERTS,
    # By how fast the money goes is for others to test: here it would only blur what each story is to tell.
    off=DEFAULT_ALERTS.off | {Rule.RUNWAY_BELOW, Rule.BUSINESS_CLOSE, Rule.FAST_DROP},
    no_reading_min=30,
    quiet=Quiet(Hours(time(22), time(8))),
    channels=(Channel("phone", "Phone", Severity.INFO),),
)


@dataclass(frozen=True)
class Beat:
    """One moment of a story: the owner answers, then every account is polled, then all that is due is delivered."""

    says: str
    """The balance, or `rejected` or `offline`."""
    after: timedelta = QUARTER
    """Since the beat before."""
    owner: str = ""
    """`acknowledge`, `snooze` or `pay`."""
    phone: SendFailure | None = None
    """Why the chat service takes nothing."""
    nobody_there: bool = False
    """No notification server answers."""


@dataclass(frozen=True)
class Story:
    """What happens, and what of it the owner is to be told."""

    name: str
    beats: Sequence[Beat]
    tells: Counter[str]
    """`rule kind` of every notice."""
    held: int = 0
    """How many of them wait for the morning."""
    given_up: int = 0
    """How many of them never reach the phone."""
    began: datetime = DAY + 9 * HOUR
    accounts: tuple[str, ...] = ("main",)

    def at(self, position: int) -> datetime:
        """When that beat is played."""
        return self.began + sum((beat.after for beat in self.beats[: position + 1]), timedelta(0))


def _balances(*amounts: str) -> Iterator[Beat]:
    return (Beat(amount) for amount in amounts)


SHORTAGE = Story(
    "a shortage, the key rejected, a top-up",
    beats=(*_balances("300", "250", "95", "94", "rejected", "93", "600", "599", "598"),) * 2,
    tells=Counter(
        2 * ["balance_below raised", "access raised", "access recovered", "credit raised", "balance_below recovered"]
    ),
)

# What cannot be sent is tried again, then given up, which the desktop tells; that fails for a while, too.
FAILING_PHONE = Story(
    "a phone that fails",
    beats=(
        *_balances("150"),
        Beat("95", phone=SendFailure.UNREACHABLE),
        Beat("94", phone=SendFailure.SERVICE_FAILING, nobody_there=True),
        *_balances("93"),
        Beat("rejected", phone=SendFailure.REFUSED, nobody_there=True),
        Beat("rejected", phone=SendFailure.REFUSED),
        *_balances("92"),
        Beat("rejected", phone=SendFailure.BAD_ADDRESS),
        Beat("91", phone=SendFailure.TIMEOUT),
        *_balances("90", "rejected"),
    ),
    tells=Counter(
        ["balance_below raised"]
        + 3 * ["access raised"]
        + 2 * ["access recovered", "channel_failed raised", "channel_failed recovered"]
    ),
    given_up=2,
)

# Warnings wait for the morning and come as one summary; what is critical does not wait.
NIGHT = Story(
    "a night with quiet hours",
    began=DAY + 21 * HOUR,
    beats=(
        *_balances("150"),
        Beat("95", after=2 * HOUR),
        *_balances("94", "rejected", "93"),
        Beat("92", after=4 * HOUR + QUARTER),
        Beat("91", after=HOUR),
        Beat("90", after=3 * HOUR - QUARTER),
        *_balances("600", "599"),
    ),
    tells=Counter(
        (
            "balance_below raised",
            "access raised",
            "access recovered",
            "balance_below reminder",
            "credit raised",
            "balance_below recovered",
        )
    ),
    held=3,
)

OFFLINE = Story(
    "our own network lost",
    accounts=("main", "second"),
    beats=(
        *_balances("300", "offline", "offline", "offline", "offline", "299", "298"),
        *_balances("offline", "offline", "offline", "offline", "297"),
    ),
    tells=Counter(2 * ["no_reading raised", "no_reading recovered"]),
)

ANSWERS = Story(
    "the owner's answers",
    beats=(
        *_balances("150", "95"),
        Beat("94", owner="acknowledge"),
        Beat("93", after=5 * HOUR),
        *_balances("600", "599", "90", "90"),
        Beat("89", owner="snooze"),
        Beat("88", after=HOUR / 2),
        Beat("87", after=HOUR),
        Beat("86", owner="pay"),
        Beat("85", after=HOUR),
        Beat("84", after=2 * HOUR),
        *_balances("600", "599"),
    ),
    tells=Counter(
        2 * ["balance_below raised", "balance_below recovered"]
        + ["credit raised", "balance_below reminder", "top_up_overdue raised", "top_up_overdue recovered"]
    ),
)

STORIES = (SHORTAGE, FAILING_PHONE, NIGHT, OFFLINE, ANSWERS)
