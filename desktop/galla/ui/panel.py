"""The glance panel: opened by a click on the icon, it shows the worst account in full and the others in a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise

from PySide6.QtCore import QElapsedTimer, QEvent, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from galla.domain.answers import offer
from galla.domain.model import Snapshot
from galla.ui.account_view import AccountView
from galla.ui.common_alert import CommonAlert
from galla.ui.episode_card import EpisodeCards, ShownEpisode
from galla.ui.panel_foot import FOOT_AIR, PanelFoot
from galla.ui.panel_order import PanelOrder
from galla.ui.panel_parts import Banner, EmptyState
from galla.ui.panel_place import beside_tray, in_corner
from galla.ui.panel_rows import AccountRows
from galla.ui.panel_style import panel_style
from galla.ui.settings_pages import ADD_ACCOUNT
from galla.ui.theme import tones

WIDTH = 384
MARGIN = 16
AGE_TICK_MS = 30_000
REST_MS = 50
HINT_MS = 8000
REOPEN_AFTER_MS = 250
"""A click on the icon first takes the focus, which closes the panel; it must not open it again at once."""


class GlancePanel(QWidget):
    """Renders all accounts. Signals carry what the owner wants, and that the panel was closed."""

    poll_requested = Signal(str)
    chart_requested = Signal(str)
    snooze_requested = Signal(str, object)
    """Episode id and a SnoozeFor."""
    acknowledge_requested = Signal(str)
    paid_requested = Signal(str)
    """The account to which money is on its way."""
    top_up_requested = Signal(str)
    """The account whose page for topping up is wanted."""
    alert_history_requested = Signal()
    settings_requested = Signal(str)
    """The page of the settings; empty: where they open."""
    closed = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._snapshots: tuple[Snapshot, ...] = ()
        self._common: tuple[CommonAlert, ...] = ()
        self._order = PanelOrder()
        self._selected = ""
        self._is_popup = False
        self._wanted_flags: Qt.WindowType | None = None
        self._anchor: QPoint | None = None
        self._closed_for = QElapsedTimer()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Galla", "the program's name"))
        self._empty = EmptyState(self)
        self._view = AccountView(self)
        self._cards = EpisodeCards(self)
        self._foot = PanelFoot(self)
        self._pass_on_wishes()
        self._trouble = Banner("alarm", self)
        self._notice = Banner("info", self)
        self._hint = Banner("info", self)
        self._rows = AccountRows(self)
        self._rows.chosen.connect(self._on_account_chosen)
        self._rows.completed.connect(self._order_focus)
        self._rule = QFrame(self)
        self._rule.setObjectName("rule")
        self._rule.setFixedHeight(1)
        self._focus_order: tuple[QWidget, ...] = ()
        self._lay_out()
        self._news: tuple[tuple[Snapshot, ...], datetime, tuple[CommonAlert, ...]] | None = None
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self._on_rested)
        self._tick = QTimer(self, interval=AGE_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._hint_over = QTimer(self, singleShot=True, interval=HINT_MS)
        self._hint_over.timeout.connect(lambda: self._set_hint(""))
        self._restyle()

    def render(  # type: ignore[override]
        self, snapshots: Sequence[Snapshot], now: datetime, common: Sequence[CommonAlert] = ()
    ) -> None:
        """Shows `snapshots` as of `now`: the worst in full, or the one that the owner picked.

        Above it stands what is wrong for all accounts.
        """
        self._snapshots, self._common = tuple(snapshots), tuple(common)
        self._cards.render_episodes(
            [ShownEpisode(one.episode, one.sentence, offer(one.episode, now)) for one in self._common]
        )
        ordered = self._order.of(snapshots, is_open=self.isVisible())
        shown = next((one for one in ordered if one.account_id == self._selected), next(iter(ordered), None))
        self._empty.setVisible(shown is None and not self._trouble.sentence)
        self._view.setVisible(shown is not None)
        if shown is not None:
            self._view.render_snapshot(shown, now)
        self._rows.render_snapshots([one for one in ordered if one is not shown], now)
        self._rule.setVisible(len(self._snapshots) > 1)
        self._order_focus()
        self._fit()

    def render_soon(self, snapshots: Sequence[Snapshot], now: datetime, common: Sequence[CommonAlert] = ()) -> None:
        """As `render`; news that come close upon one another are shown together, a few frames later at most."""
        if self._resting.isActive():
            self._news = (tuple(snapshots), now, tuple(common))
        else:
            self.render(snapshots, now, common)
            self._resting.start()

    def _on_rested(self) -> None:
        news, self._news = self._news, None
        if news is not None:
            self.render_soon(*news)

    def show_trouble(self, sentence: str) -> None:
        """Says what is wrong with the whole program, until told otherwise by an empty sentence."""
        self._trouble.set_sentence(sentence)
        self._render_again()

    def show_notice(self, sentence: str) -> None:
        """Says what the owner should know of this desktop, until told otherwise by an empty sentence."""
        self._notice.set_sentence(sentence)
        self._fit()

    def show_hint(self, sentence: str) -> None:
        """Says `sentence` for a few seconds."""
        self._set_hint(sentence)
        self._hint_over.start()

    def popup_near(self, point: QPoint | None) -> None:
        """Opens beside the tray if `point` looks like a click there; without a point, as an ordinary window.

        Where the desktop places windows itself (Wayland) it is an ordinary window too.
        """
        as_popup = point is not None and QGuiApplication.platformName() != "wayland"
        if as_popup and self._closed_for.isValid() and self._closed_for.elapsed() < REOPEN_AFTER_MS:
            return
        if not self.isVisible():
            self._selected = ""
            self._render_again()
        if not (self.isVisible() and not self._is_popup):
            self._become(as_popup)
        self._anchor = point
        self._fit()
        if self._is_popup:
            self._place()
        self.show()
        self.raise_()
        self.activateWindow()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def event(self, event: QEvent) -> bool:
        """Keeps to the height of the content, which may settle only when shown, and to light or dark."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        elif event.type() in {QEvent.Type.ApplicationPaletteChange, QEvent.Type.PaletteChange}:
            self._restyle()
        return handled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A popup that lost the focus closes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self._is_popup and not self.isActiveWindow():
            self.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Ages tick only while somebody can see them."""
        super().showEvent(event)
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing ticks while hidden."""
        super().hideEvent(event)
        self._tick.stop()
        self._hint_over.stop()
        self._set_hint("")
        if not event.spontaneous():  # minimised, it comes back as it was
            self._resting.stop()
            self._news = None  # it is rendered anew when it is opened

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tells that the owner is done with it."""
        was_visible = self.isVisible()
        super().closeEvent(event)
        self._closed_for.start()
        if was_visible:
            self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A popup has no frame of the window manager's, so it draws a fine one."""
        super().paintEvent(event)
        if self._is_popup:
            painter = QPainter(self)
            painter.setPen(QColor(tones().border))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
            painter.end()

    def _lay_out(self) -> None:
        """The foot's buttons have air of their own: so their words stand under the others'."""
        above, below = (self._trouble, self._notice, self._hint, self._cards), (self._rule, self._rows)
        content = QVBoxLayout()
        content.setContentsMargins(FOOT_AIR, 0, FOOT_AIR, 0)
        content.setSpacing(11)
        for widget in (*above, self._empty, self._view, *below):
            content.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN - FOOT_AIR, MARGIN, MARGIN - FOOT_AIR, MARGIN - FOOT_AIR)
        layout.setSpacing(6)
        layout.addLayout(content)
        layout.addWidget(self._foot)

    def _pass_on_wishes(self) -> None:
        for name in ("poll_requested", "chart_requested"):
            getattr(self._view, name).connect(getattr(self, name))
        for name in ("snooze_requested", "acknowledge_requested", "paid_requested", "top_up_requested"):
            for source in (self._cards, self._view):
                getattr(source, name).connect(getattr(self, name))
        self._foot.alert_history_requested.connect(self.alert_history_requested)
        self._foot.settings_requested.connect(self.settings_requested)
        self._empty.addition_requested.connect(lambda: self.settings_requested.emit(ADD_ACCOUNT))

    def _render_again(self) -> None:
        self.render(self._snapshots, self._now(), self._common)

    def _order_focus(self) -> None:
        """Tab goes from top to bottom, also through cards and rows that came later."""
        parts = (self._cards, self._view, self._rows, self._foot)
        order = tuple(widget for part in parts for widget in part.focus_order())
        if order != self._focus_order:
            self._focus_order = order
            for before, after in pairwise(order):
                QWidget.setTabOrder(before, after)

    def _fit(self) -> None:
        """As high as its content needs at its one width; sentences wrap, so a size hint alone would not do."""
        layout = self.layout()
        if layout is None:
            return
        layout.activate()
        height = layout.totalHeightForWidth(WIDTH)
        if height < 0:
            return  # between two contents nothing is visible; a window of no height would lose the focus, and close
        wanted = QSize(WIDTH, height)
        if wanted != self.size():
            self.setFixedSize(wanted)
            if self._is_popup:
                self._place()

    def take_place_of(self, other: GlancePanel) -> None:
        """Becomes a popup beside the tray, or an ordinary window, as `other` is; of the same account."""
        self._anchor, self._selected = other._anchor, other._selected
        self._become(other._is_popup)
        self._render_again()

    def _become(self, popup: bool) -> None:
        flags = Qt.WindowType.Window
        if popup:
            flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        if flags != self._wanted_flags:  # Qt adds to them, and what it is given again costs it a frame's time
            self._wanted_flags = flags
            self.setWindowFlags(flags)
        self._is_popup = popup

    def _place(self) -> None:
        point = self._anchor
        screen = (QGuiApplication.screenAt(point) if point is not None else None) or QGuiApplication.primaryScreen()
        size = self.size()
        corner = None
        if point is not None:
            corner = beside_tray(point, size, screen.geometry(), screen.availableGeometry())
        self.move(corner or in_corner(size, screen.geometry(), screen.availableGeometry()))

    def _restyle(self) -> None:
        sheet = panel_style(tones())
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)

    def _set_hint(self, sentence: str) -> None:
        if sentence != self._hint.sentence:
            self._hint.set_sentence(sentence)
            self._fit()

    def _on_account_chosen(self, account_id: str) -> None:
        self._selected = account_id
        self._render_again()

    def _on_tick(self) -> None:
        self._render_again()
