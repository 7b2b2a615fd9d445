"""The values that cross layers: readings, runway, memory, steps and snapshots. All immutable.

Instants are aware datetimes in UTC; what is not known is None, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from galla.domain.channel import Delivery
from galla.domain.errors import Problem
from galla.domain.level import WORST_LAST as WORST_LAST  # noqa: PLC0414  part of the model for everybody else
from galla.domain.level import Level as Level  # noqa: PLC0414
from galla.domain.money import Money
from galla.domain.notice import Episode, Notice, Superseded
from galla.domain.past import Correction, KeptForecast, PastHours
from galla.domain.payment import Payment
from galla.domain.readings import Answer as Answer  # noqa: PLC0414
from galla.domain.readings import NamedBalance as NamedBalance  # noqa: PLC0414
from galla.domain.readings import Reading as Reading  # noqa: PLC0414
from galla.domain.runway import NO_FORECAST
from galla.domain.runway import ForecastState as ForecastState  # noqa: PLC0414
from galla.domain.runway import Runway as Runway  # noqa: PLC0414
from galla.domain.silence import Silence
from galla.domain.topup import Proposal


class Secret:
    """A secret that cannot be printed by accident: `reveal()` is the only way to its text."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The secret itself; for the request that needs it and nothing else."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret is not pickled")


@dataclass(frozen=True, slots=True)
class SecretName:
    """Which secret of which account."""

    account_id: str
    name: str

    @property
    def user_name(self) -> str:
        """The keyring's user name: `<account id>/<secret name>`."""
        return f"{self.account_id}/{self.name}"


# --- readings


class ReadingState(StrEnum):
    """How far a stored reading is believed."""

    ACCEPTED = "accepted"
    SUSPECT = "suspect"
    """A strange drop, waiting to be read again (section 3)."""
    ANNULLED = "annulled"
    """A down-and-up pair: kept in the ledger, left out of history."""


@dataclass(frozen=True, slots=True)
class StoredReading:
    """Consecutive polls that gave the same answer, as one row of the ledger."""

    balance: Money
    first_at: datetime
    last_at: datetime
    reported_at: datetime | None = None
    polls: int = 1
    state: ReadingState = ReadingState.ACCEPTED

    @property
    def latest(self) -> Reading:
        """The most recent of the polls."""
        return Reading(self.balance, self.last_at, self.reported_at)


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """What must stay the same for history to be one history; any change begins a new series."""

    account_id: str
    profile: str
    base_url: str
    environment: str
    currency: str
    asked_for: str = ""
    """What tells the balance from another that the supplier keeps at that address: `wallet=17`; empty for nothing."""


# --- what an account remembers, and one step of it


@dataclass(frozen=True, slots=True)
class AccountMemory:
    """All that the next step of an account depends on; the ledger holds it, so a restart changes nothing."""

    account_id: str
    version: int = 0
    """Rises with every step; a step computed from an older version is refused and computed again."""
    series: SeriesKey | None = None
    """The series that `history` is of; None before the first reading."""
    history: tuple[StoredReading, ...] = ()
    """Of the current series, oldest first, annulled ones left out, as far back as the forecast looks."""
    episodes: tuple[Episode, ...] = ()
    """The open ones."""
    problem: Problem | None = None
    """Of the latest poll, if it failed."""
    failing_since: datetime | None = None
    trying_since: datetime | None = None
    """As `failing_since`, but counted anew where the machine slept in between: the network may not be up yet."""
    failures: int = 0
    """Consecutive failed polls."""
    last_poll_at: datetime | None = None
    next_allowed_at: datetime | None = None
    """The supplier asked for silence until then; also a manual refresh obeys."""
    level: Level = Level.UNKNOWN
    """The level shown last, for its hysteresis."""
    better_level_since: datetime | None = None
    """The first of the consecutive readings that speak for a better level."""
    past: PastHours | None = None
    """Of the current series: the hours up to the first that a later reading can change; None where none is kept."""
    corrections: tuple[Correction, ...] = ()
    """The owner's word on credits of the current series, oldest first."""
    last_kept_at: datetime | None = None
    """The moment of the last kept forecast of the current series."""
    payment: Payment | None = None
    """The latest that the owner told of, arrived or not."""
    last_close: date | None = None
    """The last trading day whose close was told."""
    secondary: tuple[NamedBalance, ...] = ()
    """What the last believed answer had besides, of the current series."""

    @property
    def last_accepted(self) -> StoredReading | None:
        """The last reading that is believed."""
        return next((r for r in reversed(self.history) if r.state is ReadingState.ACCEPTED), None)

    @property
    def suspect(self) -> StoredReading | None:
        """The latest reading, when it is a strange one that waits to be read again."""
        if self.history and self.history[-1].state is ReadingState.SUSPECT:
            return self.history[-1]
        return None


@dataclass(frozen=True, slots=True)
class Step:
    """What one poll changes, written in one transaction before anything of it is announced."""

    account_id: str
    expected_version: int
    series: SeriesKey | None = None
    """The series of `reading`; None only where no reading was ever made and the currency is not known."""
    at: datetime | None = None
    polled: bool = False
    """The supplier was asked: there is a `reading`, or `problem` is a new failure to be kept in the failures' table.
    False when only time passed or the owner acted; then `problem` merely repeats what is known."""
    reading: Reading | None = None
    reading_state: ReadingState = ReadingState.ACCEPTED
    secondary: tuple[NamedBalance, ...] | None = None
    """What the answer had besides; None where there was none that is believed, and the last stays."""
    coalesce_within: timedelta = timedelta(minutes=30)
    """An equal answer extends the last row only if that row's last poll is at most this old."""
    settle_suspects: ReadingState | None = None
    """What the suspect readings before this one become."""
    problem: Problem | None = None
    failing_since: datetime | None = None
    trying_since: datetime | None = None
    failures: int = 0
    next_allowed_at: datetime | None = None
    level: Level = Level.UNKNOWN
    better_level_since: datetime | None = None
    episodes: tuple[Episode, ...] = ()
    """New or changed ones."""
    notices: tuple[Notice, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    """What each channel is owed of `notices`."""
    superseded: tuple[Superseded, ...] = ()
    """What began or got worse and is told by another notice."""
    payment: Payment | None = None
    """New or changed; one said at the same instant is replaced."""
    last_close: date | None = None
    """A trading day whose close is told with this step."""
    forecast: KeptForecast | None = None
    """To be kept and scored later."""
    runway: Runway | None = None
    """From `reading` on, if it is believed; not written, but whoever takes up the memory after need not compute it."""
    corrections: tuple[Correction, ...] = ()
    """The owner's word on credits of `series`; one for an instant that has one replaces it."""


# --- what the screen needs


class StorageState(StrEnum):
    """Whether what is shown is durable."""

    DURABLE = "durable"
    RESTORED = "restored"
    """The ledger was corrupt and its backup was restored; some history may be missing."""
    STARTED_NEW = "started_new"
    """The ledger was corrupt and there was no backup."""
    MEMORY_ONLY = "memory_only"
    """It cannot be written (disk full, read-only folder): nothing is kept over a restart."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the screen needs of one account at one moment."""

    account_id: str
    account_name: str
    timezone: str
    at: datetime
    level: Level
    balance: Money | None = None
    """The last believed balance; None before the first, never zero for unknown."""
    available: Money | None = None
    """Balance less reservations."""
    secondary: tuple[NamedBalance, ...] = ()
    """What the supplier said besides, at `observed_at`: money that is held, a credit limit."""
    observed_at: datetime | None = None
    reported_at: datetime | None = None
    age_base: datetime | None = None
    """The instant the age counts from: the older of the two clocks where the profile says so."""
    stale: bool = False
    runway: Runway = NO_FORECAST
    threshold: Money | None = None
    threshold_hours: int | None = None
    """Of so many hours of usual spend is the threshold made; None where it is an amount that somebody chose."""
    reserve: Money | None = None
    problem: Problem | None = None
    failing_since: datetime | None = None
    silence: Silence | None = None
    """While polls fail: since when, and what has probably happened meanwhile."""
    checking_again: bool = False
    """A strange reading came and is being read again; the balance shown is the one before it."""
    suspect_balance: Money | None = None
    spend_today: Money | None = None
    usual_by_now: Money | None = None
    """Usual spend of a day up to this time of day; None while there is no whole day to compare with."""
    week: tuple[SparkPoint, ...] = ()
    episodes: tuple[Episode, ...] = ()
    """The open ones, one for each matter, the more serious first."""
    next_poll_at: datetime | None = None
    next_allowed_at: datetime | None = None
    polling: bool = False
    """A request is under way."""
    storage: StorageState = StorageState.DURABLE
    day_start: time = time(0, 0)
    """When a trading day begins, in `timezone`."""
    top_up: Proposal | None = None
    """What to pay in; None while there is time, or where spend is not known."""
    payment: Payment | None = None
    """Money that the owner says is on its way; None also once it has arrived."""
    top_up_page: str | None = None
    """Where the owner tops up."""

    def age(self, now: datetime) -> timedelta | None:
        """How old the balance is; None where there is none. Never negative, whatever the clocks did."""
        if self.age_base is None:
            return None
        return max(now - self.age_base, timedelta(0))


@dataclass(frozen=True, slots=True)
class SparkPoint:
    """One point of the panel's sparkline; plotting may use floats."""

    at: datetime
    balance: float
    estimated: bool = False
