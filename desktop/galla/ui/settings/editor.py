"""Where every change of a setting goes: checked by the domain's rules, told to whoever writes it, or refused.

Changes are told, not values: the file may say more by then than what is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from galla.domain.alert_settings import DESKTOP, AlertSettings, Channel
from galla.domain.errors import SettingsError
from galla.domain.settings import Account, General, Settings
from galla.texts import problems
from galla.ui.settings.draft import Draft
from galla.ui.settings.rows import FieldRow

_Value = TypeVar("_Value")


class SettingsEditor(QObject):
    """The settings as the owner sees them, with what is on its way to the file."""

    alerts_changed = Signal(object)
    """What is to become of AlertSettings: a function of those that are stored, checked on those that are shown."""
    account_changed = Signal(str, object)
    """The same for the account of that id."""
    general_changed = Signal(object)
    """The same for what is no account's."""
    shown_again = Signal()
    """The fields are to show `settings` as it is now."""

    def __init__(
        self,
        check_alerts: Callable[[AlertSettings], AlertSettings],
        check_account: Callable[[Account], Account],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._check_alerts = check_alerts
        self._check_account = check_account
        self._alerts = Draft(AlertSettings())
        self._general = Draft(General())
        self._accounts: dict[str, Draft[Account]] = {}
        self._last: FieldRow | None = None

    @property
    def alerts(self) -> AlertSettings:
        """What is set of alerts, or on its way to be."""
        return self._alerts.current

    @property
    def general(self) -> General:
        """What is set of no account, or on its way to be."""
        return self._general.current

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts, in the order of the file."""
        return tuple(draft.current for draft in self._accounts.values())

    @property
    def last_changed(self) -> FieldRow | None:
        """The field whose change was told last; None where its dialog is gone."""
        return self._last if self._last is not None and isValid(self._last) else None

    def account(self, account_id: str) -> Account | None:
        """The account of that id, or None."""
        draft = self._accounts.get(account_id)
        return None if draft is None else draft.current

    def settle(self, settings: Settings) -> None:
        """Takes in what the file now says."""
        self._alerts.settle(settings.alerts)
        self._general.settle(settings.general)
        before, self._accounts = self._accounts, {}
        for account in settings.accounts:
            draft = before.get(account.id) or Draft(account)
            draft.settle(account)
            self._accounts[account.id] = draft

    def give_up(self) -> None:
        """What was told could not be written: the fields show again what is stored."""
        self._alerts.refuse()
        self._general.refuse()
        for draft in self._accounts.values():
            draft.refuse()
        self.shown_again.emit()

    def change_alerts(self, row: FieldRow | None, change: Callable[[AlertSettings], AlertSettings]) -> bool:
        """Tells `change` of the settings of alerts, or says beside `row` why not. Whether it was told."""
        value = self._checked(row, lambda: self._check_alerts(change(self.alerts)))
        if value is None:
            return False
        if value != self.alerts:
            self._alerts.change(value)
            self.alerts_changed.emit(change)
        self.shown_again.emit()
        return True

    def change_channel(self, row: FieldRow, channel_id: str, change: Callable[[Channel], Channel]) -> bool:
        """Tells `change` of one channel, or says beside `row` why not. Whether it was told."""

        def changed(alerts: AlertSettings) -> AlertSettings:
            if channel_id == DESKTOP:
                return replace(alerts, desktop=change(alerts.desktop))
            channels = (change(item) if item.id == channel_id else item for item in alerts.channels)
            return replace(alerts, channels=tuple(channels))

        return self.change_alerts(row, changed)

    def change_general(self, row: FieldRow, change: Callable[[General], General]) -> None:
        """Tells `change` of what is no account's; whatever can be chosen is allowed."""
        value = change(self.general)
        self._last = row
        if value != self.general:
            self._general.change(value)
            self.general_changed.emit(change)

    def change_account(self, row: FieldRow | None, account_id: str, change: Callable[[Account], Account]) -> bool:
        """Tells `change` of the account, or says beside `row`, if any, why not. Whether it was told.

        Of an account that is gone meanwhile nothing is told.
        """
        draft = self._accounts.get(account_id)
        if draft is None:
            return False
        value = self._checked(row, lambda: self._check_account(change(draft.current)))
        if value is None:
            return False
        if value != draft.current:
            draft.change(value)
            self.account_changed.emit(account_id, change)
        self.shown_again.emit()
        return True

    def _checked(self, row: FieldRow | None, make: Callable[[], _Value]) -> _Value | None:
        self._last = row
        try:
            value = make()
        except SettingsError as error:
            if row is not None:
                row.refuse(problems.sentence(error.problem))
            return None
        if row is not None:
            row.clear_refusal()
        return value
