"""The tray icon with its tooltip and menu: shows what the snapshots say, and passes on what the owner wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QAction, QCursor, QGuiApplication
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from galla.domain.level import Level
from galla.ui.icon import IconCache, IconKey
from galla.ui.level_colours import is_dark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from galla.domain.model import Snapshot
    from galla.domain.notice import Severity

# Domain, texts and the namespace `Qt` are imported when first needed: the first icon is shown before them.


MENU_ACCOUNTS = 8
"""The most urgent; a menu with a line for each of fifty would not fit the screen."""


class Tray(QObject):
    """The icon in the tray. Construct it only after `TrayHost.available`."""

    panel_requested = Signal(object)
    """The cursor as a QPoint in global coordinates: the tray itself does not say where it is."""
    poll_requested = Signal(str)
    chart_requested = Signal(str)
    alert_history_requested = Signal()
    settings_requested = Signal(str)
    """The page of the settings; empty: where they open."""
    quit_requested = Signal()

    def __init__(self, parent: QObject | None = None, *, speaks_items: bool = False) -> None:
        """`speaks_items`: the menu is painted by a panel that was handed its texts over StatusNotifierItem."""
        super().__init__(parent)
        self._speaks_items = speaks_items
        self._snapshots: tuple[Snapshot, ...] = ()
        self._key: IconKey | None = None
        self._tooltip = ""
        self._icons = IconCache()
        self._icon = QSystemTrayIcon(self)
        self._icon.activated.connect(self._on_activated)
        self._menu = QMenu()
        self._facts: list[QAction] = []
        self._facts_end = self._menu.addSeparator()
        self._check = self._add(self._on_check)
        self._chart = self._add(self._on_chart)
        self._open = self._add(self._on_open)
        self._history = self._add(self.alert_history_requested)
        self._menu.addSeparator()
        self._settings = self._add(self._on_settings)
        self._quit = self._add(self.quit_requested)
        self.retranslate()
        self._icon.setContextMenu(self._menu)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_colour_scheme_changed)

    def show(self) -> None:
        """Puts the icon into the tray, if need be with a question mark until there is something to render."""
        self._render_icon()
        self._icon.show()

    def hide(self) -> None:
        """Takes the icon out of the tray."""
        self._icon.hide()

    def retranslate(self) -> None:
        """Turns to the language that was just installed: the icon is shown before the settings are read."""
        self._check.setText(self.tr("&Check now"))
        self._chart.setText(self.tr("Show c&hart"))
        self._open.setText(self.tr("&Open Galla"))
        self._history.setText(self.tr("&Alert history"))
        self._settings.setText(self.tr("&Settings…"))
        self._quit.setText(self.tr("&Quit"))

    def render(self, snapshots: Sequence[Snapshot], now: datetime) -> None:
        """Shows `snapshots`, the most urgent first; what has not changed is not set again."""
        self._snapshots = tuple(snapshots)
        self._render_icon()
        from galla.texts import snapshots as texts

        tooltip = texts.tooltip(self._snapshots, now)
        if tooltip != self._tooltip:
            self._tooltip = tooltip
            self._icon.setToolTip(tooltip)
        self._render_facts(now)

    def show_message(self, title: str, body: str, severity: Severity) -> None:
        """The tray's own message, where the desktop has no notification server for us."""
        from galla.domain.notice import Severity

        icons = {
            Severity.INFO: QSystemTrayIcon.MessageIcon.Information,
            Severity.WARNING: QSystemTrayIcon.MessageIcon.Warning,
            Severity.CRITICAL: QSystemTrayIcon.MessageIcon.Critical,
        }
        self._icon.showMessage(title, body, icons[severity])

    def _add(self, on_triggered: Callable[[], None] | SignalInstance) -> QAction:
        action = self._menu.addAction("")
        action.triggered.connect(on_triggered)
        return action

    def _render_icon(self) -> None:
        dark = is_dark()
        if self._snapshots:
            from galla.ui.icon_key import icon_key

            key = icon_key(self._snapshots, dark)
        else:
            key = IconKey(Level.UNKNOWN, "?", dark_panel=dark)
        if key != self._key:
            self._key = key
            self._icon.setIcon(self._icons.icon(key))

    def _render_facts(self, now: datetime) -> None:
        """One line per account above the commands; panels flicker where a menu is built anew, so texts change."""
        from galla.texts import snapshots as texts

        lines = [texts.account_line(snapshot, now) for snapshot in self._snapshots[:MENU_ACCOUNTS]]
        if len(self._snapshots) > MENU_ACCOUNTS:
            lines.append(texts.more_accounts(len(self._snapshots) - MENU_ACCOUNTS))
        while len(self._facts) > len(lines):
            action = self._facts.pop()
            self._menu.removeAction(action)
            action.deleteLater()
        while len(self._facts) < len(lines):
            action = QAction(self._menu)
            action.triggered.connect(self._on_open)
            self._menu.insertAction(self._facts_end, action)
            self._facts.append(action)
        for action, line in zip(self._facts, lines, strict=True):
            text = self._menu_text(line)
            if action.text() != text:
                action.setText(text)
        for action in (self._check, self._chart):
            action.setEnabled(bool(self._snapshots))

    def _menu_text(self, words: str) -> str:
        """`words` so that the menu shows them as they are.

        For a panel, which underlines what follows an underscore, Qt makes one of the first ampersand, even of a doubled
        one; and of a line with one, LXQt's cuts its middle out. So there a plus stands for it.
        """
        return words.replace("&", "+").replace("_", "__") if self._speaks_items else words.replace("&", "&&")

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
        from galla.ui.icon_key import worst

        snapshot = worst(self._snapshots)
        if snapshot is not None:
            self.chart_requested.emit(snapshot.account_id)

    def _on_settings(self) -> None:
        self.settings_requested.emit("")

    def _on_colour_scheme_changed(self) -> None:
        self._render_icon()
