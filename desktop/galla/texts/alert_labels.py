"""What stands on the buttons that answer an alert."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from galla.domain.notice import SnoozeFor

translate = QCoreApplication.translate


def open_label() -> str:
    """A click on the notification itself, which opens the panel."""
    return translate("Texts", "Open Galla", "a click on a notification")


def show_chart_label() -> str:
    """The label of the button that opens the chart."""
    return translate("Texts", "Show chart", "button of a notification")


def top_up_label() -> str:
    """The label of the button that opens the supplier's page for topping up."""
    return translate("Texts", "Top up", "button of a notification")


def snooze_label() -> str:
    """The label of the button that keeps an episode quiet for an hour."""
    return translate("Texts", "Snooze 1 h", "button of a notification")


def acknowledge_label() -> str:
    """The label of the button that says: I have seen it, remind me no more."""
    return translate("Texts", "Acknowledge", "button of an alert: I have seen it")


def paid_label() -> str:
    """The label of the button that says that money is on its way."""
    return translate("Texts", "I have paid", "button of an alert")


def snooze_for_label(choice: SnoozeFor) -> str:
    """One of the lengths of time for which an alert can be kept quiet."""
    match choice:
        case SnoozeFor.HOUR:
            return translate("Texts", "For 1 hour", "keep an alert quiet")
        case SnoozeFor.TOMORROW:
            return translate("Texts", "Until tomorrow morning", "keep an alert quiet")
        case SnoozeFor.TOP_UP:
            return translate("Texts", "Until money arrives", "keep an alert quiet")
