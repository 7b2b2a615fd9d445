"""News of the settings file: somebody else has changed it, by hand or by a command."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from galla.adapters.settings_file import SettingsFile

SETTLE_MS = 300
"""An editor writes a file in several steps; what is in between is not looked at."""


class SettingsFileNews(QObject):
    """Calls `on_change` after the file was changed, replaced, made or deleted, while it is started.

    The folder is watched as well: whoever writes a file whole puts another in its place, and a watch on the old one
    would see nothing more. No timer runs while nothing happens.
    """

    def __init__(self, file: SettingsFile) -> None:
        super().__init__()
        self._file = file
        self._on_change: Callable[[], None] | None = None
        self._seen: tuple[int, int] | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self._watcher: QFileSystemWatcher | None = None

    def start(self, on_change: Callable[[], None]) -> None:
        """Looks from now on."""
        self._on_change = on_change
        self._seen = self._file.fingerprint()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._on_news)
        self._watcher.fileChanged.connect(self._on_news)
        self._watch()

    def stop(self) -> None:
        """Nothing is called after this."""
        self._on_change = None
        self._settle.stop()
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None

    def _on_news(self) -> None:
        self._watch()
        self._settle.start()

    def _on_settled(self) -> None:
        """Much else lies in the folder: only a file that is another than before is news."""
        self._watch()
        found = self._file.fingerprint()
        if found == self._seen:
            return
        self._seen = found
        if self._on_change is not None:
            self._on_change()

    def _watch(self) -> None:
        """A file that was replaced is no longer watched, and one that is new not yet."""
        if self._watcher is None:
            return
        watched = {*self._watcher.files(), *self._watcher.directories()}
        for place in (self._file.path.parent, self._file.path):
            if str(place) not in watched and place.exists():
                self._watcher.addPath(str(place))
