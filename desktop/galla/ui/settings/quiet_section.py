"""When warnings wait for the morning: the quiet hours of all channels that have none of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from PySide6.QtCore import QCoreApplication

from galla.domain.alert_settings import Quiet
from galla.domain.hours import Hours
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.entries import Switch
from galla.ui.settings.parts import HoursEntry
from galla.ui.settings.rows import Card, FieldRow, Section
from galla.ui.settings.state import SettingsView

translate = QCoreApplication.translate

USUAL_NIGHT = Hours(time(22, 0), time(7, 0))
"""What is proposed to whoever switches quiet hours on."""


class QuietSection(Section):
    """On or off, from when until when."""

    def __init__(self, editor: SettingsEditor) -> None:
        super().__init__(
            translate("Settings", "Quiet hours", "heading of settings: no warnings at night"),
            translate(
                "Settings",
                "Critical alerts always go out at once. Warnings wait and come as one summary when quiet hours end.",
            ),
        )
        self._editor = editor
        self._last = USUAL_NIGHT
        self._switch, self._hours = Switch(), HoursEntry()
        self._switch_row = FieldRow(
            "alerts.quiet_hours", translate("Settings", "Hold warnings back at night"), self._switch
        )
        self._hours_row = FieldRow(
            "alerts.quiet_hours",
            translate("Settings", "Every day", "followed by a span of time"),
            self._hours,
            translate("Settings", "By the clock of this computer. Equal times: all day."),
        )
        self._hours_row.name_entries(*self._hours.named())
        self._switch.switched.connect(self._on_switched)
        self._hours.entered.connect(self._on_hours)
        card = Card()
        card.add(self._switch_row, self._hours_row)
        self.add(card)

    def show_view(self, view: SettingsView) -> None:
        """Shows the quiet hours, or those that would be proposed."""
        alerts = self._editor.alerts
        hours = alerts.quiet.hours
        self._last = hours or self._last
        self._switch.show_value(hours is not None)
        self._hours.show_value(self._last)
        self._hours_row.setEnabled(hours is not None)

    def _on_switched(self, on: bool) -> None:
        quiet = Quiet(self._last if on else None)
        if not self._editor.change_alerts(self._switch_row, lambda alerts: replace(alerts, quiet=quiet)):
            self._switch.show_value(not on)

    def _on_hours(self, hours: Hours) -> None:
        self._editor.change_alerts(self._hours_row, lambda alerts: replace(alerts, quiet=Quiet(hours)))
