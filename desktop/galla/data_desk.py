"""The owner's data as a whole: where it is, settings to take along and back, and its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from galla.domain.channel_secrets import address_of, heartbeat_url
from galla.domain.errors import GallaError, KeyringError
from galla.domain.model import SecretName
from galla.tasks import in_thread
from galla.texts import data_words, problems

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine, Sequence

    from galla.account_desk import AccountDesk
    from galla.adapters.settings_archive import Incoming
    from galla.domain.settings import Settings
    from galla.ui.settings.window import SettingsWindow
    from galla.watch import Watch
    from galla.watch_parts import Parts

    Do = Callable[[Coroutine[object, object, None]], None]
    Tell = Callable[[Callable[[SettingsWindow], None]], None]

log = logging.getLogger(__name__)


class DataDesk:
    """For one window after another; what takes longer than its window is told in the next."""

    def __init__(
        self,
        tell: Tell,
        parts: Parts,
        watch: Watch,
        suppliers: AccountDesk,
        *,
        changing: asyncio.Lock,
        settings: Callable[[], Settings],
        look_up: Callable[[], Coroutine[object, object, None]],
        erase: Callable[[Sequence[str]], None],
    ) -> None:
        """`changing` is held while the settings file and what belongs to it are changed; `look_up` shows anew which
        suppliers and addresses there are; `erase` ends the program and deletes its files, and is told the names of the
        accounts whose keys may stay."""
        self._tell, self._parts, self._watch, self._suppliers = tell, parts, watch, suppliers
        self._changing, self._settings, self._look_up, self._erase = changing, settings, look_up, erase
        self._said: tuple[Callable[[], str], bool] | None = None
        """What came of the last wish, to be said again in another language."""

    def connect(self, window: SettingsWindow, do: Do) -> None:
        """Hears the window from now on."""
        window.data_folder_wanted.connect(self._open_folder)
        window.settings_export_requested.connect(lambda path: do(self._export(Path(path))))
        window.settings_import_requested.connect(lambda path: do(self._import(Path(path))))
        window.erase_requested.connect(lambda: do(self._erase_all()))

    def _open_folder(self) -> None:
        folder = self._parts.paths.data_folder
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._say(partial(data_words.folder_not_opened, str(folder)), good=False)

    async def _export(self, path: Path) -> None:
        transfer = self._parts.transfer
        assert transfer is not None
        self._said = None
        try:
            await in_thread(partial(transfer.export_to, path))
        except GallaError as error:
            self._say(partial(problems.sentence, error.problem), good=False)
            return
        self._say(partial(data_words.exported, path.name), good=True)

    async def _import(self, path: Path) -> None:
        transfer = self._parts.transfer
        assert transfer is not None
        self._said = None
        try:
            incoming = await in_thread(partial(transfer.look_into, path))
            async with self._changing:
                with_keys = await self._with_keys(incoming)
                imported = await in_thread(partial(transfer.import_from, incoming, with_keys))
        except GallaError as error:
            self._say(partial(problems.sentence, error.problem), good=False)
            return
        held = [account.name for account in imported.held]
        shadowing = imported.shadowing
        self._say(partial(data_words.imported, held, shadowing), good=not held and not shadowing)
        self._watch.reload_settings()
        await self._look_up()

    async def _with_keys(self, incoming: Incoming) -> set[str]:
        """The accounts that have keys here; all of them where the keyring does not say."""
        names: Collection[SecretName] = incoming.secret_names
        try:
            names = await self._parts.secrets.read(incoming.secret_names)
        except KeyringError as error:
            log.warning("which keys there are cannot be looked up, so all are taken to be there: %s", error)
        return {name.account_id for name in names}

    async def _erase_all(self) -> None:
        """The secrets first, while the settings still say which there are; what is deleted of them cannot come back,
        but a keyring that refuses leaves all else, to try again."""
        deleted = 0
        async with self._changing:
            try:
                settings = await in_thread(self._parts.load_settings)
                kept = [(account, await self._suppliers.secret_names(account)) for account in settings.accounts]
                names = [SecretName(account.id, name) for account, known in kept for name in known or ()]
                names += [address_of(channel.id) for channel in settings.alerts.channels]
                for name in (*names, heartbeat_url()):
                    await self._parts.secrets.delete(name)
                    deleted += 1
                if self._parts.start_at_login is not None:
                    await in_thread(partial(self._parts.start_at_login.set, False))
            except GallaError as error:
                log.warning("not everything could be deleted: %s", error)
                self._say(partial(data_words.not_deleted, error.problem, some_keys=deleted > 0), good=False)
                return
            self._erase([account.name for account, known in kept if known is None])

    def say_again(self) -> None:
        """In a window that took the place of another."""
        if self._said is not None:
            say, good = self._said
            self._say(say, good=good)

    def _say(self, say: Callable[[], str], *, good: bool) -> None:
        self._said = say, good
        self._tell(lambda window: window.render_data_answer(say(), good=good))
