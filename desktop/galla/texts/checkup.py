"""What `galla doctor` says."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def settings_read(path: str, accounts: int) -> str:
    """The settings are sound."""
    return translate("Doctor", "Settings: %n account(s) in {path}.", "", accounts).format(path=path)


def settings_missing(path: str) -> str:
    """There are no settings yet."""
    return translate("Doctor", "Settings: none yet; the first account makes {path}.").format(path=path)


def settings_fail(sentence: str) -> str:
    """The settings cannot be used, for what `sentence` says."""
    return translate("Doctor", "Settings: {sentence}").format(sentence=sentence)


def ledger_writes(path: str) -> str:
    """The ledger is durable."""
    return translate("Doctor", "Ledger: readings are kept in {path}.").format(path=path)


def ledger_in_memory(path: str) -> str:
    """The ledger cannot be written."""
    return translate(
        "Doctor", "Ledger: {path} cannot be written, so history is lost at exit. Free some space or mend its rights."
    ).format(path=path)


def ledger_fails(sentence: str) -> str:
    """The ledger cannot be used, for what `sentence` says."""
    return translate("Doctor", "Ledger: {sentence}").format(sentence=sentence)


def keyring_works() -> str:
    """The keyring answers."""
    return translate("Doctor", "Keyring: it answers and is unlocked.")


def keyring_fails(sentence: str) -> str:
    """The keyring cannot be used, for what `sentence` says."""
    return translate("Doctor", "Keyring: {sentence}").format(sentence=sentence)


def tray_works() -> str:
    """A panel shows tray icons."""
    return translate("Doctor", "Tray: this desktop has a place for the icon.")


def tray_absent() -> str:
    """No panel shows tray icons."""
    return translate(
        "Doctor",
        "Tray: no panel here shows tray icons, so Galla keeps a window open instead. "
        "On GNOME, install the extension AppIndicator.",
    )


def tray_unasked() -> str:
    """There is no session bus to ask."""
    return translate("Doctor", "Tray: there is no desktop session here; commands work, the tray does not.")


def notifications_work(server: str) -> str:
    """A notification server answers."""
    return translate("Doctor", "Notifications: {server} shows them.").format(server=server)


def notifications_silenced(server: str) -> str:
    """The server's Do Not Disturb is on."""
    return translate(
        "Doctor",
        "Notifications: {server} is set to Do Not Disturb, which would hide even a critical alert. "
        "Allow Galla there, or turn it off.",
    ).format(server=server)


def notifications_without_buttons(server: str) -> str:
    """The server shows no buttons."""
    return translate("Doctor", "Notifications: {server} shows them, but without buttons.").format(server=server)


def notifications_absent() -> str:
    """No notification server answers."""
    return translate(
        "Doctor", "Notifications: no notification service answers. Start your desktop's own, or install dunst."
    )


def supplier_paused(account: str) -> str:
    """An account that its owner, or an import, has paused."""
    return translate("Doctor", "{account}: paused, so its supplier was not asked.").format(account=account)


def supplier_works(account: str, amount: str) -> str:
    """A supplier answered with a balance."""
    return translate("Doctor", "{account}: the supplier answers; the balance is {amount}.").format(
        account=account, amount=amount
    )
