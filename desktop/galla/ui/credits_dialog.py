"""Where the owner says what a rise of the balance was: a top-up, a refund, or an earlier fall taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from galla.domain.past import Correction, CreditKind, JudgedCredit
from galla.ui.credit_names import credit_meaning
from galla.ui.credits_model import CreditsModel
from galla.ui.credits_table import CreditsTable
from galla.ui.theme import Tones, menu_style, scroll_bar_style, tones


class CreditsDialog(QDialog):
    """Lists an account's credits of the last 90 days; what the owner chooses counts at once."""

    correction_chosen = Signal(object)
    """A Correction."""

    def __init__(self, account_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._styled_with: Tones | None = None
        self.setWindowTitle(self.tr("{account} – credits").format(account=account_name))
        self._model = CreditsModel(self)
        self._table = CreditsTable(self._model)
        self._table.chooser_wanted.connect(self._on_chooser_wanted)
        self._nothing = _sentence(
            self.tr("Nothing came in during the last 90 days. When the balance rises, it is listed here.")
        )
        self._nothing.setObjectName("muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._nothing)
        self._pages.addWidget(self._table)
        self._close = QPushButton(self.tr("Close"))
        self._close.setAutoDefault(False)
        self._close.clicked.connect(self.close)
        self._lay_out()
        self.resize(640, 460)
        self._restyle()

    def render(  # type: ignore[override]
        self, judged: Sequence[JudgedCredit], zone: ZoneInfo, now: datetime
    ) -> None:
        """Shows `judged` in the account's zone; the row that the owner is at stays the current one."""
        current = self._table.currentIndex()
        at = self._model.credit(current.row()).at if current.isValid() else None
        self._model.render(judged, zone, now)
        is_empty = self._model.rowCount() == 0
        self._hint.setVisible(not is_empty)
        self._pages.setCurrentWidget(self._nothing if is_empty else self._table)
        if not is_empty:
            self.select(at)

    def select(self, at: datetime | None) -> None:
        """Goes to the credit that the reading at `at` showed; to the newest where there is none such."""
        if self._model.rowCount():
            row = None if at is None else self._model.row_of(at)
            self._table.choose_row(row or 0)
            self._table.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Follows a change of the palette."""
        super().changeEvent(event)
        # Our own style sheet changes the palette too.
        if event.type() == QEvent.Type.PaletteChange and self._styled_with not in (None, tones()):
            self._restyle()

    def _lay_out(self) -> None:
        title = _sentence(self.tr("Refunds reduce spend; top-ups don't."))
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setWeight(QFont.Weight.DemiBold)
        title.setFont(font)
        why = _sentence(
            self.tr(
                "Galla can only guess why a balance rose. Where it guessed wrong, say what it was: spend and forecast"
                " are worked out again."
            )
        )
        self._hint = _sentence(self.tr("A click, or Enter, changes what a credit is taken for."))
        for label in (why, self._hint):
            label.setObjectName("muted")
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self._hint, 1)
        foot.addStretch(0)
        foot.addWidget(self._close, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(why)
        column.addSpacing(4)
        column.addWidget(self._pages, 1)
        column.addLayout(foot)

    def _on_chooser_wanted(self, row: int) -> None:
        """Opens the choice under the row's field."""
        credit = self._model.credit(row)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for kind in CreditKind:
            action = QAction(credit_meaning(kind), group)
            action.setCheckable(True)
            action.setChecked(kind is credit.kind)
            action.triggered.connect(lambda _=False, kind=kind: self._on_chosen(credit, kind))
            menu.addAction(action)
        field = self._table.chooser_rect(row)
        menu.setMinimumWidth(field.width())
        menu.setActiveAction(next(action for action in menu.actions() if action.isChecked()))
        menu.popup(self._table.viewport().mapToGlobal(field.bottomLeft()))

    def _on_chosen(self, credit: JudgedCredit, kind: CreditKind) -> None:
        if credit.by_owner and credit.kind is kind:
            return
        correction = Correction(credit.at, kind)
        self._model.take(correction)
        self.correction_chosen.emit(correction)

    def _restyle(self) -> None:
        self._styled_with = tones()
        self.setStyleSheet(_style(self._styled_with))
        self._table.viewport().update()


def _sentence(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _style(colours: Tones) -> str:
    return (
        f"QDialog {{ background: {colours.window}; }} QLabel {{ color: {colours.text}; }}"
        f"#muted {{ color: {colours.muted}; }}"
        f"QTableView {{ background: {colours.window}; color: {colours.text}; border: 1px solid {colours.border};"
        " border-radius: 8px; outline: none; }"
        f"QTableView::item {{ padding: 0 10px; border: none; }}"
        f"QTableView::item:selected {{ background: {colours.info}; color: {colours.text}; }}"
        f"QHeaderView {{ background: {colours.card}; border: none; border-top-left-radius: 8px;"
        " border-top-right-radius: 8px; }"
        f"QHeaderView::section {{ background: transparent; color: {colours.muted}; border: none;"
        f" border-bottom: 1px solid {colours.border}; padding: 7px 13px; }}"
        f"QPushButton {{ color: {colours.text}; background: {colours.card}; border: 1px solid {colours.border};"
        " border-radius: 6px; padding: 6px 16px; }"
        f"QPushButton:hover {{ background: {colours.hover}; }}"
        f"QPushButton:focus {{ border: 2px solid {colours.accent}; padding: 5px 15px; }}"
        + scroll_bar_style(colours, margin=2)
        + menu_style(colours)
    )
