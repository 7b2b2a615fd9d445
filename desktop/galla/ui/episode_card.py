"""Open alerts as cards: what is the matter, and what the owner can answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from galla.domain.answers import Offer
from galla.domain.notice import Episode, Severity
from galla.ui.answer_buttons import AnswerButtons
from galla.ui.panel_parts import set_style_property, text_label
from galla.ui.severity_mark import SeverityMark

_MARK = 18
_TONES = {Severity.CRITICAL: "alarm", Severity.WARNING: "warning", Severity.INFO: "info"}


@dataclass(frozen=True, slots=True)
class ShownEpisode:
    """An open episode in words, and what can be answered to it."""

    episode: Episode
    sentence: str
    offer: Offer


class EpisodeCard(QFrame):
    """One open episode. Its signals carry the episode's id, where money is concerned the account's."""

    snooze_requested = Signal(str, object)
    """Episode id and a SnoozeFor."""
    acknowledge_requested = Signal(str)
    paid_requested = Signal(str)
    top_up_requested = Signal(str)

    def __init__(self, episode: Episode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.episode_id, self.account_id = episode.id, episode.account_id
        self.setObjectName("banner")
        self._mark = SeverityMark(_MARK, self)
        self._label = text_label(self)
        self._buttons = AnswerButtons(self)
        self._buttons.top_up_wanted.connect(lambda: self.top_up_requested.emit(self.account_id))
        self._buttons.paid_wanted.connect(lambda: self.paid_requested.emit(self.account_id))
        self._buttons.snooze_wanted.connect(lambda length: self.snooze_requested.emit(self.episode_id, length))
        self._buttons.acknowledge_wanted.connect(lambda: self.acknowledge_requested.emit(self.episode_id))
        self._lay_out()

    def focus_order(self) -> tuple[QWidget, ...]:
        """Its buttons from left to right."""
        return self._buttons.focus_order()

    def render_episode(self, shown: ShownEpisode) -> None:
        """Shows the same episode as it is now."""
        severity = shown.episode.severity
        set_style_property(self, "tone", _TONES[severity])
        self._mark.show_severity(severity)
        self._label.setText(shown.sentence)
        self.setAccessibleName(shown.sentence)
        self._buttons.offer(shown.offer)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._label, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 11)
        layout.setSpacing(9)
        layout.addLayout(head)
        layout.addWidget(self._buttons)


class EpisodeCards(QWidget):
    """The cards of several episodes, one under the other; hidden where there are none."""

    snooze_requested = Signal(str, object)
    acknowledge_requested = Signal(str)
    paid_requested = Signal(str)
    top_up_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: dict[str, EpisodeCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def focus_order(self) -> tuple[QWidget, ...]:
        """The buttons from top to bottom."""
        return tuple(button for card in self._cards.values() for button in card.focus_order())

    def render_episodes(self, episodes: Sequence[ShownEpisode]) -> None:
        """Shows `episodes` in their order. A card stays the same as long as its episode does."""
        wanted = {shown.episode.id: shown for shown in episodes}
        for gone in self._cards.keys() - wanted.keys():
            card = self._cards.pop(gone)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, (episode_id, shown) in enumerate(wanted.items()):
            card = self._cards.get(episode_id) or self._add(shown.episode)
            if self._column.indexOf(card) != place:
                self._column.insertWidget(place, card)
            card.render_episode(shown)
        self._cards = {episode_id: self._cards[episode_id] for episode_id in wanted}
        self.setVisible(bool(wanted))

    def _add(self, episode: Episode) -> EpisodeCard:
        card = self._cards[episode.id] = EpisodeCard(episode, self)
        card.snooze_requested.connect(self.snooze_requested)
        card.acknowledge_requested.connect(self.acknowledge_requested)
        card.paid_requested.connect(self.paid_requested)
        card.top_up_requested.connect(self.top_up_requested)
        return card
