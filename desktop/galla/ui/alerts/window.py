"""The alert history's window: what to look for, the alerts, and one of them in full."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from galla.domain.answers import NOTHING, Offer, offer
from galla.domain.channel import AlertRecord
from galla.domain.model import Snapshot
from galla.ui import save_dialog
from galla.ui.alerts.alert_filter import is_open, matching
from galla.ui.alerts.detail import AlertDetail
from galla.ui.alerts.export import table
from galla.ui.alerts.filter_bar import FilterBar
from galla.ui.alerts.model import AlertsModel, Column
from galla.ui.alerts.naming import Naming
from galla.ui.alerts.nothing import Nothing
from galla.ui.alerts.style import history_style
from galla.ui.alerts.table import AlertsTable
from galla.ui.common_alert import CommonAlert
from galla.ui.panel_parts import Banner, scaled_font
from galla.ui.theme import Tones, tones

_LOOK_AGAIN_MS = 60_000
"""Deliveries change without a word to the screen; so often they are looked up while the window is open."""
_SIZE = (1240, 700)
_SHARES = (804, 390)
"""Pixels of the table and of the pane beside it, to begin with."""
_LEAST_HEIGHT = 320
"""Below it the pane would cut its words off."""


class AlertHistoryWindow(QWidget):
    """Lists alerts, the newest first. Asks for its records by signal and is answered with `render`."""

    records_requested = Signal()
    snooze_requested = Signal(str, object)
    """Episode id and a SnoozeFor."""
    acknowledge_requested = Signal(str)
    """Episode id."""
    paid_requested = Signal(str)
    """The account to which money is on its way."""
    top_up_requested = Signal(str)
    """The account whose page for topping up is wanted."""
    export_requested = Signal(str, object)
    """The path the owner chose, and a callable that gives the bytes, to be called in a thread."""

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._styled_with: Tones | None = None
        self._records: tuple[AlertRecord, ...] | None = None
        self._shown: tuple[AlertRecord, ...] = ()
        self._naming = Naming()
        self._accounts: dict[str, Snapshot] = {}
        self._followed: object = None
        self._chosen_id = ""
        self.setObjectName("alerts")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Alert history"))
        self._build()
        self._lay_out()
        self._look_again = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._look_again.timeout.connect(self.records_requested)
        self._add_keys()
        self._restyle()
        self.resize(*_SIZE)
        self._list()

    def render(  # type: ignore[override]
        self,
        records: tuple[AlertRecord, ...],
        names: Mapping[str, str],
        channel_names: Mapping[str, str],
        zones: Mapping[str, str],
    ) -> None:
        """Shows `records`, the answer to `records_requested`; the alert that is looked at stays so.

        `names` and `zones` are by account id, `channel_names` by channel id.
        """
        self._records = tuple(sorted(records, key=lambda record: record.episode.raised_at, reverse=True))
        self._naming = Naming(names, channel_names, zones)
        of_records = dict.fromkeys(record.episode.account_id for record in self._records)
        self._table.setColumnHidden(Column.ACCOUNT, len(of_records) == 1)
        self._filters.set_accounts({one: self._naming.account(one) for one in sorted(of_records, reverse=True)})
        self._list()

    def follow(self, snapshots: Sequence[Snapshot], common: Sequence[CommonAlert] = ()) -> None:
        """Takes up how the accounts are now; where their alerts have changed, it asks for the records again."""
        self._accounts = {snapshot.account_id: snapshot for snapshot in snapshots}
        followed = (
            [(one.episodes, one.payment, one.top_up_page) for one in snapshots],
            [one.episode for one in common],
        )
        if followed != self._followed:
            self._followed = followed
            if self.isVisible():
                self.records_requested.emit()
                self._show_chosen(self._table.current_record())

    def say(self, sentence: str) -> None:
        """Says why a wish was not carried out, until there is something else to say."""
        self._banner.set_sentence(sentence)

    def showEvent(self, event: QShowEvent) -> None:
        """Asks for what happened meanwhile."""
        super().showEvent(event)
        self._look_again.start()
        self.records_requested.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Asks for nothing while nobody looks."""
        super().hideEvent(event)
        self._look_again.stop()
        self.say("")

    def changeEvent(self, event: QEvent) -> None:
        """Follows a change of the palette."""
        super().changeEvent(event)
        # Our own style sheet changes the palette too.
        if event.type() == QEvent.Type.PaletteChange and self._styled_with not in {None, tones()}:
            self._restyle()
            self._show_chosen(self._table.current_record())

    # --- parts

    def _build(self) -> None:
        self._title = QLabel(self.tr("Alert history"), self)
        self._title.setFont(scaled_font(self, 1.35, QFont.Weight.DemiBold))
        self._count = QLabel(self)
        self._count.setProperty("role", "muted")
        self._export = QPushButton(self.tr("Export CSV…"), self)
        self._export.setToolTip(QKeySequence(QKeySequence.StandardKey.Save).toString())
        self._export.clicked.connect(self._on_export)
        self._filters = FilterBar(self)
        self._filters.changed.connect(self._list)
        self._banner = Banner("warning", self)
        self._model = AlertsModel(self)
        self._table = AlertsTable(self._model, self)
        self._table.record_chosen.connect(self._on_chosen)
        self._detail = AlertDetail(self)
        for name in ("snooze_requested", "acknowledge_requested", "paid_requested", "top_up_requested"):
            getattr(self._detail, name).connect(getattr(self, name))
        self._nothing = Nothing(self)
        self._nothing.all_wanted.connect(self._filters.clear)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._count, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._export)
        self._list_and_detail = QSplitter(Qt.Orientation.Horizontal, self)
        self._list_and_detail.addWidget(self._table)
        self._list_and_detail.addWidget(self._detail)
        self._list_and_detail.setChildrenCollapsible(False)
        self._list_and_detail.setHandleWidth(10)
        self._list_and_detail.setSizes(list(_SHARES))
        self._list_and_detail.setStretchFactor(0, 1)
        self._pages = QStackedWidget(self)
        self._pages.setMinimumHeight(_LEAST_HEIGHT)
        self._pages.addWidget(self._nothing)
        self._pages.addWidget(self._list_and_detail)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._filters)
        column.addWidget(self._banner)
        column.addWidget(self._pages, 1)
        order = (*self._filters.focus_order(), self._table, *self._detail.focus_order(), self._export)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _add_keys(self) -> None:
        keys = {
            QKeySequence(Qt.Key.Key_Escape): self.close,
            QKeySequence(QKeySequence.StandardKey.Find): self._on_find,
            QKeySequence(QKeySequence.StandardKey.Save): self._on_export,
        }
        for key, act in keys.items():
            QShortcut(key, self).activated.connect(act)

    def _restyle(self) -> None:
        self._styled_with = tones()
        self.setStyleSheet(history_style(self._styled_with))

    # --- what is listed

    def _list(self) -> None:
        """Lists what is looked for, and keeps looking at the same alert where it is still among them."""
        records, now = self._records or (), self._now()
        self._shown = matching(records, self._filters.chosen, self._naming, now)
        place = self._table.verticalScrollBar().value()
        chosen_id = self._chosen_id
        if self._model.render(self._shown, self._naming, now):
            row = self._model.row_of(chosen_id)
            self._table.choose_row(0 if row is None and self._shown else row)
            if row is not None:
                self._table.verticalScrollBar().setValue(place)
        self._show_chosen(self._table.current_record())
        self._show_count()
        self._show_page()

    def _show_page(self) -> None:
        """The alerts, or why there are none; without any there is nothing to look for either."""
        self._pages.setCurrentWidget(self._list_and_detail if self._shown else self._nothing)
        self._filters.setVisible(bool(self._records))
        self._export.setVisible(bool(self._records))
        self._export.setEnabled(bool(self._shown))
        if self._shown and self.focusWidget() is None:
            self._table.setFocus()
        if self._records is None:
            self._nothing.say_loading()
        elif not self._records:
            self._nothing.say_no_alert()
        elif not self._shown:
            self._nothing.say_no_match()

    def _show_count(self) -> None:
        shown, still_open = len(self._shown), sum(map(is_open, self._shown))
        parts = [self.tr("%n alert(s)", "how many are listed", shown)] if shown else []
        if still_open:
            parts.append(self.tr("%n open", "how many of the alerts listed", still_open))
        self._count.setText(", ".join(parts))

    def _on_chosen(self, record: AlertRecord | None) -> None:
        if record is not None:
            self._chosen_id = record.episode.id
        self._show_chosen(record)

    def _show_chosen(self, record: AlertRecord | None) -> None:
        if record is not None:
            now = self._now()
            self._detail.render_record(record, self._offer(record, now), self._naming, now)

    def _offer(self, record: AlertRecord, now: datetime) -> Offer:
        """What the panel would offer as well; of an account that is no longer watched nothing."""
        account_id = record.episode.account_id
        account = self._accounts.get(account_id)
        if account is None:
            return offer(record.episode, now) if not account_id else NOTHING
        return offer(record.episode, now, payment=account.payment, has_page=account.top_up_page is not None)

    # --- wishes

    def _on_find(self) -> None:
        self._filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filters.search.selectAll()

    def _on_export(self) -> None:
        if not self._shown:
            return
        self.say("")
        name = f"galla-alerts-{self._now():%Y-%m-%d}.csv"
        path = save_dialog.chosen_path(self, self.tr("Save the alerts as a table"), name, self.tr("Tables (*.csv)"))
        if path:
            self.export_requested.emit(path, table(self._shown, self._naming))
