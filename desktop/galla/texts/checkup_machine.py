"""What `galla doctor` says of the program itself."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def versions(galla: str, python: str, qt: str, system: str) -> str:
    """For whoever is asked for help."""
    return translate("Doctor", "Galla {galla}, Python {python}, Qt {qt}, {system}.").format(
        galla=galla, python=python, qt=qt, system=system
    )


def log(folder: str) -> str:
    """Where the log is."""
    return translate("Doctor", "Log: in {folder}; no key is in it.").format(folder=folder)


def tray_runs() -> str:
    """Somebody watches."""
    return translate("Doctor", "Tray: Galla is running.")


def tray_does_not_run() -> str:
    """Nobody watches."""
    return translate("Doctor", "Tray: Galla is not running, so nobody watches. Start it: galla")


def starts_at_login() -> str:
    """Galla starts by itself."""
    return translate("Doctor", "Start: Galla starts when you log in.")


def does_not_start_at_login() -> str:
    """Galla has to be started."""
    return translate(
        "Doctor", "Start: Galla does not start when you log in. Switch it on in the settings, under General."
    )


def profiles(folder: str, count: int) -> str:
    """The owner's own suppliers."""
    return translate("Doctor", "Suppliers: %n file(s) of your own in {folder}.", "", count).format(folder=folder)


def profile_broken(sentence: str) -> str:
    """A file of the owner's that cannot be used."""
    return translate("Doctor", "Suppliers: {sentence}").format(sentence=sentence)
