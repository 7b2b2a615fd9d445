"""What `galla demo` says while it plays."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from galla.domain.model import Level
from galla.domain.money import Money
from galla.texts import locale_format as fmt
from galla.texts import snapshots

translate = QCoreApplication.translate


def account_name() -> str:
    """The simulated shop's supplier."""
    return translate("Demo", "Demo supplier")


def begins() -> str:
    """What will be seen."""
    return translate(
        "Demo",
        "A simulated shop with 30 days of history. Orders will run its balance under the threshold within a minute; "
        "then a top-up arrives. Your own settings, history and keyring are not touched.",
    )


def without_screen(folder: str) -> str:
    """There is no desktop here."""
    return translate(
        "Demo", "There is no screen here, so this runs offscreen, writes its pictures to {folder}, and ends by itself."
    ).format(folder=folder)


def with_screen() -> str:
    """There is a desktop here."""
    return translate("Demo", "Look for the icon in the tray and click it. Quit from its menu, or here with Ctrl-C.")


def level_changed(level: Level, amount: Money) -> str:
    """The icon turned to another level."""
    return translate("Demo", "Icon: {level}, with {amount} left").format(
        level=snapshots.level_name(level), amount=fmt.money(amount)
    )


def order_placed(amount: Money, balance: Money) -> str:
    """The balance fell."""
    return translate("Demo", "Orders took {amount}; {balance} left").format(
        amount=fmt.money(amount), balance=fmt.money(balance)
    )


def topped_up(amount: Money, balance: Money) -> str:
    """The balance rose."""
    return translate("Demo", "Top-up of {amount}; {balance} left").format(
        amount=fmt.money(amount), balance=fmt.money(balance)
    )


def notification(title: str, body: str) -> str:
    """A notification was handed out."""
    return translate("Demo", "Notification: {title} — {body}").format(title=title, body=body)


def picture(path: str) -> str:
    """A picture was written."""
    return translate("Demo", "Picture: {path}").format(path=path)


def ends() -> str:
    """The demo is over."""
    return translate("Demo", "That was the demo: warned in time, topped up, recovered.")


def did_not_recover() -> str:
    """The demo did not show what it promised."""
    return translate("Demo", "The demo did not get as far as it should have; this is a fault of Galla.")
