"""The demo: the real program on an embedded supplier, a ledger in a temporary folder and a keyring in memory."""

from __future__ import annotations

import asyncio
import secrets
import sys
import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from galla.adapters.channels import AppriseSender
from galla.adapters.clock import SystemClock
from galla.adapters.heartbeat_ping import HttpPinger
from galla.adapters.log import Redaction, start_log
from galla.adapters.machine import MachineNews
from galla.adapters.memory_secrets import MemorySecrets
from galla.adapters.notifications import platform_notifier
from galla.adapters.paths import Paths, paths_under
from galla.app import TrayApplication
from galla.demo.store import CURRENCY, THRESHOLD, TOP_UP_AT_S, DemoStore
from galla.demo.supplier import EmbeddedSupplier
from galla.domain.alert_settings import DEFAULT_ALERTS
from galla.domain.model import Secret, SecretName, SeriesKey, Snapshot
from galla.domain.money import Money
from galla.domain.notice import NativeMessage, Notice, NoticeKind, Rule
from galla.domain.schedule import Timing
from galla.domain.settings import Account, Settings, Thresholds
from galla.engine.channel_ways import Wording
from galla.resource_files import resource_path
from galla.texts import demo as words
from galla.texts import exports, language
from galla.watch import Watch
from galla.watch_parts import Parts

ACCOUNT_ID = "demo"
KEY_NAME = "api_key"
READ_EVERY_S = 2.0
"""As a shop that checks each order against the balance would have it read; the tray's own pace is minutes."""
GIVE_UP_AT_S = TOP_UP_AT_S + 25.0
DRAWING_S = 3.0
"""Time for the chart window to come up complete before its picture is taken."""
UNWRITABLE = 2
"""Exit code where the pictures cannot be written."""
ALERTS = replace(DEFAULT_ALERTS, off=DEFAULT_ALERTS.off | {Rule.FAST_DROP})
"""A day's orders come within a minute: that this is fast is no news here."""
DEMO_TIMING = Timing(confirm_s=READ_EVERY_S, refresh_min_age_s=0.0)


def run(output: Path, *, has_screen: bool) -> int:
    """Plays the demo and gives its exit code: 0 when everything it promised was seen."""
    if not has_screen:
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError:
            print(exports.not_written(str(output)), file=sys.stderr)
            return UNWRITABLE
    with tempfile.TemporaryDirectory(prefix="galla-demo-") as home:
        paths = paths_under(Path(home))
        start_log(paths.log_folder, Redaction())
        clock = SystemClock()
        application = DemoApplication(clock, None if has_screen else output)
        application.settings_changed(Settings())
        print(words.begins())
        print(words.with_screen() if has_screen else words.without_screen(str(output)))
        application.show_icon()
        stage = Stage(clock, paths)
        return application.play(stage)


class Stage:
    """Shop, supplier and the parts that the program runs on."""

    def __init__(self, clock: SystemClock, paths: Paths) -> None:
        self.clock = clock
        self.store = DemoStore()
        self._key = secrets.token_urlsafe(16)
        self._began_s: float | None = None
        self.supplier = EmbeddedSupplier(self._key, self._balance, clock.now)
        self.settings = Settings(alerts=ALERTS)
        name = SecretName(ACCOUNT_ID, KEY_NAME)
        self.parts = Parts(
            paths=paths,
            clock=clock,
            load_settings=lambda: self.settings,
            change_alerts=lambda change: self._change(replace(self.settings, alerts=change(self.settings.alerts))),
            change_account=lambda _, change: self._change(
                replace(self.settings, accounts=tuple(map(change, self.settings.accounts)))
            ),
            change_general=lambda change: self._change(replace(self.settings, general=change(self.settings.general))),
            add_account=lambda account: self._change(
                replace(self.settings, accounts=(*self.settings.accounts, account))
            ),
            remove_account=lambda account_id: self._change(
                replace(self.settings, accounts=tuple(item for item in self.settings.accounts if item.id != account_id))
            ),
            secrets=MemorySecrets({name: Secret(self._key)}),
            notifier=platform_notifier(resource_path("icons", "galla.svg")),
            sender=AppriseSender(),
            pinger=HttpPinger(),
            news=MachineNews(),
            zone=language.system_zone,
            timing=DEMO_TIMING,
        )

    @property
    def elapsed_s(self) -> float:
        """Seconds since the live phase began."""
        return 0.0 if self._began_s is None else self.clock.monotonic() - self._began_s

    async def open(self, watch: Watch) -> None:
        """Starts the supplier, writes the history, and lets the watch see the account."""
        address = await self.supplier.start()
        account = Account(
            id=ACCOUNT_ID,
            name=words.account_name(),
            base_url=address,
            currency=CURRENCY,
            timezone=language.system_timezone(),
            thresholds=Thresholds(balance=Decimal(THRESHOLD.amount)),
        )
        series = SeriesKey(account.id, account.profile, address, account.environment, CURRENCY)
        await watch.ledger.import_history(series, self.store.history(self.clock.now()))
        self.settings = replace(self.settings, accounts=(account,))
        self._began_s = self.clock.monotonic()
        watch.reload_settings()

    def _change(self, settings: Settings) -> Settings:
        """What the owner changes in the demo lasts as long as it does."""
        self.settings = settings
        return settings

    def _balance(self) -> Money:
        return self.store.balance_at(self.elapsed_s)


class DemoApplication(TrayApplication):
    """The program, telling on the terminal what it does; with `output`, taking pictures and ending by itself."""

    def __init__(self, clock: SystemClock, output: Path | None) -> None:
        super().__init__(clock)
        self._output = output
        self._last: Snapshot | None = None
        self._told: set[NoticeKind] = set()
        self._recovered = asyncio.Event()

    def play(self, stage: Stage) -> int:
        """Runs to the end; 0 when a warning and a recovery were told."""

        async def beside(watch: Watch) -> None:
            try:
                await watch.began.wait()
                await stage.open(watch)
                await self._trade(stage, watch)
            finally:  # also where something failed: a demo without a screen ends by itself
                watch.stop()

        code = self.run(stage.parts, None, beside)
        if self._output is None or self._told >= {NoticeKind.RAISED, NoticeKind.RECOVERED}:
            return code
        print(words.did_not_recover())
        return 1

    async def _trade(self, stage: Stage, watch: Watch) -> None:
        """Has the balance read often, as a shop with the order check would."""
        pictured = False
        while self._output is None or stage.elapsed_s < GIVE_UP_AT_S:
            await self.clock.sleep(READ_EVERY_S)
            await watch.refresh(ACCOUNT_ID)
            if self._output is not None and NoticeKind.RAISED in self._told and not pictured:
                pictured = True
                await self._take_pictures(self._output)
            if self._output is not None and NoticeKind.RECOVERED in self._told:
                break
        await self.clock.sleep(READ_EVERY_S)
        await stage.supplier.close()
        print(words.ends())

    async def _take_pictures(self, folder: Path) -> None:
        self.desk.open_panel()
        self.desk.open_chart(ACCOUNT_ID)
        await self.clock.sleep(DRAWING_S)
        for name, picture in self.desk.pictures().items():
            path = folder / f"{name}.png"
            saved = picture.save(str(path))
            self._say(words.picture(str(path)) if saved else exports.not_written(str(path)))

    # --- telling

    def render(self, snapshots: tuple[Snapshot, ...]) -> None:
        """Shows the snapshots, and tells what changed."""
        super().render(snapshots)
        for snapshot in snapshots:
            self._tell_change(self._last, snapshot)
            self._last = snapshot

    def wording(self) -> Wording:
        """Notices in words, also on the terminal."""
        wording = super().wording()

        def told(notice: Notice) -> NativeMessage:
            message = wording.native(notice)
            self._told.add(notice.kind)
            self._say(words.notification(message.title, message.body))
            return message

        return replace(wording, native=told)

    def fall_back(self, message: NativeMessage) -> bool:
        """Without any desktop the terminal is where the owner is told."""
        return super().fall_back(message) or self._output is not None

    def _tell_change(self, before: Snapshot | None, after: Snapshot) -> None:
        if after.balance is None:
            return
        if before is not None and before.balance is not None:
            if after.balance < before.balance:
                self._say(words.order_placed(before.balance - after.balance, after.balance))
            elif after.balance > before.balance:
                self._say(words.topped_up(after.balance - before.balance, after.balance))
        if before is None or before.level is not after.level:
            self._say(words.level_changed(after.level, after.balance))

    def _say(self, sentence: str) -> None:
        print(f"{self.clock.now().astimezone():%H:%M:%S}  {sentence}", flush=True)
