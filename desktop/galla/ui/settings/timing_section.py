"""When alerts speak: how long without a reading, how long before closing, how often again."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from galla.domain.alert_settings import AlertSettings
from galla.domain.alert_settings_rules import CLOSE_NOTICE_MIN, NO_READING_MIN, REPEAT_HOURS
from galla.ui.settings import checks
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.parts import UnitEntry
from galla.ui.settings.rows import Card, FieldRow, Section
from galla.ui.settings.state import SettingsView

translate = QCoreApplication.translate


class TimingSection(Section):
    """Three numbers."""

    def __init__(self, editor: SettingsEditor) -> None:
        super().__init__(translate("Settings", "Timing", "heading of settings: when alerts speak"))
        self._editor = editor
        minutes = translate("Settings", "min", "minutes, behind a number")
        self._no_reading, self._close, self._repeat = (
            UnitEntry(minutes),
            UnitEntry(minutes),
            UnitEntry(translate("Settings", "h", "hours, behind a number")),
        )
        card = Card()
        card.add(*self._build_rows())
        self.add(card)

    def show_view(self, view: SettingsView) -> None:
        """Shows the numbers."""
        alerts = self._editor.alerts
        self._no_reading.entry.show_value(str(alerts.no_reading_min))
        self._close.entry.show_value(str(alerts.close_notice_min))
        self._repeat.entry.show_value(str(alerts.repeat_hours))

    def _build_rows(self) -> tuple[FieldRow, ...]:
        no_reading = FieldRow(
            "alerts.no_reading_min",
            translate("Settings", "Warn of no fresh balance after", "followed by minutes"),
            self._no_reading,
        )
        close = FieldRow(
            "alerts.close_notice_min",
            translate("Settings", "Look at the night ahead before closing", "followed by minutes"),
            self._close,
            translate("Settings", "So long before business hours end; 1440: from opening on."),
        )
        repeat = FieldRow(
            "alerts.repeat_hours",
            translate("Settings", "Repeat an open alert every", "followed by hours"),
            self._repeat,
            translate("Settings", "Until it is over, acknowledged or snoozed. 0: never."),
        )
        for row, number in ((no_reading, self._no_reading), (close, self._close), (repeat, self._repeat)):
            row.name_entries((number.entry, number.unit))
        no_reading.bind(self._no_reading.entry, lambda text: self._on_no_reading(no_reading, text))
        close.bind(self._close.entry, lambda text: self._on_close(close, text))
        repeat.bind(self._repeat.entry, lambda text: self._on_repeat(repeat, text))
        return (no_reading, close, repeat)

    def _on_no_reading(self, row: FieldRow, text: str) -> bool:
        def change(alerts: AlertSettings) -> AlertSettings:
            return replace(alerts, no_reading_min=checks.whole_number(text, row.field, NO_READING_MIN))

        return self._editor.change_alerts(row, change)

    def _on_close(self, row: FieldRow, text: str) -> bool:
        def change(alerts: AlertSettings) -> AlertSettings:
            return replace(alerts, close_notice_min=checks.whole_number(text, row.field, CLOSE_NOTICE_MIN))

        return self._editor.change_alerts(row, change)

    def _on_repeat(self, row: FieldRow, text: str) -> bool:
        def change(alerts: AlertSettings) -> AlertSettings:
            return replace(alerts, repeat_hours=checks.whole_number(text, row.field, REPEAT_HOURS))

        return self._editor.change_alerts(row, change)
