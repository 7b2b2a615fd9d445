"""Entries made of several: a number with its unit, a daily span, days of the week."""

from __future__ import annotations

from datetime import time

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from galla.domain.hours import Hours
from galla.ui.settings.entries import ClockEntry, TextEntry

translate = QCoreApplication.translate


class UnitEntry(QWidget):
    """A number, and what it counts behind it."""

    def __init__(self, unit: str = "", characters: int = 5) -> None:
        super().__init__()
        self.entry = TextEntry()
        self.entry.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.entry.setFixedWidth(self.entry.fontMetrics().averageCharWidth() * characters + 26)
        self._unit = QLabel(unit)
        self._unit.setObjectName("unit")
        self._unit.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.entry)
        row.addWidget(self._unit)
        self.setFocusProxy(self.entry)

    @property
    def unit(self) -> str:
        """What it counts."""
        return self._unit.text()

    def set_unit(self, unit: str) -> None:
        """Says what it counts."""
        self._unit.setText(unit)
        self._unit.setVisible(bool(unit))


class HoursEntry(QWidget):
    """A daily span: from, to."""

    entered = Signal(object)
    """Hours."""

    def __init__(self) -> None:
        super().__init__()
        self.start, self.end = ClockEntry(), ClockEntry()
        between = QLabel(translate("Settings", "to", "a span of time: 22:00 to 07:00"))
        between.setObjectName("unit")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self.start, between, self.end):
            row.addWidget(widget)
        for clock in (self.start, self.end):
            clock.setFixedWidth(clock.fontMetrics().horizontalAdvance("00:00") + 26)
            clock.entered.connect(self._on_entered)

    def show_value(self, hours: Hours) -> None:
        """Shows `hours`."""
        self.start.show_value(hours.start)
        self.end.show_value(hours.end)

    def named(self) -> tuple[tuple[QWidget, str], ...]:
        """Its two fields and what tells them apart, for `FieldRow.name_entries`."""
        return (
            (self.start, translate("Settings", "from", "the begin of a span of time")),
            (self.end, translate("Settings", "until", "the end of a span of time")),
        )

    def _on_entered(self, _: time) -> None:
        self.entered.emit(Hours(self.start.value, self.end.value))


class WeekdaysEntry(QFrame):
    """Some days of the week, in the order in which the language's weeks begin."""

    entered = Signal(object)
    """A frozenset of ISO weekdays."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("segments")
        locale = QLocale()
        first = locale.firstDayOfWeek().value
        self.days = {day: QToolButton() for day in (*range(first, 8), *range(1, first))}
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(1)
        for day, button in self.days.items():
            button.setText(locale.dayName(day, QLocale.FormatType.ShortFormat))
            button.setCheckable(True)
            button.clicked.connect(self._on_clicked)
            row.addWidget(button)

    def show_value(self, days: frozenset[int]) -> None:
        """Shows `days`."""
        for day, button in self.days.items():
            button.setChecked(day in days)

    def named(self) -> tuple[tuple[QWidget, str], ...]:
        """Its buttons and their days, for `FieldRow.name_entries`."""
        locale = QLocale()
        return tuple((button, locale.dayName(day, QLocale.FormatType.LongFormat)) for day, button in self.days.items())

    def _on_clicked(self) -> None:
        self.entered.emit(frozenset(day for day, button in self.days.items() if button.isChecked()))
