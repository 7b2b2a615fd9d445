"""The top of the chart window: which account, how much, how long it lasts, and what must be said aloud."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from galla.domain.model import Snapshot, StorageState
from galla.texts import locale_format as fmt
from galla.texts import outlook
from galla.texts import snapshots as texts
from galla.ui.chooser import Chooser, chooser_style
from galla.ui.labels import ElidedLabel, LevelMark
from galla.ui.theme import Tones

_LARGE = 1.75


class ChartHeader(QWidget):
    """Renders one account; lets the owner choose another."""

    account_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = LevelMark(22)
        self._name = ElidedLabel()
        self._name.setFont(_scaled(self.font(), 1.1, QFont.Weight.DemiBold))
        self._chooser = Chooser(self.tr("Account"))
        self._chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._chooser.activated.connect(self._on_activated)
        self._balance = QLabel()
        self._balance.setFont(_scaled(self.font(), _LARGE, QFont.Weight.DemiBold))
        self._runway = ElidedLabel()
        self._age = QLabel()
        self._age.setObjectName("muted")
        names = QHBoxLayout()
        names.setSpacing(8)
        names.addWidget(self._mark)
        names.addWidget(self._chooser, 0, Qt.AlignmentFlag.AlignLeft)
        names.addWidget(self._name, 1)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addLayout(names)
        words.addWidget(self._runway)
        amounts = QVBoxLayout()
        amounts.setSpacing(0)
        amounts.addWidget(self._balance, 0, Qt.AlignmentFlag.AlignRight)
        amounts.addWidget(self._age, 0, Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(words, 1)
        row.addLayout(amounts)

    def set_accounts(self, snapshots: Sequence[Snapshot], account_id: str) -> None:
        """Offers `snapshots` to choose from; a single one is only named."""
        blocker = QSignalBlocker(self._chooser)
        self._chooser.clear()
        for snapshot in snapshots:
            self._chooser.addItem(snapshot.account_name, snapshot.account_id)
        self._chooser.setCurrentIndex(self._chooser.findData(account_id))
        blocker.unblock()
        self._chooser.setVisible(len(snapshots) > 1)
        self._name.setVisible(len(snapshots) <= 1)

    def render_snapshot(self, snapshot: Snapshot, now: datetime) -> None:
        """Shows the account as it is at `now`."""
        self._mark.set_level(snapshot.level)
        self._mark.setToolTip(texts.level_name(snapshot.level))
        self._mark.setAccessibleName(texts.level_name(snapshot.level))
        self._name.set_whole_text(snapshot.account_name)
        self._balance.setText("–" if snapshot.balance is None else fmt.money(snapshot.balance))
        self._runway.set_whole_text(outlook.runway_sentence(snapshot, now))
        self._age.setText("" if snapshot.stale else texts.age_sentence(snapshot, now))

    def _on_activated(self, index: int) -> None:
        self.account_chosen.emit(str(self._chooser.itemData(index)))


class ChartBanner(QFrame):
    """What the owner must know of the figures below: not kept, or old. Hidden when there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._words = QLabel()
        self._words.setWordWrap(True)
        row = QVBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.addWidget(self._words)
        self.setVisible(False)

    def render_snapshot(self, snapshot: Snapshot, now: datetime) -> None:
        """Says what there is to say of `snapshot`."""
        sentences: list[str] = []
        if snapshot.storage is not StorageState.DURABLE:
            sentences.append(texts.storage_sentence(snapshot.storage))
        if snapshot.stale:
            sentences.append(texts.age_sentence(snapshot, now))
        self._words.setText("\n".join(sentences))
        self.setVisible(bool(sentences))


def header_style(colours: Tones) -> str:
    """The style sheet of header, banner and whatever else is called “muted”."""
    return (
        f"#muted {{ color: {colours.muted}; }}"
        f"#banner {{ background: {colours.warning}; border-radius: 6px; }} #banner QLabel {{ color: {colours.text}; }}"
        + chooser_style(colours)
    )


def _scaled(font: QFont, factor: float, weight: QFont.Weight) -> QFont:
    scaled = QFont(font)
    scaled.setPointSizeF(font.pointSizeF() * factor)
    scaled.setWeight(weight)
    return scaled
