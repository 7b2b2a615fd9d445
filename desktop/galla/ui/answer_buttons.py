"""The buttons that answer an alert, in one row: those that find no room are in a menu at its end."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from galla.domain.answers import NOTHING, Offer
from galla.domain.notice import SnoozeFor
from galla.texts import alert_labels
from galla.ui.menu_button import MenuButton

_GAP = 6
_MORE = 34


class AnswerButtons(QWidget):
    """Shows an Offer; the one before others is the first button, and what it says is the owner's wish."""

    top_up_wanted = Signal()
    paid_wanted = Signal()
    snooze_wanted = Signal(object)
    """A SnoozeFor."""
    acknowledge_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer = NOTHING
        self._top_up = QPushButton(alert_labels.top_up_label(), self)
        self._top_up.setProperty("role", "primary")
        self._paid = QPushButton(alert_labels.paid_label(), self)
        self._snooze = MenuButton(self.tr("Snooze", "a button: keep an alert quiet"), self._fill_snooze, self)
        self._snooze_once = QPushButton(alert_labels.snooze_label(), self)
        self._acknowledge = QPushButton(alert_labels.acknowledge_label(), self)
        self._more = MenuButton("", self._fill_more, self)
        self._more.setFixedWidth(_MORE)
        self._more.setAccessibleName(self.tr("More answers", "a button that opens a menu"))
        self._more.setToolTip(self._more.accessibleName())
        self._top_up.clicked.connect(self.top_up_wanted)
        self._paid.clicked.connect(self.paid_wanted)
        self._snooze_once.clicked.connect(self._on_snooze_once)
        self._acknowledge.clicked.connect(self.acknowledge_wanted)
        self._hidden: tuple[QPushButton, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        for button in (*self._all, self._more):
            self._row.addWidget(button)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._arrange()

    def offer(self, offer: Offer) -> None:
        """Offers these answers, or nothing at all."""
        self.setVisible(not offer.is_empty)
        if offer != self._offer:
            self._offer = offer
            self._arrange()
            self.updateGeometry()

    def focus_order(self) -> tuple[QWidget, ...]:
        """Its buttons from left to right."""
        return (*self._all, self._more)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Moves what finds no room into the menu, and back."""
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        """With all buttons side by side."""
        return QSize(self._width(self._wanted), self._acknowledge.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """With the widest of them and the menu."""
        widest = max((button.sizeHint().width() for button in self._wanted), default=0)
        return QSize(widest + _GAP + _MORE, self._acknowledge.sizeHint().height())

    @property
    def _all(self) -> tuple[QPushButton, ...]:
        return (self._top_up, self._paid, self._snooze, self._snooze_once, self._acknowledge)

    @property
    def _wanted(self) -> tuple[QPushButton, ...]:
        offer = self._offer
        wanted = {
            self._top_up: offer.top_up,
            self._paid: offer.paid,
            self._snooze: len(offer.snooze) > 1,
            self._snooze_once: len(offer.snooze) == 1,
            self._acknowledge: offer.acknowledge,
        }
        return tuple(button for button, is_wanted in wanted.items() if is_wanted)

    def _arrange(self) -> None:
        shown = wanted = self._wanted
        room = self.width()
        while len(shown) > 1 and self._width(shown, more=shown != wanted) > room:
            shown = shown[:-1]
        self._hidden = wanted[len(shown) :]
        for button in self._all:
            button.setVisible(button in shown)
        self._more.setVisible(bool(self._hidden))

    def _width(self, buttons: tuple[QPushButton, ...], *, more: bool = False) -> int:
        """Pixels that `buttons` need, with or without the menu beside them."""
        needed = sum(button.sizeHint().width() + _GAP for button in buttons)
        return needed + _MORE if more else needed - _GAP

    def _fill_snooze(self, menu: QMenu) -> None:
        for length in self._offer.snooze:
            menu.addAction(alert_labels.snooze_for_label(length)).triggered.connect(partial(self._emit_snooze, length))

    def _fill_more(self, menu: QMenu) -> None:
        for button in self._hidden:
            if button is self._snooze:
                self._fill_snooze(menu.addMenu(button.text()))
            else:
                menu.addAction(button.text()).triggered.connect(partial(_click, button))

    def _on_snooze_once(self) -> None:
        self._emit_snooze(self._offer.snooze[0] if self._offer.snooze else SnoozeFor.HOUR)

    def _emit_snooze(self, length: SnoozeFor, _checked: bool = False) -> None:
        self.snooze_wanted.emit(length)


def _click(button: QPushButton, _checked: bool = False) -> None:
    button.clicked.emit()
