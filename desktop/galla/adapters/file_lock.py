"""A lock between processes that the system lets go of however its holder ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from galla.adapters.paths import make_private_folder


class FileLock:
    """A lock on the file at `path`, which is made if need be and stays. Methods raise OSError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self, *, wait: bool = False) -> bool:
        """True when the lock is ours; False when another holds it, unless `wait`."""
        if self._descriptor is not None:
            return True
        make_private_folder(self._path.parent)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            held = _lock(descriptor, wait)
        except BaseException:
            os.close(descriptor)
            raise
        if not held:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Lets the next one have it."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, wait: bool) -> bool:
        # LK_LOCK itself gives up after ten tries, a second apart
        try:
            msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int, wait: bool) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
