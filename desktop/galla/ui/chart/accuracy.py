"""Below the plots: how good the forecasts were, in words and as a small picture. Can be folded to one line."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from galla.domain.track_record import TrackRecord
from galla.texts import track_records as texts
from galla.ui.chart.accuracy_picture import AccuracyPicture
from galla.ui.labels import ElidedLabel

_INDENT = 12
"""Words begin below those of the plots' titles, the arrow before them."""


class AccuracySection(QFrame):
    """Renders one account's record; one line while no forecast was scored yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("accuracy")
        self._has_points = False
        self._fold = QToolButton()
        self._fold.setObjectName("fold")
        self._fold.setText(texts.title())
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setCheckable(True)
        self._fold.setChecked(True)
        font = QFont(self._fold.font())
        font.setWeight(QFont.Weight.DemiBold)
        self._fold.setFont(font)
        self._fold.toggled.connect(self._show_parts)
        self._summary = ElidedLabel()
        self._summary.setObjectName("muted")
        self._runway, self._week, self._rest = QLabel(), QLabel(), QLabel()
        self._rest.setObjectName("muted")
        for label in (self._runway, self._week, self._rest):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._picture = AccuracyPicture()
        self._lay_out()

    def render_record(self, record: TrackRecord, zone: ZoneInfo, now: datetime) -> None:
        """Shows `record`; days are those of `zone`."""
        self._has_points = bool(record.points)
        self._summary.set_whole_text(texts.summary(record, zone, now))
        told = "\n".join(texts.sentences(record, zone, now))
        for label, text in (
            (self._runway, texts.runway_sentences(record, zone, now)),
            (self._week, texts.week_sentences(record)),
            (self._rest, texts.rest_sentences(record)),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self._picture.show_points(record.points, zone)
        self._picture.setToolTip(told)
        self._picture.setAccessibleName(texts.title())
        self._picture.setAccessibleDescription(told)
        self.setAccessibleName(texts.title())
        self.setAccessibleDescription(told)
        self._show_parts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps room for the words at this width."""
        super().resizeEvent(event)
        self._keep_room()

    def showEvent(self, event: QShowEvent) -> None:
        """Keeps room for the words; the resize before it came too early."""
        super().showEvent(event)
        self._keep_room()

    def _keep_room(self) -> None:
        """Windows know no height for a width: told the least height, they keep it free for wrapped words."""
        layout = self.layout()
        if layout is not None and self.isVisible():  # before it is, the width is not the one it gets
            layout.activate()
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(3)
        for label in (self._runway, self._week, self._rest):
            words.addWidget(label)
        words.addStretch(1)
        self._words = QWidget()
        self._words.setLayout(words)
        words.setContentsMargins(_INDENT, 0, 0, 0)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._fold)
        head.addWidget(self._summary, 1)
        head.addStretch()
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addLayout(head)
        left.addWidget(self._words, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(24)
        row.addLayout(left, 10)
        row.addWidget(self._picture, 11)

    def _show_parts(self) -> None:
        is_open = self._has_points and self._fold.isChecked()
        self._fold.setEnabled(self._has_points)
        arrow = Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow
        self._fold.setArrowType(arrow if self._has_points else Qt.ArrowType.NoArrow)
        self._words.setVisible(is_open)
        self._picture.setVisible(is_open)
        self._summary.setVisible(not is_open)
        self._keep_room()
