"""The settings window: pages at the left, one of them at the right. Every change applies at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from galla.domain.alert_settings_rules import check_alerts
from galla.domain.channel import SendOutcome
from galla.domain.money import Money
from galla.domain.profiles.model import Profile
from galla.domain.settings import Settings
from galla.domain.settings_rules import check_account
from galla.texts.language import system_timezone
from galla.ui.settings.account_flow import AccountFlow
from galla.ui.settings.accounts_page import AccountsPage
from galla.ui.settings.alerts_page import AlertsPage
from galla.ui.settings.channel_flow import ChannelFlow
from galla.ui.settings.channels_page import ChannelsPage
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.general_page import GeneralPage
from galla.ui.settings.notes import Tone
from galla.ui.settings.pages_window import PagesWindow
from galla.ui.settings.state import AccountFacts, ChannelState, MachineFacts, SettingsView


class SettingsWindow(PagesWindow):
    """Shows the settings, and tells what the owner wants of them; whoever composes the program writes them, and
    answers with `render` or `render_refusal`."""

    alerts_changed = Signal(object)
    """What is to become of AlertSettings: a function of those that are stored, checked on those that are shown."""
    account_changed = Signal(str, object)
    """The same for the account of that id."""
    general_changed = Signal(object)
    """The same for what is no account's."""
    start_at_login_changed = Signal(bool)
    """Answered with `render`, or with `render_failure`."""
    account_add_requested = Signal(object, object)
    """An Account and its secrets by name, to be tried before they are kept; answered with `render_account_answer`."""
    other_supplier_requested = Signal(object, object, object)
    """An Account, its supplier's profile as a table, and secrets by name; answered with `render_account_answer`."""
    account_keys_changed = Signal(str, object)
    """An account's id and secrets by name, to be tried before they are kept; answered with `render_account_answer`."""
    account_remove_requested = Signal(str, bool)
    """The account's id, and whether its history is to go too; the owner has confirmed it."""
    account_test_requested = Signal(str)
    """The account's id; answered with `render_account_test`."""
    channel_add_requested = Signal(object, object)
    """A Channel and its address, a Secret; answered with `render_added`."""
    channel_address_changed = Signal(str, object)
    """A channel's id and a Secret, to be tried before it is kept; answered with `render_address_changed`."""
    channel_remove_requested = Signal(str)
    """The channel's id; the owner has confirmed it."""
    test_requested = Signal(str)
    """The channel's id, `DESKTOP` among them; answered with `render_test`."""
    heartbeat_address_changed = Signal(object)
    """A Secret, to be tried before it is kept, answered with `render_heartbeat_address`; None to remove it."""
    data_folder_wanted = Signal()
    settings_export_requested = Signal(str)
    """The path that the owner chose; answered with `render_data_answer`, as are those below."""
    settings_import_requested = Signal(str)
    """The path; the owner has confirmed it."""
    erase_requested = Signal()
    """Everything is to be deleted; the owner has confirmed it."""
    closed = Signal()

    def __init__(
        self, now: Callable[[], datetime], zone: ZoneInfo | None = None, parent: QWidget | None = None
    ) -> None:
        """`zone` is where this machine stands; asked of the system unless given."""
        super().__init__(parent)
        self.setObjectName("settings")
        self.setWindowTitle(self.tr("Settings"))
        self._now, self._zone = now, zone or ZoneInfo(system_timezone())
        self._editor = SettingsEditor(check_alerts, check_account, self)
        self._accounts, self._general = AccountsPage(self._editor), GeneralPage(self._editor)
        self._alerts, self._channels = AlertsPage(self._editor), ChannelsPage(self._editor)
        self._flow = ChannelFlow(self, self._channels, self._editor)
        self._account_flow = AccountFlow(self, self._accounts, self._editor)
        self._connect()
        for page in (self._accounts, self._alerts, self._channels, self._general):
            self.add_page(page)
        self._restyle()

    def show_fresh(self) -> None:
        """Goes to what was just added, once it is on its page."""
        self._flow.show_fresh()
        self._account_flow.show_fresh()

    def add_account(self) -> None:
        """Asks for a further account."""
        self._account_flow.add()

    def render(  # type: ignore[override]
        self,
        settings: Settings,
        channel_states: tuple[ChannelState, ...] = (),
        heartbeat: ChannelState | None = None,
        facts: Mapping[str, AccountFacts] | None = None,
        machine: MachineFacts = MachineFacts(),  # noqa: B008 - frozen
    ) -> None:
        """Shows `settings` as they are stored; what the owner is typing stays.

        `facts` by account id; `heartbeat` as a channel's state, whose id and service are not looked at.
        """
        states = {state.channel_id: state for state in channel_states}
        view = SettingsView(settings, self._now(), self._zone, states, heartbeat, facts or {}, machine)
        self._editor.settle(settings)
        self._account_flow.know(view.facts, machine.starts_at_login)
        for page in self.pages:
            page.show_view(view)
        self.show_fresh()
        self._build_rest()

    def render_suppliers(self, profiles: Mapping[str, Profile]) -> None:
        """The suppliers of which an account can be added, by the id of their profile."""
        self._account_flow.offer(profiles)

    def render_account_answer(
        self, account_id: str, sentence: str, *, done: bool, balance: Money | None = None
    ) -> None:
        """What came of an addition or of new keys: done where all of it is kept now (`render` may follow)."""
        self._account_flow.show_answer(account_id, sentence, done=done, balance=balance)

    def render_account_test(self, account_id: str, sentence: str, *, good: bool) -> None:
        """What came of `account_test_requested`."""
        card = self._accounts.card(account_id)
        if card is not None:
            card.show_outcome(sentence, good=good)

    def render_data_answer(self, sentence: str, *, good: bool) -> None:
        """What came of a wish about the data as a whole."""
        self._general.show_data_answer(sentence, good=good)

    def render_read_only(self, sentence: str) -> None:
        """Lets nothing be changed, and says why: the file is broken. An empty sentence lets it be changed again."""
        self._read_only = bool(sentence)
        self._note.say(sentence, Tone.WARNING)
        for page in self.pages:
            page.set_read_only(self._read_only)

    def render_refusal(self, field: str, sentence: str) -> None:
        """Says why a change could not be written: beside the field of that name, else beside the one changed last.

        The fields show again what is stored.
        """
        self._editor.give_up()
        if self._flow.refuse(sentence):
            return
        page = self._current
        row = page.row_of(field) if field else None
        last = self._editor.last_changed
        if last is not None and (row is None or last.field == row.field):
            row = last
        if row is not None and row.isVisible():
            row.refuse(sentence)
        else:
            self._say(sentence)

    def render_failure(self, sentence: str) -> None:
        """Says what went wrong beside a change that was made: no field is to blame."""
        self._say(sentence)

    def render_added(self, outcome: SendOutcome) -> None:
        """What came of `channel_add_requested`: delivered where the channel is kept now (`render` may follow)."""
        self._flow.show_added(outcome)

    def render_address_changed(self, channel_id: str, outcome: SendOutcome) -> None:
        """What came of `channel_address_changed`: delivered where the address is kept now."""
        self._flow.show_address_changed(channel_id, outcome)

    def render_test(self, channel_id: str, outcome: SendOutcome) -> None:
        """What came of `test_requested`."""
        card = self._channels.card(channel_id)
        if card is not None:
            card.show_outcome(outcome)

    def render_heartbeat_address(self, outcome: SendOutcome) -> None:
        """What came of `heartbeat_address_changed`: delivered where the address answered and is kept now."""
        self._flow.show_heartbeat_address(outcome)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tells that it was closed, after what was being typed; it can be shown again."""
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()
        self._flow.close()
        self._account_flow.close()
        super().closeEvent(event)
        self.closed.emit()

    def _connect(self) -> None:
        editor, flow = self._editor, self._flow
        for told in (editor.alerts_changed, editor.account_changed, editor.general_changed):
            told.connect(self._on_changed)
        editor.alerts_changed.connect(self.alerts_changed)
        editor.account_changed.connect(self.account_changed)
        editor.general_changed.connect(self.general_changed)
        self._connect_accounts()
        editor.shown_again.connect(self._show_again)
        self._channels.test_requested.connect(self.test_requested)
        flow.add_requested.connect(self.channel_add_requested)
        flow.address_changed.connect(self.channel_address_changed)
        flow.remove_requested.connect(self.channel_remove_requested)
        flow.heartbeat_address_changed.connect(self.heartbeat_address_changed)
        flow.failed.connect(self._say)

    def _connect_accounts(self) -> None:
        flow = self._account_flow
        self._general.start_at_login_changed.connect(self.start_at_login_changed)
        data = self._general.data_wishes
        data.folder_wanted.connect(self.data_folder_wanted)
        data.export_requested.connect(self.settings_export_requested)
        data.import_requested.connect(self.settings_import_requested)
        data.erase_requested.connect(self.erase_requested)
        flow.start_at_login_changed.connect(self.start_at_login_changed)
        self._accounts.test_requested.connect(self.account_test_requested)
        flow.add_requested.connect(self.account_add_requested)
        flow.other_requested.connect(self.other_supplier_requested)
        flow.keys_changed.connect(self.account_keys_changed)
        flow.remove_requested.connect(self.account_remove_requested)
        flow.failed.connect(self._say)

    def _on_changed(self) -> None:
        """What was said of an earlier change is over."""
        if not self._read_only:
            self._note.say("")

    def _say(self, sentence: str) -> None:
        if not self._read_only:
            self._note.say(sentence, Tone.ALARM)
