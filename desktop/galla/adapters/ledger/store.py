"""The ledger's file as the worker thread uses it: follows the file, mends it, or goes on in memory."""

from __future__ import annotations

import logging
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from galla.adapters.ledger import disk
from galla.adapters.ledger.faults import Corrupt, as_ledger_error, forbids_writing, reason_of, transaction
from galla.adapters.ledger.memory import Memories
from galla.adapters.ledger.schema import version_of
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.model import StorageState
from galla.domain.ports import Clock, StaleStep

RETURN_EVERY_S = 60.0
"""In memory, a write looks at most this often whether the file can be written again."""
MOST_UNWRITTEN = 10_000
"""Writes kept for the return, the newest: weeks of polls."""

log = logging.getLogger(__name__)

Result = TypeVar("Result")
Work = Callable[[sqlite3.Connection], Result]


class Store:
    """One connection and what to do when it fails. All methods run on the worker thread.

    Once `given_up` says so, waits for another process end soon, with LedgerError(LOCKED).

    In memory, a write tries once a minute to return to the file and then repeats there what was written meanwhile,
    but for steps of accounts that another process has moved on. Until that succeeds it is lost with the process,
    which `storage` says.
    """

    def __init__(self, folder: Path, clock: Clock, busy_timeout_s: float, given_up: Callable[[], bool]) -> None:
        self._folder = folder.absolute()
        self._clock = clock
        self._busy_timeout_s = busy_timeout_s
        self._wait_s = min(busy_timeout_s, disk.LONGEST_WAIT_S)
        self._given_up = given_up
        self._identity: tuple[int, int] | None = None
        self.memories = Memories()
        self.storage = StorageState.DURABLE
        self.unclean = False
        self._closed = False
        self._unwritten: deque[Work[object]] = deque(maxlen=MOST_UNWRITTEN)
        self._next_return_s = clock.monotonic() + RETURN_EVERY_S
        self._connection = self._open()

    @property
    def path(self) -> Path:
        """The ledger's file."""
        return self._folder / disk.FILE_NAME

    @property
    def in_memory(self) -> bool:
        """Whether nothing is kept over a restart."""
        return self.storage is StorageState.MEMORY_ONLY

    def read(self, work: Work[Result]) -> Result:
        """What `work` gives, within one read transaction. Raises LedgerError."""
        return self._run(work, "DEFERRED")

    def write(self, work: Work[Result]) -> Result:
        """What `work` gives, written durably in one transaction; in memory if the file cannot be written.

        `work` may be called again. Raises LedgerError(LOCKED) if another process writes for longer than the busy
        timeout.
        """
        if self.in_memory:
            self._return_to_disk()
        result = self._run(work, "IMMEDIATE")
        if self.in_memory:
            self._unwritten.append(work)
        return result

    def write_once(self, work: Work[Result]) -> Result:
        """As `write`, for work that cannot be called again: no memory takes over. Raises LedgerError."""
        try:
            self._follow_file()
            return self._attempt(work, "IMMEDIATE")
        except (sqlite3.Error, Corrupt) as error:
            raise as_ledger_error(error) from error

    def mend(self) -> None:
        """Moves a corrupt file aside and goes on with its backup, a new one or, where that fails, in memory."""
        if self.in_memory or self._closed:
            return
        log.warning("the ledger is corrupt; it is moved aside")
        self._connection.close()
        self._identity = None
        try:
            disk.rescue_if_corrupt(self._folder, self._clock.now(), self._given_up)
        except (OSError, sqlite3.Error, Corrupt) as error:
            log.warning("the ledger could not be mended: %s", reason_of(error))
            self._go_to_memory(None)
        else:
            self._connection = self._open()

    def close(self) -> None:
        """Lets go of the file."""
        self._closed = True
        self._connection.close()

    def _run(self, work: Work[Result], mode: str) -> Result:
        try:
            self._follow_file()
            return self._attempt(work, mode)
        except (sqlite3.Error, Corrupt, OSError) as error:
            reason = reason_of(error)
            if self.in_memory:
                raise as_ledger_error(error) from error
            if reason is LedgerReason.CORRUPT:
                self.mend()
            elif forbids_writing(error) and mode == "IMMEDIATE":
                log.warning("the ledger cannot be written: %s", reason)
                self._leave_disk()
            else:
                raise as_ledger_error(error) from error
        try:
            return self._attempt(work, mode)
        except (sqlite3.Error, Corrupt) as error:
            raise as_ledger_error(error) from error

    def _attempt(self, work: Work[Result], mode: str) -> Result:
        try:
            with transaction(self._connection, mode, self._busy_timeout_s, self._given_up):
                if not self.in_memory:
                    version_of(self._connection)  # a newer Galla may have migrated it under us
                return work(self._connection)
        except BaseException:
            self.memories.forget()
            raise

    def _open(self) -> sqlite3.Connection:
        self.memories.forget()
        self._identity = None  # should opening fail now, the next use tries again
        try:
            opened = disk.open_file(self._folder, self._clock.now(), self._wait_s, self._given_up)
        except (sqlite3.Error, OSError, Corrupt) as error:
            if reason_of(error) is LedgerReason.LOCKED:
                raise LedgerError(LedgerReason.LOCKED) from error
            log.warning("the ledger cannot be opened for writing: %s", reason_of(error))
            self.storage = StorageState.MEMORY_ONLY
            return disk.open_in_memory(self._folder)
        self.storage, self.unclean = opened.storage, opened.unclean
        self._identity = _identity(self.path)
        return opened.connection

    def _follow_file(self) -> None:
        """Opens the file again if another process has moved it aside and put another in its place."""
        if self.in_memory or (self._identity is not None and _identity(self.path) == self._identity):
            return
        self._connection.close()
        self._connection = self._open()

    def _return_to_disk(self) -> None:
        if self._clock.monotonic() < self._next_return_s:
            return
        self._next_return_s = self._clock.monotonic() + RETURN_EVERY_S
        self.memories.forget()
        try:
            opened = disk.open_file(self._folder, self._clock.now(), self._wait_s, self._given_up)
        except (sqlite3.Error, OSError, Corrupt, LedgerError):
            return
        try:
            with transaction(opened.connection):
                for work in self._unwritten:
                    with suppress(StaleStep):
                        work(opened.connection)
        except sqlite3.Error:  # still full
            opened.connection.close()
            return
        finally:
            self.memories.forget()
        log.warning("the ledger can be written again; %d writes were carried over", len(self._unwritten))
        self._unwritten.clear()
        self._connection.close()
        self._connection, self.storage = opened.connection, opened.storage
        self._identity = _identity(self.path)

    def _leave_disk(self) -> None:
        """Goes on in memory with all that the file holds; reading it works on a full disk."""
        memory = disk.memory()
        try:
            self._connection.backup(memory)
        except sqlite3.Error:
            memory.close()
            self._connection.close()
            self._go_to_memory(self._folder)
            return
        self._connection.close()
        self._connection = memory
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._enter_memory()

    def _go_to_memory(self, folder: Path | None) -> None:
        self._connection = disk.open_in_memory(folder)
        self._enter_memory()

    def _enter_memory(self) -> None:
        self.storage = StorageState.MEMORY_ONLY
        self._next_return_s = self._clock.monotonic() + RETURN_EVERY_S
        self.memories.forget()


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file stands under the name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
