"""Settings to take along: `settings.toml` and the owner's own profiles in one archive, and back. Secrets are in
neither: the keyring alone has them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Collection, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from galla.adapters.paths import make_private_folder
from galla.adapters.profiles import own_profile_files, profile_ids
from galla.adapters.settings_archive import SETTINGS_NAME, Incoming, look_into
from galla.adapters.settings_file import KEPT, SettingsFile
from galla.domain.errors import SettingsError, SettingsReason
from galla.domain.settings import Account, Settings


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import."""

    settings: Settings
    held: tuple[Account, ...] = ()
    """Paused, because by the import they would be asked elsewhere or otherwise."""
    shadowing: tuple[str, ...] = ()
    """Ids of profiles that came with it and take the place of one that is built in."""


class SettingsTransfer:
    """Between the owner's settings and a file of his choice. All methods raise SettingsError, and block."""

    def __init__(self, file: SettingsFile, profiles_folder: Path) -> None:
        self._file = file
        self._profiles = profiles_folder

    def export_to(self, path: Path) -> None:
        """Writes settings and own profiles, as they are, into a new archive at `path`."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as content:
            content.writestr(SETTINGS_NAME, self._file.read_text())
            for profile in own_profile_files(self._profiles):
                content.writestr(f"profiles/{profile.name}", _read(profile))
        try:
            path.write_bytes(archive.getvalue())
        except OSError as error:
            raise SettingsError(SettingsReason.UNWRITABLE, path=path.name, found=error.strerror) from None

    def look_into(self, path: Path) -> Incoming:
        """What is in `path`, checked."""
        return look_into(path, self._profiles)

    def import_from(self, incoming: Incoming, with_keys: Collection[str]) -> Imported:
        """Puts it in the place of the settings. What was there stays beside it under `*.before-import`.

        `with_keys`: the accounts of `incoming` that have keys here. One of these that would now be asked elsewhere or
        otherwise than by the settings before, or which these do not name, is paused: a file must not send keys anywhere
        before their owner has looked. So the settings come first, and only then the profiles by which they are used.
        What was paused stays so: the same file may be brought twice.
        """
        changed = {key for key, text in incoming.profiles.items() if self._differs(key, text)}
        held: set[str] = set()

        def to_pause(old: Settings, new: Settings) -> Set[str]:
            before = {account.id: account for account in old.accounts}
            for account in new.accounts:
                if account.id in before:
                    is_same = account.profile not in changed and account.asks_as(before[account.id])
                else:
                    is_same = account.id not in with_keys
                if not is_same:
                    held.add(account.id)
            return held | {account.id for account in old.accounts if account.paused}

        known = (*profile_ids(self._profiles), *incoming.profiles)
        file = SettingsFile(self._file.path, known_profiles=lambda: known)
        put = self._putting({key: incoming.profiles[key] for key in sorted(changed)})
        settings = file.replace_with(incoming.text, incoming.name, to_pause, put)
        shadowing = tuple(sorted(changed & set(profile_ids(None))))
        return Imported(settings, tuple(one for one in settings.accounts if one.id in held), shadowing)

    def _differs(self, profile_id: str, text: bytes) -> bool:
        file = self._profiles / f"{profile_id}.toml"
        return not file.exists() or _read(file) != text

    def _putting(self, profiles: Mapping[str, bytes]) -> Callable[[], None]:
        def put() -> None:
            before: dict[Path, bytes | None] = {}
            for profile_id, text in profiles.items():
                file = self._profiles / f"{profile_id}.toml"
                try:
                    make_private_folder(self._profiles)
                    kept = file.with_name(file.name + KEPT)
                    for one in (file, kept):
                        before[one] = one.read_bytes() if one.exists() else None
                    content = before[file]
                    if content is not None:
                        kept.write_bytes(content)
                    file.write_bytes(text)
                except OSError as error:
                    _put_back(before)
                    raise SettingsError(SettingsReason.UNWRITABLE, path=file.name, found=error.strerror) from None

        return put


def _put_back(before: Mapping[Path, bytes | None]) -> None:
    for file, content in before.items():
        with suppress(OSError):
            if content is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(content)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(SettingsReason.UNREADABLE, path=path.name, detail=error.strerror) from None
