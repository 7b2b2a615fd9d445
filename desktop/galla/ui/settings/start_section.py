"""Whether Galla starts by itself."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from galla.ui.settings.entries import Switch
from galla.ui.settings.rows import Card, FieldRow, Section
from galla.ui.settings.state import SettingsView

translate = QCoreApplication.translate


class StartRow(FieldRow):
    """Whether Galla starts when its owner logs in."""

    def __init__(self) -> None:
        self.switch = Switch()
        super().__init__(
            "start_at_login",
            translate("Settings", "Start Galla when you log in"),
            self.switch,
            translate("Settings", "So that a balance is watched without anybody thinking of it."),
        )


class StartSection(Section):
    """When Galla starts."""

    def __init__(self) -> None:
        super().__init__(translate("Settings", "Start", "heading of settings: when the program starts"))
        row = StartRow()
        self.switch = row.switch
        card = Card()
        card.add(row)
        self.add(card)

    def show_view(self, view: SettingsView) -> None:
        """Shows whether it does; hidden where nobody knows."""
        self.setVisible(view.machine.starts_at_login is not None)
        self.switch.show_value(bool(view.machine.starts_at_login))
