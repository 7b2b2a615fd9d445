"""What the engine asks of the outside world; adapters answer, tests give fakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from galla.domain.channel import AlertRecord, ChannelHealth, CheckedAddress, Delivery, Owed, SendOutcome
from galla.domain.chart import ChartData, ChartRequest
from galla.domain.model import AccountMemory, Answer, Secret, SecretName, SeriesKey, Step, StorageState, StoredReading
from galla.domain.notice import NativeMessage, NoticeAction, RemoteMessage
from galla.domain.past import ForecastLog
from galla.domain.settings import Account


class Clock(Protocol):
    """Time as an argument."""

    def now(self) -> datetime:
        """The wall clock, aware, UTC."""

    def monotonic(self) -> float:
        """Seconds that never jump; they may stand still while the machine sleeps."""

    async def sleep(self, delay_s: float) -> None:
        """Returns after about `delay_s` seconds; timers may be early, so the caller looks at the clock again."""


class BalanceSource(Protocol):
    """The supplier client."""

    async def fetch(self, account: Account, secrets: Mapping[str, Secret]) -> Answer:
        """One reading of `account`; `secrets` by secret name.

        Raises SupplierError, or SettingsError where the account's address, profile or currency cannot be used.
        """


class SecretStore(Protocol):
    """The OS keyring. All methods raise KeyringError."""

    async def read(self, names: Sequence[SecretName]) -> Mapping[SecretName, Secret]:
        """The secrets that exist among `names`; one that is missing is absent from the answer."""

    async def write(self, name: SecretName, secret: Secret) -> None:
        """Stores or replaces one secret."""

    async def delete(self, name: SecretName) -> None:
        """Removes one secret; one that is missing is no error."""


class StaleStep(Exception):
    """The step was computed from a version of the memory that is no longer the newest: load and compute again."""


class Ledger(Protocol):
    """The durable record. Methods raise LedgerError; reading methods never block the caller's thread."""

    @property
    def storage(self) -> StorageState:
        """Whether what is written now is durable."""

    async def load(self, account_id: str, series: SeriesKey | None, since: datetime) -> AccountMemory:
        """What the account remembers, of the series `series` (None: its latest).

        `history` reaches back to the reading before `since`, and further where no hours of `past` were made yet.
        As long as no hour becomes final, `past` is the same object from step to step.
        """

    async def commit(self, step: Step, since: datetime) -> AccountMemory:
        """Writes `step` durably and gives the memory after it. Raises StaleStep and changes nothing if the
        account's version is not `step.expected_version`."""

    async def history(self, account_id: str, since: datetime | None = None) -> tuple[StoredReading, ...]:
        """Readings of the account's latest series from `since` on, oldest first, annulled ones left out."""

    async def chart(
        self, request: ChartRequest, is_wanted: Callable[[SeriesKey], bool] | None = None
    ) -> ChartData | None:
        """What the chart window draws of the account's latest series.

        None where there is no reading, or where `is_wanted` says no: history of another source is not shown.
        """

    async def forecast_log(
        self, account_id: str, is_wanted: Callable[[SeriesKey], bool] | None = None
    ) -> ForecastLog | None:
        """What is needed to score the forecasts of the account's latest series.

        None where there is no reading, or where `is_wanted` says no: history of another source is not scored.
        """

    async def owed(self) -> tuple[Owed, ...]:
        """What is owed to all channels, in the order in which the notices were written; held ones too."""

    async def mark_delivered(self, deliveries: Sequence[Delivery], at: datetime) -> None:
        """Records, in one transaction, that they were delivered; the first time counts."""

    async def mark_attempted(
        self, deliveries: Sequence[Delivery], at: datetime, outcome: SendOutcome, next_attempt_at: datetime
    ) -> None:
        """Records one attempt for all of them that failed, and when the next is made."""

    async def mark_failed(self, deliveries: Sequence[Delivery], at: datetime, outcome: SendOutcome) -> None:
        """Records that they are given up on."""

    async def mark_tested(self, channel_id: str, at: datetime, outcome: SendOutcome) -> None:
        """Records what came of a test of the channel; a success is as good as a delivery for its health."""

    async def channel_health(self) -> tuple[ChannelHealth, ...]:
        """How delivering went, for each channel that ever was owed or tested."""

    async def alert_history(self, since: datetime | None = None) -> tuple[AlertRecord, ...]:
        """Episodes raised at or after `since` (None: all) and those still open, newest first, with what was told."""

    async def forget(self, account_id: str) -> None:
        """Deletes all that is kept of the account."""

    async def close(self) -> None:
        """Finishes what is under way and lets go of the file."""


class Notifier(Protocol):
    """Native notifications."""

    async def show(self, message: NativeMessage) -> bool:
        """True when the notification server answered that it took the message; False when nobody was told."""

    def listen(self, on_action: Callable[[str, NoticeAction], None]) -> None:
        """`on_action(notice_id, action)` is called, on the loop's thread, when the owner presses something."""

    def watch_server(self, on_start: Callable[[], None]) -> None:
        """`on_start()` is called, on the loop's thread, when a server starts that `show` may have missed."""

    async def close(self) -> None:
        """Lets go of the connection."""


class ChannelSender(Protocol):
    """Sends messages to channels that are not this desktop."""

    async def send(self, address: Secret, message: RemoteMessage) -> SendOutcome:
        """What came of one attempt to send `message` to the Apprise address. Raises nothing: a failure is an outcome.

        Blocking work is done off the caller's thread, and no attempt takes longer than half a minute.
        """

    async def check(self, address: Secret) -> CheckedAddress:
        """Whether the address can be used, and of which service it is; nothing is sent. Raises nothing."""

    async def close(self) -> None:
        """Waits for no attempt that is under way."""


class Pinger(Protocol):
    """Tells a dead man's switch that we are alive."""

    async def ping(self, address: Secret) -> SendOutcome:
        """One GET of the address. Raises nothing: a failure is an outcome."""

    async def close(self) -> None:
        """Lets go of the connection."""


class PowerAndNetwork(Protocol):
    """News of the machine; each callback comes on the loop's thread."""

    def start(self, on_resume: Callable[[], None], on_network: Callable[[bool], None]) -> None:
        """Calls `on_resume()` after a suspend and `on_network(up)` when the machine's own network comes or goes."""

    def stop(self) -> None:
        """No callback comes after this."""


class FileNews(Protocol):
    """News of a file that others change; the callback comes on the loop's thread."""

    def start(self, on_change: Callable[[], None]) -> None:
        """Calls `on_change()` after the file was changed, by whomever."""

    def stop(self) -> None:
        """No callback comes after this."""


class StartAtLogin(Protocol):
    """The system's own list of what starts when its owner logs in; both raise SettingsError, and touch the disk."""

    def is_on(self) -> bool:
        """Whether Galla starts then."""

    def set(self, on: bool) -> None:
        """Makes it so, or no longer."""
