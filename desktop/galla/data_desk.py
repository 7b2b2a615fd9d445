"""The owner's data as a whole: where it is, settings to take along and back, and its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from galla.domain.channel_secrets import address_of, heartbeat_url
from galla.domain.errors import GallaError
from galla.domain.model import SecretName
from galla.texts import data_words, problems

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from galla.account_desk import AccountDesk
    from galla.domain.settings import Settings
    from galla.ui.settings.window import SettingsWindow
    from galla.watch import Watch
    from galla.watch_parts import Parts

    Do = Callable[[Coroutine[object, object, None]], None]

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class DataDesk:
    """For one window, as long as it lives."""

    def __init__(
        self,
        window: SettingsWindow,
        parts: Parts,
        watch: Watch,
        suppliers: AccountDesk,
        *,
        changing: asyncio.Lock,
        erase: Callable[[], None],
    ) -> None:
        """`changing` is held while the settings file and what belongs to it are changed; `erase` ends the program and
        deletes its files."""
        self._window, self._parts, self._watch, self._suppliers = window, parts, watch, suppliers
        self._changing, self._erase = changing, erase

    def connect(self, do: Do) -> None:
        """Hears the window from now on."""
        window = self._window
        window.data_folder_wanted.connect(self._open_folder)
        window.settings_export_requested.connect(lambda path: do(self._export(Path(path))))
        window.settings_import_requested.connect(lambda path: do(self._import(Path(path))))
        window.erase_requested.connect(lambda: do(self._erase_all()))

    def _open_folder(self) -> None:
        folder = self._parts.paths.data_folder
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._window.render_data_answer(data_words.folder_not_opened(str(folder)), good=False)

    async def _export(self, path: Path) -> None:
        transfer = self._parts.transfer
        assert transfer is not None
        await self._answer(partial(transfer.export_to, path), data_words.exported(path.name))

    async def _import(self, path: Path) -> None:
        transfer = self._parts.transfer
        assert transfer is not None
        async with self._changing:
            done = await self._answer(partial(transfer.import_from, path), data_words.imported())
        if done:
            self._watch.reload_settings()
            await self._suppliers.look_up()
            self._window.render_suppliers(self._suppliers.profiles)

    async def _erase_all(self) -> None:
        """The secrets first, while the settings still say which there are: a keyring that refuses leaves all else as it
        was, to try again."""
        async with self._changing:
            try:
                settings = await self._in_thread(self._parts.load_settings)
                for name in await self._secret_names(settings):
                    await self._parts.secrets.delete(name)
                if self._parts.start_at_login is not None:
                    await self._in_thread(partial(self._parts.start_at_login.set, False))
            except GallaError as error:
                log.warning("not everything could be deleted: %s", error)
                self._window.render_data_answer(data_words.not_deleted(problems.sentence(error.problem)), good=False)
                return
            self._erase()

    async def _secret_names(self, settings: Settings) -> list[SecretName]:
        """Raises SettingsError where a profile cannot be read, and so not what it keeps in the keyring."""
        await self._suppliers.look_up()
        names = []
        for account in settings.accounts:
            names += [SecretName(account.id, name) for name in self._suppliers.secret_names(account)]
        names += [address_of(channel.id) for channel in settings.alerts.channels]
        return [*names, heartbeat_url()]

    async def _answer(self, work: Callable[[], object], sentence: str) -> bool:
        try:
            await self._in_thread(work)
        except GallaError as error:
            self._window.render_data_answer(problems.sentence(error.problem), good=False)
            return False
        self._window.render_data_answer(sentence, good=True)
        return True

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(None, work)
