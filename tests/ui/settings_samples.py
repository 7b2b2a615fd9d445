"""A settings window with an owner's settings, what it told, and ways to find what is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from galla.domain.alert_settings import AlertSettings, Channel, Heartbeat, LeadTime, Quiet, TopUp
from galla.domain.channel import ChannelHealth, SendFailure, SendOutcome
from galla.domain.hours import Hours
from galla.domain.model import Secret
from galla.domain.notice import Severity
from galla.domain.settings import Account, Settings, Thresholds
from galla.ui.settings.address_dialog import AddressDialog
from galla.ui.settings.channel_card import ChannelCard
from galla.ui.settings.dialog import Question
from galla.ui.settings.entries import TextEntry
from galla.ui.settings.rows import FieldRow
from galla.ui.settings.state import AccountFacts, ChannelState
from galla.ui.settings.window import SettingsWindow

NOW = datetime(2026, 11, 23, 12, 7, tzinfo=UTC)
KOLKATA = ZoneInfo("Asia/Kolkata")
NIGHT = Hours(time(22, 0), time(7, 0))
ADDRESS = "tgram://246813579:SoSecretToken/13579"

FOX = Account("main", "FoxReload", "https://api.example.com", currency="USD", timezone="Asia/Kolkata")
MOBILE = Account(
    "mobile",
    "Mobile Vouchers",
    "https://mobile.example.com",
    currency="INR",
    timezone="Asia/Kolkata",
    thresholds=Thresholds(balance_hours=24),
    top_up=TopUp(LeadTime(0, 2), frozenset({7}), "https://mobile.example.com/pay"),
)
PHONE = Channel("phone", "Phone")
TEAM = Channel("team", "Team", Severity.CRITICAL, Quiet(Hours(time(23, 0), time(6, 0))))

_Widget = TypeVar("_Widget", bound=QWidget)


def owner_settings(*accounts: Account, alerts: AlertSettings | None = None) -> Settings:
    """Two channels and quiet hours, unless `alerts` are given; one account, unless others are."""
    usual = AlertSettings(quiet=Quiet(NIGHT), channels=(PHONE, TEAM), heartbeat=Heartbeat())
    return Settings(accounts=accounts or (FOX,), alerts=alerts or usual)


def states() -> tuple[ChannelState, ...]:
    """The desktop and the phone deliver; the team's channel fails since this noon."""
    refused = SendOutcome(SendFailure.REFUSED, "404")
    return (
        ChannelState("desktop", health=ChannelHealth("desktop", NOW - timedelta(hours=3))),
        ChannelState("phone", "Telegram", health=ChannelHealth("phone", NOW - timedelta(hours=2))),
        ChannelState(
            "team", "Slack", health=ChannelHealth("team", NOW - timedelta(days=2), NOW - timedelta(hours=5), refused)
        ),
    )


class SettingsRig:
    """The window, complete and shown, with all that it told."""

    def __init__(self, qtbot: Any, settings: Settings, **shown: Any) -> None:
        self.window = SettingsWindow(lambda: NOW, KOLKATA)
        qtbot.addWidget(self.window)
        self.settings = settings
        self.shown: dict[str, Any] = {"channel_states": states(), **shown}
        self.alerts: list[AlertSettings] = []
        self.accounts: list[Account] = []
        self.added: list[tuple[Channel, Secret]] = []
        self.addresses: list[tuple[str, Secret]] = []
        self.removed: list[str] = []
        self.tests: list[str] = []
        self.heartbeats: list[Secret | None] = []
        window = self.window
        window.alerts_changed.connect(self._on_alerts)
        window.account_changed.connect(self._on_account)
        window.channel_add_requested.connect(lambda channel, secret: self.added.append((channel, secret)))
        window.channel_address_changed.connect(lambda channel_id, secret: self.addresses.append((channel_id, secret)))
        window.channel_remove_requested.connect(self.removed.append)
        window.test_requested.connect(self.tests.append)
        window.heartbeat_address_changed.connect(self.heartbeats.append)
        self.render(settings)
        window.complete()
        window.open_page("alerts")
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)

    def render(self, settings: Settings | None = None, **shown: Any) -> None:
        """Shows `settings`, as whoever has written them would."""
        self.settings = settings or self.settings
        self.shown |= shown
        self.window.render(self.settings, **self.shown)

    def write(self) -> None:
        """Stores what was told last, as the program would."""
        settings = self.settings
        if self.alerts:
            settings = replace(settings, alerts=self.alerts[-1])
        by_id = {account.id: account for account in self.accounts}
        accounts = tuple(by_id.get(account.id, account) for account in settings.accounts)
        self.render(replace(settings, accounts=accounts))

    def _on_alerts(self, change: Callable[[AlertSettings], AlertSettings]) -> None:
        self.alerts.append(change(self.alerts[-1] if self.alerts else self.settings.alerts))

    def _on_account(self, account_id: str, change: Callable[[Account], Account]) -> None:
        known = (*self.settings.accounts, *self.accounts)
        self.accounts.append(change(next(item for item in reversed(known) if item.id == account_id)))

    def row(self, caption: str, within: QWidget | None = None) -> FieldRow:
        """The field that is called so."""
        page = self.window._pages.currentWidget()
        rows = (within or page).findChildren(FieldRow)
        return next(row for row in rows if row.caption == caption and row.isVisibleTo(page))

    def entry(self, caption: str, within: QWidget | None = None) -> TextEntry:
        """Where that field is entered."""
        return child(self.row(caption, within), TextEntry)

    def card(self, channel_id: str) -> ChannelCard:
        """The card of that channel, on its page."""
        self.window.open_page("channels")
        card = self.window._channels.card(channel_id)
        assert card is not None
        return card

    def dialog(self) -> AddressDialog:
        """The dialog that is open."""
        return next(found for found in self.window.findChildren(AddressDialog) if found.isVisible())

    def question(self) -> Question:
        """The question that is asked."""
        return next(found for found in self.window.findChildren(Question) if found.isVisible())

    def has_dialog(self) -> bool:
        """Whether a dialog is open."""
        return any(found.isVisible() for found in self.window.findChildren(AddressDialog))


def child(parent: QWidget, kind: type[_Widget], place: int = 0) -> _Widget:
    """The child of that kind."""
    return parent.findChildren(kind)[place]


def button(parent: QWidget, text: str) -> QPushButton:
    """The visible button with that label."""
    found = [item for item in parent.findChildren(QPushButton) if item.text() == text and item.isVisibleTo(parent)]
    return found[0]


def press(parent: QWidget, text: str) -> None:
    """Clicks the button with that label."""
    QTest.mouseClick(button(parent, text), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def type_over(entry: QLineEdit, text: str, *, enter: bool = True) -> None:
    """Replaces what stands in `entry` as a person would."""
    entry.setFocus()
    entry.selectAll()
    QTest.keyClick(entry, Qt.Key.Key_Delete)
    QTest.keyClicks(entry, text)
    if enter:
        QTest.keyClick(entry, Qt.Key.Key_Return)


def words(parent: QWidget) -> str:
    """All that is to be read there."""
    return "\n".join(label.text() for label in parent.findChildren(QLabel) if label.isVisibleTo(parent))


def facts(**pages: str) -> Mapping[str, AccountFacts]:
    """The pages for topping up that profiles name."""
    return {account_id: AccountFacts(None, page) for account_id, page in pages.items()}
