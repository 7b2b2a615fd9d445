"""The settings as last read, and what is told when they change or cannot be read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from galla.domain.errors import GallaError, Problem
from galla.domain.settings import Settings
from galla.tasks import cancelled, in_thread
from galla.watch_parts import Face, Parts


class SettingsKeeping:
    """Reads the file when asked, away from the thread of the screen."""

    def __init__(self, parts: Parts, face: Face) -> None:
        self._parts = parts
        self._face = face
        self.current = Settings()
        self._problem: Problem | None = None
        self.are_known = False
        """Whether the file was ever read: what it does not name is gone, what it cannot say is not."""

    @asynccontextmanager
    async def heard(self, on_change: Callable[[], None]) -> AsyncIterator[None]:
        """Calls `on_change` in the meantime when somebody else has changed the file: by hand, by a command."""
        looking: set[asyncio.Task[None]] = set()

        async def look() -> None:
            if await self._have_changed():
                on_change()

        def on_news() -> None:
            task = asyncio.ensure_future(look())
            looking.add(task)
            task.add_done_callback(looking.discard)

        news = self._parts.settings_news
        if news is not None:
            news.start(on_news)
        try:
            yield
        finally:
            if news is not None:
                news.stop()
            await cancelled(looking)

    async def _have_changed(self) -> bool:
        """Our own changes are taken up already: then the file says what was last read."""
        try:
            found = await in_thread(self._parts.load_settings)
        except GallaError as error:
            return error.problem != self._problem
        return self._problem is not None or found != self.current or found.warnings != self.current.warnings

    async def load(self) -> None:
        """Keeps the settings before, where the file is broken; the owner is told, in the language of the settings."""
        self._problem = None
        try:
            self.current = await in_thread(self._parts.load_settings)
            self.are_known = True
        except GallaError as error:
            self._problem = error.problem
        self._face.settings_changed(self.current)
        self._face.trouble(self._problem)
