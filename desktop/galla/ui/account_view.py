"""One account in full: balance, how long it lasts, today's spend, the week, what is wrong and what to do."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from galla.domain.answers import offer
from galla.domain.model import Level, Snapshot
from galla.domain.notice import Episode
from galla.texts import locale_format, next_steps, notices, outlook, payments
from galla.texts import snapshots as texts
from galla.ui.episode_card import EpisodeCards, ShownEpisode
from galla.ui.labels import ClauseLabel, ElidedLabel, LevelMark
from galla.ui.panel_parts import UNKNOWN, Banner, Figure, Rendered, scaled_font, set_role, show_text, text_label
from galla.ui.sparkline import Sparkline

EXPECTED_DAYS = 3
"""As far as the sparkline looks ahead."""


class AccountView(QWidget):
    """Renders one snapshot; its signals carry the account's or the episode's id."""

    poll_requested = Signal(str)
    chart_requested = Signal(str)
    snooze_requested = Signal(str, object)
    """Episode id and a SnoozeFor."""
    acknowledge_requested = Signal(str)
    paid_requested = Signal(str)
    top_up_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._account_id = ""
        self._rendered = Rendered()
        self._build_head()
        self._storage = Banner("warning", self)
        self._problem = Banner("alarm", self)
        self._checking = Banner("info", self)
        self._episodes = EpisodeCards(self)
        self._episodes.snooze_requested.connect(self.snooze_requested)
        self._episodes.acknowledge_requested.connect(self.acknowledge_requested)
        self._episodes.paid_requested.connect(self.paid_requested)
        self._episodes.top_up_requested.connect(self.top_up_requested)
        self._payment = Banner("info", self)
        self._runway = ClauseLabel(self)
        self._runway.setFont(scaled_font(self, 1.1, QFont.Weight.DemiBold))
        self._basis = text_label(self, muted=True)
        self._spark = Sparkline(self)
        self._spent = Figure(self.tr("Spent today"), self)
        self._usual = Figure(self.tr("Usual by now"), self)
        self._expected = text_label(self, muted=True)
        self._next = self._build_next()
        self._check = QPushButton(self)
        self._chart = QPushButton(self.tr("Show c&hart"), self)
        self._check.clicked.connect(lambda: self.poll_requested.emit(self._account_id))
        self._chart.clicked.connect(lambda: self.chart_requested.emit(self._account_id))
        self._lay_out()

    @property
    def account_id(self) -> str:
        """Which account is shown."""
        return self._account_id

    def focus_order(self) -> tuple[QWidget, ...]:
        """What takes the focus, from top to bottom."""
        return (*self._episodes.focus_order(), self._check, self._chart)

    def render_snapshot(self, snapshot: Snapshot, now: datetime) -> None:
        """Shows `snapshot` as of `now`."""
        if self._rendered.is_of(snapshot, now):
            return
        self._account_id = snapshot.account_id
        self._render_head(snapshot, now)
        self._storage.set_sentence(texts.storage_sentence(snapshot.storage))
        self._problem.set_sentence(notices.untold_problem(snapshot))
        self._checking.set_sentence(texts.checking_again_sentence(snapshot))
        shown = [_shown(one, snapshot, now) for one in snapshot.episodes if one.is_open]
        self._episodes.render_episodes(shown)
        # One button is to be pressed first: where there is reason to top up, that is not the one that reads again.
        set_role(self._check, "" if any(one.offer.top_up for one in shown) else "primary")
        self._payment.set_sentence(payments.payment_sentence(snapshot, now))
        runway = outlook.runway_sentence(snapshot, now)
        self._runway.set_whole_text(runway)
        show_text(self._basis, outlook.basis_sentence(snapshot, now))
        self._spark.setVisible(bool(snapshot.week))
        self._spark.render_snapshot(snapshot, now)
        self._spark.setAccessibleName(
            self.tr("Balance of the last seven days and its forecast: {sentence}").format(
                sentence=self._runway.whole_text
            )
        )
        usual = snapshot.usual_by_now
        self._spent.set_caption(self._spent_caption(snapshot))
        self._spent.set_value(texts.spent_today(snapshot))
        self._usual.set_value(None if usual is None else locale_format.money_rounded(usual))
        show_text(self._expected, outlook.expected_spend_sentence(snapshot.runway, EXPECTED_DAYS))
        self._next.setText(next_steps.next_step(snapshot, now))
        self._render_check(snapshot, now)

    def _build_head(self) -> None:
        self._mark = LevelMark(20, self)
        self._name = ElidedLabel(self)
        self._name.setFont(scaled_font(self, 1.1, QFont.Weight.DemiBold))
        self._level = QLabel(self)
        self._level.setObjectName("chip")
        self._level.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._balance = ElidedLabel(self)
        self._balance.setFont(scaled_font(self, 2.4, QFont.Weight.Bold))
        self._available = text_label(self, muted=True)
        self._secondary = text_label(self, muted=True)
        self._age = text_label(self, muted=True)

    def _build_next(self) -> QLabel:
        self._next_card = QFrame(self)
        self._next_card.setObjectName("card")
        caption = QLabel(self.tr("What to do"), self._next_card)
        caption.setProperty("role", "muted")
        caption.setFont(scaled_font(self, 0.88))
        sentence = text_label(self._next_card)
        layout = QVBoxLayout(self._next_card)
        layout.setContentsMargins(12, 9, 12, 10)
        layout.setSpacing(2)
        layout.addWidget(caption)
        layout.addWidget(sentence)
        return sentence

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(self._mark)
        head.addWidget(self._name, 1)
        head.addWidget(self._level)
        figures = QHBoxLayout()
        figures.setSpacing(16)
        figures.addWidget(self._spent, 1)
        figures.addWidget(self._usual, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._check, 1)
        buttons.addWidget(self._chart, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(11)
        layout.addLayout(head)
        layout.addLayout(_close(self._balance, self._available, self._secondary, self._age))
        for banner in (self._storage, self._problem, self._checking):
            layout.addWidget(banner)
        layout.addWidget(self._episodes)
        layout.addWidget(self._payment)
        layout.addLayout(_close(self._runway, self._basis))
        layout.addWidget(self._spark)
        spend = QVBoxLayout()
        spend.setSpacing(6)
        spend.addLayout(figures)
        spend.addWidget(self._expected)
        layout.addLayout(spend)
        layout.addWidget(self._next_card)
        layout.addLayout(buttons)

    def _render_head(self, snapshot: Snapshot, now: datetime) -> None:
        level = texts.level_name(snapshot.level)
        self._mark.set_level(snapshot.level)
        self._name.set_whole_text(snapshot.account_name)
        self._level.setText(level)
        self._level.setAccessibleName(self.tr("Level: {level}").format(level=level))
        balance = UNKNOWN if snapshot.balance is None else locale_format.money(snapshot.balance)
        self._balance.set_whole_text(balance)
        self._balance.setAccessibleName(self.tr("Balance: {amount}").format(amount=balance))
        available = snapshot.available
        reserved = available is not None and available != snapshot.balance
        show_text(
            self._available,
            self.tr("{amount} available after orders in flight").format(amount=locale_format.money(available))
            if reserved and available is not None
            else "",
        )
        show_text(self._secondary, texts.secondary_sentence(snapshot))
        set_role(self._age, "stale" if snapshot.stale else "muted")
        self._age.setText(" ".join(filter(None, (texts.age_sentence(snapshot, now), _next_poll(snapshot, now)))))

    def _spent_caption(self, snapshot: Snapshot) -> str:
        """Beside what is usual by now, an old figure must say until when it counts."""
        if not snapshot.stale or snapshot.spend_today is None or snapshot.observed_at is None:
            return self.tr("Spent today")
        time = locale_format.clock_time(snapshot.observed_at, ZoneInfo(snapshot.timezone))
        return self.tr("Spent today until {time}").format(time=time)

    def _render_check(self, snapshot: Snapshot, now: datetime) -> None:
        waits = snapshot.next_allowed_at is not None and snapshot.next_allowed_at > now
        if snapshot.polling:
            text = self.tr("Checking…", "the balance is being read")
        elif waits and snapshot.next_allowed_at is not None:
            # The supplier asked for silence; a click would have to wait as well, so the button says until when.
            time = locale_format.clock_time(snapshot.next_allowed_at, ZoneInfo(snapshot.timezone))
            text = self.tr("Check after {time}").format(time=time)
        else:
            text = self.tr("&Check now")
        self._check.setText(text)
        self._check.setEnabled(not snapshot.polling and not waits and snapshot.level is not Level.PAUSED)


def _close(*labels: QLabel) -> QVBoxLayout:
    """What belongs together, one under the other without a gap."""
    column = QVBoxLayout()
    column.setSpacing(0)
    for label in labels:
        column.addWidget(label)
    return column


def _shown(episode: Episode, snapshot: Snapshot, now: datetime) -> ShownEpisode:
    return ShownEpisode(
        episode,
        notices.episode_sentence(episode, snapshot, now),
        offer(episode, now, payment=snapshot.payment, has_page=snapshot.top_up_page is not None),
    )


def _next_poll(snapshot: Snapshot, now: datetime) -> str:
    return "" if snapshot.polling else texts.next_poll_sentence(snapshot, now)
