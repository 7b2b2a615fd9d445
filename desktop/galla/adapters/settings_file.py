"""The settings file: read with tomllib, changed in place without losing the owner's comments, order or fields."""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections.abc import Callable, Collection, Set
from contextlib import contextmanager, suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from galla.adapters.file_lock import FileLock
from galla.adapters.paths import make_private_folder
from galla.domain.alert_settings import AlertSettings
from galla.domain.alert_settings_rules import check_alerts
from galla.domain.errors import SettingsError, SettingsReason
from galla.domain.settings import Account, General, Settings
from galla.domain.settings_rules import check_account, parse_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from galla.adapters.settings_draft import SettingsDraft
    from galla.adapters.toml_layout import TomlLayout

KEPT = ".before-import"
"""Behind the name of a file that an import has replaced."""

_POSITION = re.compile(r"at line (\d+), column (\d+)")


class SettingsFile:
    """`settings.toml` at `path`. Methods raise SettingsError, whose facts name the file as `path`."""

    def __init__(self, path: Path, *, known_profiles: Callable[[], Collection[str]] | None = None) -> None:
        self.path = path
        self._known_profiles = known_profiles

    def fingerprint(self) -> tuple[int, int] | None:
        """Time of change in ns and size in bytes, to notice that it was edited; None where there is no file."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def load(self) -> Settings:
        """The settings; all defaults where there is no file."""
        text = self._read()
        return Settings() if text is None else self._parse(text)[0]

    def read_text(self) -> str:
        """What the file says, if it can be read as settings; empty where there is none."""
        text = self._read() or ""
        self._parse(text)
        return text

    def parsed(self, content: bytes, name: str) -> Settings:
        """What `content` says, whose errors name `name`; nothing is read or written."""
        return self._parse_of(content, name)[1]

    def replace_with(
        self,
        content: bytes,
        name: str,
        to_pause: Callable[[Settings, Settings], Set[str]],
        then: Callable[[], None],
    ) -> Settings:
        """The settings that `content` says, in place of the file, which stays beside it with `KEPT` behind its name.

        `to_pause` says, of the settings before and of these, which accounts are not to be asked before their owner has
        looked at them. Errors in `content` name `name`. A broken file is not replaced: what is in it is not known.
        Where `then` raises, the settings are again what they were.
        """
        from galla.adapters import settings_edit
        from galla.adapters.settings_draft import SettingsDraft

        with self._editing():
            before = self._read()
            old, _ = self._parse(before or "")
            text, new, tables = self._parse_of(content, name)
            paused, draft = to_pause(old, new), SettingsDraft(text, tables)
            accounts = tuple(replace(one, paused=one.paused or one.id in paused) for one in new.accounts)
            for index, (one, changed) in enumerate(zip(new.accounts, accounts, strict=True)):
                settings_edit.change_account(draft, index, one, changed)
            kept = self.path.with_name(self.path.name + KEPT)
            kept_before = kept.read_text(encoding="utf-8") if kept.exists() else None
            if before is not None:
                _write_whole(kept, before)
            if draft.is_unchanged:
                _write_whole(self.path, text)
            settings = self._replace(draft, replace(new, accounts=accounts))
            try:
                then()
            except BaseException:
                _put_back(self.path, before)
                _put_back(kept, kept_before)
                raise
            return settings

    def add_account(self, account: Account) -> Settings:
        """The settings with `account` after the others, written to the file."""
        with self._editing():
            settings, draft = self._draft()
            try:
                account = check_account(account, known_profiles=self._profiles())
            except SettingsError as error:
                raise self._with_path(error) from None
            if settings.account(account.id) is not None:
                raise self._error(SettingsReason.DUPLICATE_ACCOUNT, field="id", account=account.id)
            from galla.adapters import settings_edit

            settings_edit.add_account(draft, account)
            return self._replace(draft, replace(settings, accounts=(*settings.accounts, account)))

    def remove_account(self, account_id: str) -> Settings:
        """The settings without the account, written to the file."""
        with self._editing():
            settings, draft = self._draft()
            index = self._index(settings, account_id)
            draft.remove("accounts", index)
            left = tuple(account for account in settings.accounts if account.id != account_id)
            return self._replace(draft, replace(settings, accounts=left))

    def change_account(self, account_id: str, change: Callable[[Account], Account]) -> Settings:
        """The settings with what `change` makes of the account as the file has it; only what differs is written.

        An error about one of its values has its `field`, such as `thresholds.balance`, and no path.
        """
        with self._editing():
            settings, draft = self._draft()
            index = self._index(settings, account_id)
            account = check_account(change(settings.accounts[index]), known_profiles=self._profiles())
            from galla.adapters import settings_edit

            settings_edit.change_account(draft, index, settings.accounts[index], account)
            accounts = tuple(account if other.id == account.id else other for other in settings.accounts)
            return self._replace(draft, replace(settings, accounts=accounts))

    def change_general(self, change: Callable[[General], General]) -> Settings:
        """The settings with what `change` makes of those that are no account's; only what differs is written."""
        with self._editing():
            settings, draft = self._draft()
            general = change(settings.general)
            from galla.adapters import settings_edit

            settings_edit.change_general(draft, settings.general, general)
            return self._replace(draft, replace(settings, general=general))

    def change_alerts(self, change: Callable[[AlertSettings], AlertSettings]) -> Settings:
        """The settings with what `change` makes of the alert settings in the file; only what differs is written.

        A change, and not a value: what somebody else has written since the file was read stays. An error about one of
        the values has its `field`, such as `alerts.repeat_hours`, and no path.
        """
        with self._editing():
            settings, draft = self._draft()
            alerts = check_alerts(change(settings.alerts))
            from galla.adapters import settings_edit

            settings_edit.change_alerts(draft, settings.alerts, alerts)
            return self._replace(draft, replace(settings, alerts=alerts))

    # --- reading

    def _read(self) -> str | None:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._error(SettingsReason.UNREADABLE, found=error.strerror) from None
        return self._decoded(content, str(self.path))

    def _decoded(self, content: bytes, path: str) -> str:
        try:
            # some editors put a byte order mark in front, which TOML does not know
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = content[: error.start]
            line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
            raise SettingsError(SettingsReason.NOT_TOML, path=path, line=line, column=column) from None

    def _parse(self, text: str) -> tuple[Settings, dict[str, Any]]:
        try:
            tables = tomllib.loads(text, parse_float=Decimal)
        except (ValueError, ArithmeticError, RecursionError) as error:
            position = _POSITION.search(str(error))
            line, column = position.groups() if position else (text.count("\n") + 1, None)
            raise self._error(SettingsReason.NOT_TOML, line=line, column=column) from None
        layout: list[TomlLayout] = []

        def locate(path: tuple[str | int, ...]) -> int | None:
            if not layout:
                from galla.adapters.toml_layout import TomlLayout

                layout.append(TomlLayout(text))
            return layout[0].line_of(path)

        try:
            return parse_settings(tables, locate, known_profiles=self._profiles()), tables
        except SettingsError as error:
            raise self._with_path(error) from None

    def _parse_of(self, content: bytes, name: str) -> tuple[str, Settings, dict[str, Any]]:
        text = self._decoded(content, name)
        try:
            return (text, *self._parse(text))
        except SettingsError as error:
            facts = {**dict(error.problem.facts), "path": name}
            raise SettingsError(SettingsReason(error.problem.reason), **facts) from None

    def _profiles(self) -> Collection[str] | None:
        return None if self._known_profiles is None else self._known_profiles()

    # --- writing

    @contextmanager
    def _editing(self) -> Iterator[None]:
        """Nobody else reads and writes back in between; what the system refuses becomes SettingsError."""
        lock = FileLock(self.path.with_name(f".{self.path.name}.lock"))
        try:
            lock.acquire(wait=True)
            yield
        except OSError as error:
            raise self._error(SettingsReason.UNWRITABLE, found=error.strerror) from None
        finally:
            lock.release()

    def _draft(self) -> tuple[Settings, SettingsDraft]:
        """The settings as they are, and the text of the file to be edited."""
        from galla.adapters.settings_draft import SettingsDraft

        text = self._read() or ""
        settings, tables = self._parse(text)
        return settings, SettingsDraft(text, tables)

    def _index(self, settings: Settings, account_id: str) -> int:
        for index, account in enumerate(settings.accounts):
            if account.id == account_id:
                return index
        raise self._error(SettingsReason.UNKNOWN_ACCOUNT, account=account_id)

    def _replace(self, draft: SettingsDraft, expected: Settings) -> Settings:
        """Writes the draft, if it says `expected` and nothing else: an edit that went wrong must not reach the file."""
        if draft.is_unchanged:
            return expected
        settings, tables = self._parse(draft.text)
        if settings != expected or not draft.is_said_by(tables):
            raise self._error(SettingsReason.UNWRITABLE)
        _write_whole(self.path, draft.text)
        return settings

    def _error(self, reason: SettingsReason, **facts: object) -> SettingsError:
        return SettingsError(reason, path=self.path, **facts)

    def _with_path(self, error: SettingsError) -> SettingsError:
        return self._error(SettingsReason(error.problem.reason), **dict(error.problem.facts))


def _put_back(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink(missing_ok=True)
    else:
        _write_whole(path, text)


def _write_whole(path: Path, text: str) -> None:
    """Puts `text` in the place of the file in one step, readable by its owner alone; OSError leaves the old one."""
    target = path.resolve()  # a link to the file stays a link
    make_private_folder(target.parent)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)  # made 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
