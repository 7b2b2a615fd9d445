"""The pane beside the alert history: one alert with its figures, where it was delivered, and what to answer."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from galla.domain.answers import Offer
from galla.domain.channel import AlertRecord
from galla.texts import notices
from galla.ui.alerts import wording
from galla.ui.alerts.alert_filter import is_open
from galla.ui.alerts.naming import Naming
from galla.ui.alerts.story import story
from galla.ui.answer_buttons import AnswerButtons
from galla.ui.panel_parts import scaled_font, text_label
from galla.ui.severity_mark import SeverityMark
from galla.ui.theme import tones

_MARK = 22


class AlertDetail(QWidget):
    """Renders one record. Its signals carry the episode's id, where money is concerned the account's."""

    snooze_requested = Signal(str, object)
    """Episode id and a SnoozeFor."""
    acknowledge_requested = Signal(str)
    paid_requested = Signal(str)
    top_up_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record: AlertRecord | None = None
        self._html = ""
        self._mark = SeverityMark(_MARK, self)
        self._title = text_label(self)
        self._title.setFont(scaled_font(self, 1.15, QFont.Weight.DemiBold))
        self._facts = text_label(self, muted=True)
        self._buttons = AnswerButtons(self)
        self._buttons.top_up_wanted.connect(lambda: self.top_up_requested.emit(self._account_id))
        self._buttons.paid_wanted.connect(lambda: self.paid_requested.emit(self._account_id))
        self._buttons.snooze_wanted.connect(lambda length: self.snooze_requested.emit(self._episode_id, length))
        self._buttons.acknowledge_wanted.connect(lambda: self.acknowledge_requested.emit(self._episode_id))
        self._story = QTextBrowser(self)
        self._story.setObjectName("story")
        self._story.setOpenLinks(False)
        self._story.setTabChangesFocus(True)
        self._story.document().setDocumentMargin(0)
        self._story.setAccessibleName(self.tr("What was told of the alert, and where it was delivered"))
        for label in (self._title, self._facts):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()

    def render_record(self, record: AlertRecord, offer: Offer, naming: Naming, now: datetime) -> None:
        """Shows `record` as it is at `now`, with the answers of `offer`."""
        changed = self._record is None or self._record.episode.id != record.episode.id
        self._record = record
        episode = record.episode
        self._mark.show_severity(episode.severity, is_open=is_open(record))
        account = naming.account(episode.account_id)
        self._title.setText(notices.history_title(record, account, naming.zone(episode.account_id)))
        facts = (notices.severity_name(episode.severity), wording.state(record, naming, now), episode.short_id)
        self._facts.setText(" · ".join(facts))
        self._buttons.offer(offer)
        self._show_story(story(record, naming, now, tones()), keep_place=not changed)

    def focus_order(self) -> tuple[QWidget, ...]:
        """What takes the focus, from top to bottom."""
        return (*self._buttons.focus_order(), self._story)

    @property
    def _episode_id(self) -> str:
        return "" if self._record is None else self._record.episode.id

    @property
    def _account_id(self) -> str:
        return "" if self._record is None else self._record.episode.account_id

    def _show_story(self, html: str, *, keep_place: bool) -> None:
        """Sets only what changed: a selection would be lost, and the place where the owner reads."""
        if html == self._html:
            return
        self._html = html
        bar = self._story.verticalScrollBar()
        place = bar.value() if keep_place else 0
        self._story.setHtml(html)
        bar.setValue(place)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._facts)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 2, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._buttons)
        column.addWidget(self._story, 1)
