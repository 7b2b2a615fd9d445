"""The tray icon with its tooltip and menu: shows what the snapshots say, and passes on what the owner wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QCursor, QGuiApplication
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from galla.domain.model import Severity, Snapshot
from galla.texts import locale_format
from galla.texts import snapshots as texts
from galla.ui.icon import IconCache, IconKey, icon_key, worst

_MESSAGE_ICONS = {
    Severity.INFO: QSystemTrayIcon.MessageIcon.Information,
    Severity.WARNING: QSystemTrayIcon.MessageIcon.Warning,
    Severity.CRITICAL: QSystemTrayIcon.MessageIcon.Critical,
}


class Tray(QObject):
    """The icon in the tray. Construct it only after `TrayHost.available`."""

    panel_requested = Signal(object)
    """The cursor as a QPoint in global coordinates: the tray itself does not say where it is."""
    poll_requested = Signal(str)
    chart_requested = Signal(str)
    quit_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._snapshots: tuple[Snapshot, ...] = ()
        self._key: IconKey | None = None
        self._tooltip = ""
        self._icons = IconCache()
        self._icon = QSystemTrayIcon(self)
        self._icon.activated.connect(self._on_activated)
        self._menu = QMenu()
        self._facts: list[QAction] = []
        self._facts_end = self._menu.addSeparator()
        self._check = self._add(self.tr("&Check now"), self._on_check)
        self._chart = self._add(self.tr("Show c&hart"), self._on_chart)
        self._add(self.tr("&Open Galla"), self._on_open)
        self._menu.addSeparator()
        self._add(self.tr("&Quit"), self.quit_requested)
        self._icon.setContextMenu(self._menu)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_colour_scheme_changed)

    def show(self) -> None:
        """Puts the icon into the tray, if need be with a question mark until there is something to render."""
        self._render_icon()
        self._icon.show()

    def hide(self) -> None:
        """Takes the icon out of the tray."""
        self._icon.hide()

    def render(self, snapshots: Sequence[Snapshot], now: datetime) -> None:
        """Shows `snapshots`; what has not changed is not set again."""
        self._snapshots = tuple(snapshots)
        self._render_icon()
        tooltip = texts.tooltip(self._snapshots, now)
        if tooltip != self._tooltip:
            self._tooltip = tooltip
            self._icon.setToolTip(tooltip)
        self._render_facts()

    def show_message(self, title: str, body: str, severity: Severity) -> None:
        """The tray's own message, where the desktop has no notification server for us."""
        self._icon.showMessage(title, body, _MESSAGE_ICONS[severity])

    def _add(self, text: str, on_triggered: Callable[[], None] | SignalInstance) -> QAction:
        action = self._menu.addAction(text)
        action.triggered.connect(on_triggered)
        return action

    def _render_icon(self) -> None:
        key = icon_key(self._snapshots, _panel_is_dark())
        if key != self._key:
            self._key = key
            self._icon.setIcon(self._icons.icon(key))

    def _render_facts(self) -> None:
        """One line per account above the commands; panels flicker where a menu is built anew, so texts change."""
        while len(self._facts) > len(self._snapshots):
            action = self._facts.pop()
            self._menu.removeAction(action)
            action.deleteLater()
        while len(self._facts) < len(self._snapshots):
            action = QAction(self._menu)
            action.triggered.connect(self._on_open)
            self._menu.insertAction(self._facts_end, action)
            self._facts.append(action)
        for action, snapshot in zip(self._facts, self._snapshots, strict=True):
            text = self._fact(snapshot).replace("&", "&&")
            if action.text() != text:
                action.setText(text)
        for action in (self._check, self._chart):
            action.setEnabled(bool(self._snapshots))

    def _fact(self, snapshot: Snapshot) -> str:
        if snapshot.balance is None:
            return self.tr("{account}: {level}").format(
                account=snapshot.account_name, level=texts.level_name(snapshot.level)
            )
        return self.tr("{account}: {amount}, lasts {duration}", "menu of the tray").format(
            account=snapshot.account_name,
            amount=locale_format.money(snapshot.balance),
            duration=texts.runway_short(snapshot.runway),
        )

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self._on_open()
        elif reason is QSystemTrayIcon.ActivationReason.MiddleClick:
            self._on_check()

    def _on_open(self) -> None:
        self.panel_requested.emit(QCursor.pos())

    def _on_check(self) -> None:
        for snapshot in self._snapshots:
            self.poll_requested.emit(snapshot.account_id)

    def _on_chart(self) -> None:
        snapshot = worst(self._snapshots)
        if snapshot is not None:
            self.chart_requested.emit(snapshot.account_id)

    def _on_colour_scheme_changed(self) -> None:
        self._render_icon()


def _panel_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
