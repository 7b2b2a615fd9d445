"""The tray application: wire, run, stop. The icon comes first; all else is imported after it is shown."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTranslator

from galla.qt_process import make_qt_application, stop_on_signals, use_few_threads
from galla.tasks import in_thread
from galla.ui.desk import Desk

if TYPE_CHECKING:
    import asyncio

    from galla.adapters.instance import SingleInstance
    from galla.alert_desk import AlertDesk
    from galla.alert_words import AlertWords
    from galla.domain.errors import Problem
    from galla.domain.model import Snapshot
    from galla.domain.notice import Episode, NativeMessage
    from galla.domain.ports import Clock
    from galla.domain.settings import General, Settings
    from galla.engine.channel_ways import Wording
    from galla.settings_desk import SettingsDesk
    from galla.watch import Watch
    from galla.watch_parts import Parts

BETWEEN_REFRESHES_S = 0.02
READY_AFTER_S = 2.0
"""After the start, which has better things to do."""


class TrayApplication:
    """The Qt side of the program: it is the watch's face, and carries the owner's wishes to the watch."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.qt = make_qt_application()
        self.desk = Desk(clock.now)
        self._translators: tuple[QTranslator, ...] = ()
        self._general: General | None = None
        self._accounts: dict[str, Snapshot] = {}
        self._common: tuple[Episode, ...] = ()
        self._settings: Settings | None = None
        self._words: AlertWords | None = None
        self._alerts: AlertDesk | None = None
        self._settings_desk: SettingsDesk | None = None
        self._broken_settings = ""
        self._parts: Parts | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._watch: Watch | None = None
        self._refreshing: asyncio.Lock | None = None
        self._erases = False
        self._with_unknown_keys: tuple[str, ...] = ()

    def show_icon(self) -> None:
        """Puts the icon into the tray before anything else is imported."""
        self.desk.start()
        self.qt.processEvents()

    def run(self, parts: Parts, instance: SingleInstance | None, beside: Play | None = None) -> int:
        """Watches until quit. `beside` is played along with it: the demo's orders."""
        import qasync

        with qasync.QEventLoop(self.qt) as loop:
            use_few_threads(loop)
            code = int(loop.run_until_complete(self._main(parts, instance, beside)))
        if self._erases:
            self._erase(parts, instance)
        return code

    async def _main(self, parts: Parts, instance: SingleInstance | None, beside: Play | None) -> int:
        import asyncio

        from galla.alert_desk import AlertDesk
        from galla.alert_words import AlertWords
        from galla.chart_desk import ChartDesk, write_off_thread
        from galla.tasks import cancelled
        from galla.watch import Watch

        self._words = AlertWords(self.clock.now, lambda: self._accounts, parts.zone)
        self._watch = watch = Watch(parts, self)
        self._alerts = AlertDesk(
            self.desk, watch, self._words, settings=self._known_settings, do=self._do, write=write_off_thread
        )
        self._parts, self._refreshing = parts, asyncio.Lock()
        ChartDesk(self.desk, watch, accounts=lambda: self._accounts, do=self._do)
        self._connect(watch)
        stop_on_signals(watch.stop)
        parts.notifier.listen(self._alerts.on_action)
        if instance is not None:
            await self._hear(instance)
        self._do(self._make_ready(watch))
        if beside is not None:
            self._do(beside(watch))
        try:
            await watch.run()
        finally:
            self.desk.close()
            if self._settings_desk is not None:
                self._settings_desk.close()
            if instance is not None:
                await instance.close(keep_lock=self._erases)
            await cancelled(self._tasks)
        return 0

    async def _make_ready(self, watch: Watch) -> None:
        """Imports the panel in a worker once the start is over: the first click would wait 30 ms for it."""
        from importlib import import_module

        await watch.began.wait()
        await self.clock.sleep(READY_AFTER_S)
        for name in ("galla.ui.panel", "galla.ui.alerts.window"):
            await in_thread(partial(import_module, name))

    async def _hear(self, instance: SingleInstance) -> None:
        """Hears second starts and commands; where that is impossible the watch itself goes on."""
        try:
            await instance.serve(self._on_message)
        except OSError as error:
            import logging

            logging.getLogger(__name__).warning("no other process can be heard: %s", error)

    # --- the watch's face

    def render(self, snapshots: tuple[Snapshot, ...]) -> None:
        """Shows the accounts as they are now."""
        self._accounts = {snapshot.account_id: snapshot for snapshot in snapshots}
        self.desk.render(snapshots, self._alerts.common(self._common) if self._alerts and self._common else ())
        if self._settings_desk is not None:
            self._settings_desk.accounts_changed()

    def common_alerts(self, episodes: tuple[Episode, ...]) -> None:
        """Shows the open alerts that are no single account's."""
        self._common = episodes
        self.render(tuple(self._accounts.values()))

    def settings_changed(self, settings: Settings) -> None:
        """Turns to the language and theme of the settings."""
        from galla.texts import language
        from galla.ui import theme

        self._settings = settings
        before, self._general = self._general, settings.general
        if before is None or before.theme != settings.general.theme:
            theme.apply_theme(settings.general.theme)
            self.desk.restyle()
        if before is None or before.language != settings.general.language:
            language.remove(self._translators)
            self._translators = language.install(settings.general.language)
            if before is not None or not language.is_of_the_source():
                self.desk.retranslate()
            if self._settings_desk is not None:
                self._settings_desk.retranslate()
        if self._settings_desk is not None:
            self._settings_desk.settings_changed()

    def trouble(self, problem: Problem | None) -> None:
        """Opens the panel with what is wrong."""
        from galla.domain.errors import ProblemKind
        from galla.texts import problems

        sentence = "" if problem is None else problems.sentence(problem)
        self.desk.set_trouble(sentence)
        is_of_settings = problem is not None and problem.kind is ProblemKind.SETTINGS
        self._broken_settings = sentence if is_of_settings else ""
        if self._settings_desk is not None:
            self._settings_desk.broken(self._broken_settings)

    def fault(self, log_file: str) -> None:
        """Opens the panel with where the log is."""
        from galla.texts import commands

        self.desk.set_trouble(commands.unexpected_fault(log_file))

    def wording(self) -> Wording:
        """Who puts notices into words."""
        assert self._words is not None
        return self._words.wording()

    def fall_back(self, message: NativeMessage) -> bool:
        """The tray's own message, where no notification server answers."""
        return self.desk.show_message(message)

    # --- the owner's wishes

    def _connect(self, watch: Watch) -> None:
        desk = self.desk
        desk.poll_requested.connect(lambda account_id: self._do(self._refresh(account_id)))
        desk.top_up_requested.connect(self._on_top_up)
        desk.settings_requested.connect(lambda page: self._do(self._open_settings(page)))
        desk.quit_requested.connect(watch.stop)

    async def _refresh(self, account_id: str) -> None:
        """One after the other: fifty requests begun in one turn of the loop would hold up the screen."""
        assert self._watch is not None
        assert self._refreshing is not None
        async with self._refreshing:
            refusal = await self._watch.refresh(account_id)
            await self.clock.sleep(BETWEEN_REFRESHES_S)
        snapshot = self._accounts.get(account_id)
        if refusal is not None and snapshot is not None:
            from galla.texts import snapshots

            self.desk.tell(snapshots.refusal_sentence(refusal, snapshot, self.clock.now()))

    def _on_top_up(self, account_id: str) -> None:
        """Opens the supplier's page in the browser; where none is known, the panel says what to do."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        snapshot = self._accounts.get(account_id)
        page = None if snapshot is None else snapshot.top_up_page
        if page is None or not QDesktopServices.openUrl(QUrl(page)):
            self.desk.open_panel()

    async def _open_settings(self, page: str) -> None:
        """Imports the window in a worker: it takes as long as several frames."""
        from importlib import import_module

        await in_thread(partial(import_module, "galla.ui.settings.window"))
        if self._settings_desk is None:
            from galla.settings_desk import SettingsDesk

            assert self._parts is not None
            assert self._watch is not None
            self._settings_desk = SettingsDesk(
                self._parts,
                self._watch,
                settings=self._known_settings,
                accounts=lambda: self._accounts,
                do=self._do,
                erase=self._quit_and_erase,
            )
            self._settings_desk.broken(self._broken_settings)
        self._settings_desk.open(page)

    def _quit_and_erase(self, with_unknown_keys: Sequence[str]) -> None:
        """Files are deleted once nobody has them open; of these accounts nobody knows which keys there are."""
        assert self._watch is not None
        self._erases, self._with_unknown_keys = True, tuple(with_unknown_keys)
        self._watch.stop()

    def _erase(self, parts: Parts, instance: SingleInstance | None) -> None:
        """The lock is held until its own file goes: a start in between would lose its files."""
        from galla.adapters.erasure import erase_files
        from galla.texts import data_words

        left = erase_files(parts.paths)
        if instance is not None:
            instance.release()
            left = erase_files(parts.paths) if left else ()  # Windows deletes no file that is open
        sentences = [data_words.files_stay("\n".join(map(str, left)))] if left else []
        if self._with_unknown_keys:
            sentences.append(data_words.keys_may_stay(self._with_unknown_keys))
        if sentences:
            from PySide6.QtWidgets import QMessageBox

            QMessageBox.warning(None, self.qt.applicationDisplayName(), "\n\n".join(sentences))

    def _known_settings(self) -> Settings:
        from galla.domain.settings import Settings

        return self._settings or Settings()

    def _on_message(self, word: str) -> None:
        """What a second start or a command says."""
        assert self._watch is not None
        match word:
            case "show":
                self.desk.open_panel()
            case "reload":
                self._watch.reload_settings()
            case "keys":
                self._watch.try_again()
            case "polled":
                self._do(self._watch.read_again())

    def _do(self, work: Coroutine[object, object, None]) -> None:
        """Starts `work` and keeps it alive; what goes wrong in it is logged, and the watch goes on."""
        import asyncio

        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            import logging

            logging.getLogger(__name__).error("a wish failed", exc_info=task.exception())


if TYPE_CHECKING:
    Play = Callable[[Watch], Coroutine[object, object, None]]
