"""The settings as last read, and what is told when they change or cannot be read."""

from __future__ import annotations

import asyncio

from galla.domain.errors import GallaError
from galla.domain.settings import Settings
from galla.watch_parts import Face, Parts


class SettingsKeeping:
    """Reads the file when asked, away from the thread of the screen."""

    def __init__(self, parts: Parts, face: Face) -> None:
        self._parts = parts
        self._face = face
        self.current = Settings()
        self.are_known = False
        """Whether the file was ever read: what it does not name is gone, what it cannot say is not."""

    async def load(self) -> None:
        """Keeps the settings before, where the file is broken; the owner is told, in the language of the settings."""
        problem = None
        try:
            self.current = await asyncio.get_running_loop().run_in_executor(None, self._parts.load_settings)
            self.are_known = True
        except GallaError as error:
            problem = error.problem
        self._face.settings_changed(self.current)
        self._face.trouble(problem)
