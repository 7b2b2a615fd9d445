"""The row of buttons over the plots: ranges, bars per hour, day or week, and export."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from galla.domain.chart_bars import BarUnit
from galla.ui.chart.ranges import ChartRange
from galla.ui.theme import Tones

translate = QCoreApplication.translate


class ChartControls(QWidget):
    """Tells what the owner chose; shows what is chosen."""

    range_chosen = Signal(object)
    unit_chosen = Signal(object)
    picture_wanted = Signal()
    table_wanted = Signal()
    credits_wanted = Signal()
    """The owner wants to say what credits were."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ranges = {chosen: _segment(range_name(chosen)) for chosen in ChartRange}
        self._units = {unit: _segment(unit_name(unit)) for unit in BarUnit}
        for number, button in enumerate(self._ranges.values(), start=1):
            button.setToolTip(self.tr("Key {number}", "a tooltip: the key on the keyboard").format(number=number))
        self._range_group = self._group(list(self._ranges.values()))
        self._unit_group = self._group(list(self._units.values()))
        for chosen, button in self._ranges.items():
            button.clicked.connect(lambda _=False, chosen=chosen: self.range_chosen.emit(chosen))
        for unit, button in self._units.items():
            button.clicked.connect(lambda _=False, unit=unit: self.unit_chosen.emit(unit))
        self._export = QToolButton()
        self._export.setText(self.tr("Export"))
        self._export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._export.setMenu(self._export_menu())
        self._credits = QToolButton()
        self._credits.setText(self.tr("Credits…", "a button: what came in, and what it was"))
        self._credits.setToolTip(self.tr("Say which rises of the balance were top-ups, and which refunds"))
        self._credits.setObjectName("credits")
        self._credits.setEnabled(False)
        self._credits.clicked.connect(self.credits_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(_framed(list(self._ranges.values())))
        row.addStretch(1)
        row.addWidget(QLabel(self.tr("Spend per", "followed by the buttons Hour, Day, Week")))
        row.addWidget(_framed(list(self._units.values())))
        row.addWidget(self._credits)
        row.addWidget(self._export)
        self._export.setObjectName("export")

    def set_range(self, chosen: ChartRange | None) -> None:
        """Shows `chosen` as the range; None for a view that the owner moved."""
        _check(self._range_group, None if chosen is None else self._ranges[chosen])

    def set_units(self, offered: tuple[BarUnit, ...], chosen: BarUnit | None) -> None:
        """Offers these bars, with `chosen` as what is shown."""
        for unit, button in self._units.items():
            button.setEnabled(unit in offered)
        _check(self._unit_group, None if chosen is None else self._units[chosen])

    def set_export_enabled(self, enabled: bool) -> None:
        """Offers export only where something is drawn."""
        self._export.setEnabled(enabled)

    def set_credits_enabled(self, enabled: bool) -> None:
        """Offers credits only where they are known."""
        self._credits.setEnabled(enabled)

    def _group(self, buttons: list[QToolButton]) -> QButtonGroup:
        group = QButtonGroup(self)
        for button in buttons:
            group.addButton(button)
        return group

    def _export_menu(self) -> QMenu:
        menu = QMenu(self)
        picture = menu.addAction(self.tr("Picture (PNG)…"))
        picture.setShortcut(QKeySequence(QKeySequence.StandardKey.Save))
        picture.triggered.connect(self.picture_wanted)
        table = menu.addAction(self.tr("Table (CSV)…"))
        table.setShortcut(QKeySequence("Ctrl+E"))
        table.triggered.connect(self.table_wanted)
        return menu


def controls_style(colours: Tones) -> str:
    """The style sheet of the buttons."""
    return (
        f"#segments {{ background: {colours.card}; border: 1px solid {colours.border}; border-radius: 7px; }}"
        f"#segments QToolButton, #export, #credits {{ color: {colours.text}; background: transparent;"
        " border: 1px solid transparent; border-radius: 5px; padding: 4px 10px; }"
        f"#segments QToolButton:hover, #export:hover, #credits:hover {{ background: {colours.hover}; }}"
        f"#segments QToolButton:focus, #export:focus, #credits:focus {{ border-color: {colours.accent}; }}"
        f"#segments QToolButton:checked {{ background: {colours.accent}; color: {colours.on_accent}; }}"
        f"#segments QToolButton:disabled, #export:disabled, #credits:disabled {{ color: {colours.disabled}; }}"
        f"#export, #credits {{ background: {colours.card}; border-color: {colours.border}; }}"
        "#export::menu-indicator { image: none; }"
    )


def range_name(chosen: ChartRange) -> str:
    """The words on a range's button."""
    match chosen:
        case ChartRange.DAY:
            return translate("Chart", "24 h", "the last 24 hours")
        case ChartRange.WEEK:
            return translate("Chart", "7 d", "the last 7 days")
        case ChartRange.MONTH:
            return translate("Chart", "30 d", "the last 30 days")
        case ChartRange.QUARTER:
            return translate("Chart", "90 d", "the last 90 days")
        case ChartRange.YEAR:
            return translate("Chart", "1 y", "the last year")
        case ChartRange.ALL:
            return translate("Chart", "All", "all of the history")


def unit_name(unit: BarUnit) -> str:
    """The words on a unit's button."""
    match unit:
        case BarUnit.HOUR:
            return translate("Chart", "Hour", "spend per hour")
        case BarUnit.DAY:
            return translate("Chart", "Day", "spend per day")
        case BarUnit.WEEK:
            return translate("Chart", "Week", "spend per week")


def _segment(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setCheckable(True)
    return button


def _framed(buttons: list[QToolButton]) -> QFrame:
    frame = QFrame()
    frame.setObjectName("segments")
    row = QHBoxLayout(frame)
    row.setContentsMargins(2, 2, 2, 2)
    row.setSpacing(1)
    for button in buttons:
        row.addWidget(button)
    return frame


def _check(group: QButtonGroup, button: QAbstractButton | None) -> None:
    """Checks `button` alone, or none of the group."""
    group.setExclusive(False)
    for other in group.buttons():
        other.setChecked(other is button)
    group.setExclusive(button is not None)
