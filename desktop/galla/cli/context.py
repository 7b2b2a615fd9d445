"""What every command works with, composed in one place."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from galla.adapters.clock import SystemClock
from galla.adapters.log import Redaction
from galla.adapters.paths import Paths, find_paths
from galla.adapters.profiles import profile_ids
from galla.adapters.settings_file import SettingsFile
from galla.domain import overview, schedule
from galla.domain.errors import GallaError, LedgerError, Problem, RateLimited, SettingsError, SettingsReason
from galla.domain.model import AccountMemory, Snapshot, StorageState
from galla.domain.ports import BalanceSource, ChannelSender, Ledger, Notifier, Pinger, SecretStore, StartAtLogin
from galla.domain.routing import AlertPlan
from galla.domain.schedule import Timing
from galla.domain.settings import Account, Language, Settings
from galla.domain.watched import Moment, Watched
from galla.engine.credentials import Credentials
from galla.engine.poll import Poller
from galla.profile_shelf import ProfileShelf
from galla.texts import alert_names, language


def _keyring() -> SecretStore:
    from galla.adapters.secrets import KeyringStore

    return KeyringStore()


def _sender() -> ChannelSender:
    from galla.adapters.channels import AppriseSender

    return AppriseSender()


def _pinger() -> Pinger:
    from galla.adapters.heartbeat_ping import HttpPinger

    return HttpPinger()


def _notifier() -> Notifier:
    from galla.adapters.notifications import platform_notifier
    from galla.resource_files import resource_path

    return platform_notifier(resource_path("icons", "galla.svg"))


def _start_at_login() -> StartAtLogin:
    from galla.adapters.autostart import start_at_login

    return start_at_login()


@dataclass(frozen=True)
class Context:
    """The owner's files and how to reach everything from them."""

    paths: Paths
    clock: SystemClock
    profiles: ProfileShelf
    """Supplier profiles, the owner's own among them."""
    redaction: Redaction
    """The secrets that were read, which no log may show."""
    secrets: Callable[[], SecretStore] = _keyring
    """Gives the OS keyring."""
    sender: Callable[[], ChannelSender] = _sender
    """Gives what sends to all channels but the desktop."""
    notifier: Callable[[], Notifier] = _notifier
    pinger: Callable[[], Pinger] = _pinger
    start_at_login: Callable[[], StartAtLogin] = _start_at_login
    zone: Callable[[], ZoneInfo] = language.system_zone
    """The zone in which the owner is now."""

    @classmethod
    def of_user(cls) -> Context:
        """The context of whoever runs the command."""
        paths = find_paths()
        return cls(paths, SystemClock(), ProfileShelf(paths.profiles_folder), Redaction())

    @property
    def settings_file(self) -> SettingsFile:
        """The owner's settings file."""
        return SettingsFile(self.paths.settings_file, known_profiles=self.known_profiles)

    def settings(self) -> Settings:
        """The settings. Raises SettingsError."""
        return self.settings_file.load()

    def accounts(self, only: str | None = None) -> tuple[Account, ...]:
        """All accounts, or the one named. Raises SettingsError where there is none."""
        accounts = self.settings().accounts
        if only is not None:
            accounts = tuple(account for account in accounts if account.id == only)
            if not accounts:
                raise SettingsError(SettingsReason.UNKNOWN_ACCOUNT, account=only)
        if not accounts:
            raise SettingsError(SettingsReason.NO_ACCOUNTS)
        return accounts

    def watched(self, account: Account) -> Watched:
        """The account as the tray watches it. Raises SettingsError."""
        return self.profiles.watched(account, self.settings().alerts)

    def channel_names(self) -> dict[str, str]:
        """What the channels are called, by id; the desktop first. Raises SettingsError."""
        channels = self.settings().alerts.all_channels
        return {channel.id: alert_names.channel_name(channel.id, channel.name) for channel in channels}

    def known_profiles(self) -> tuple[str, ...]:
        """The ids of all supplier profiles."""
        return profile_ids(self.paths.profiles_folder)

    def refuse_taken(self, account: Account) -> None:
        """Raises SettingsError if there is an account of that id: asked before anybody types a key."""
        if self.settings().account(account.id) is not None:
            raise SettingsError(SettingsReason.DUPLICATE_ACCOUNT, account=account.id)

    def require_currency(self, account: Account) -> None:
        """Raises SettingsError if the supplier does not say the currency and the account does not either."""
        if account.currency is None and self.profiles.of(account).needs_currency:
            raise SettingsError(SettingsReason.CURRENCY_REQUIRED, account=account.id, field="currency")

    def speak(self) -> object:
        """Turns to the owner's language; what is given back keeps the translations alive."""
        try:
            chosen = self.settings().general.language
        except GallaError:  # the command itself will say what is wrong, in the system's language
            chosen = Language.SYSTEM
        return language.start_console(chosen)

    def start_log(self) -> Path:
        """Begins writing the log and gives its file."""
        from galla.adapters.log import start_log

        start_log(self.paths.log_folder, self.redaction)
        return self.paths.log_folder / "galla.log"

    async def obey_silence(self, account: Account) -> None:
        """Raises RateLimited while the account's supplier wants not to be asked, as far as the ledger can tell."""
        watched, now = self.watched(account), self.clock.now()
        try:
            async with self.ledger() as ledger:
                memory = await ledger.load(account.id, watched.known_series, now)
        except LedgerError:
            return
        until = schedule.silent_until(memory.next_allowed_at, now, Timing())
        if until is not None:
            raise RateLimited(retry_at=until)

    def credentials(self) -> Credentials:
        """The accounts' secrets."""
        return Credentials(self.secrets(), self.profiles.secret_names, self.redaction.add)

    @asynccontextmanager
    async def source(self) -> AsyncIterator[BalanceSource]:
        """The supplier client."""
        from galla.adapters.supplier_client import HttpBalanceSource

        source = HttpBalanceSource(self.clock, self.profiles.get)
        try:
            yield source
        finally:
            await source.close()

    @asynccontextmanager
    async def ledger(self) -> AsyncIterator[Ledger]:
        """The ledger. Raises LedgerError."""
        from galla.adapters.ledger.ledger import SqliteLedger

        ledger = await SqliteLedger.open(self.paths.ledger_folder, self.clock)
        try:
            yield ledger
        finally:
            await ledger.close()

    def poller(self, source: BalanceSource, ledger: Ledger) -> Poller:
        """Polls as the tray does, and writes notices for the same channels. Raises SettingsError."""
        plan = AlertPlan(self.settings().alerts, self.zone())
        return Poller(source, self.credentials(), ledger, self.clock, Timing(), plan=plan)

    async def tell_tray(self, word: str) -> None:
        """Tells a running tray that settings or ledger changed; nothing happens where none runs."""
        from galla.adapters.instance import SingleInstance

        await SingleInstance(self.paths.runtime_folder).send(word)


def snapshot(
    memory: AccountMemory, watched: Watched, storage: StorageState, now: datetime, problem: Problem | None = None
) -> Snapshot:
    """The account as a command shows it."""
    return overview.snapshot(memory, watched, Moment(now=now, storage=storage, problem=problem))
