"""Notices put into words, by the names and zones of the accounts as they are now.

The sentences are imported with the first notice: the start has better things to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from galla.domain.alert_settings import DESKTOP
from galla.domain.notice import ALL_ACCOUNTS, NativeMessage, Notice, NoticeAction, RemoteMessage
from galla.engine.channel_ways import Wording

if TYPE_CHECKING:
    from datetime import datetime

    from galla.domain.channel import Channel, Owed
    from galla.domain.model import Snapshot

TEST = "test"
"""Stands for a notice's id in the message that a test shows."""
REMEMBERED = 500
"""Notices whose buttons still work."""


class AlertWords:
    """Knows the accounts' names, and remembers what was told, for the answers to the buttons."""

    def __init__(
        self, now: Callable[[], datetime], accounts: Callable[[], Mapping[str, Snapshot]], zone: Callable[[], ZoneInfo]
    ) -> None:
        self.now = now
        self.zone = zone
        self._accounts = accounts
        self._notices: dict[str, Notice] = {}

    def wording(self) -> Wording:
        """For the outbox."""
        return Wording(
            native=self._native,
            native_summary=self._native_summary,
            native_test=self._native_test,
            remote=self._remote,
            remote_summary=self._remote_summary,
            remote_test=self._remote_test,
        )

    def notice(self, notice_id: str) -> Notice | None:
        """The notice of that id, if it was told in this run."""
        return self._notices.get(notice_id)

    def names(self) -> dict[str, str]:
        """The accounts' names by id."""
        return {key: snapshot.account_name for key, snapshot in self._accounts().items()}

    def zones(self) -> dict[str, str]:
        """The accounts' zones by id, and this machine's for what is no single account's."""
        accounts = {key: snapshot.timezone for key, snapshot in self._accounts().items()}
        return {**accounts, ALL_ACCOUNTS: self.zone().key}

    def _native(self, notice: Notice) -> NativeMessage:
        from galla.texts import alert_messages

        self._remember(notice)
        snapshot = self._accounts().get(notice.account_id)
        return alert_messages.native_message(
            notice,
            self._name_of(notice),
            self._zone_of(notice.account_id),
            self.now(),
            names=self.names(),
            top_up_page=snapshot is not None and snapshot.top_up_page is not None,
        )

    def _native_summary(self, owed: Sequence[Owed], held: bool) -> NativeMessage:
        from galla.texts import alert_messages

        self._remember(owed[0].notice)
        return alert_messages.native_summary(owed, self.names(), self.zone(), self.now(), held=held)

    def _native_test(self) -> NativeMessage:
        from galla.texts import alert_labels, alert_messages, alert_names

        message = alert_messages.test_message(alert_names.channel_name(DESKTOP), self.now(), self.zone())
        opened = ((NoticeAction.OPEN, alert_labels.open_label()),)
        return NativeMessage(TEST, message.title, message.body, message.severity, opened)

    def _remote(self, notice: Notice) -> RemoteMessage:
        from galla.texts import alert_messages

        return alert_messages.remote_message(
            notice, self._name_of(notice), self._zone_of(notice.account_id), self.now(), names=self.names()
        )

    def _remote_summary(self, owed: Sequence[Owed], held: bool) -> RemoteMessage:
        from galla.texts import alert_messages

        return alert_messages.summary_message(owed, self.names(), self.zone(), self.now(), held=held)

    def _remote_test(self, channel: Channel) -> RemoteMessage:
        from galla.texts import alert_messages, alert_names

        return alert_messages.test_message(alert_names.channel_name(channel.id, channel.name), self.now(), self.zone())

    def _remember(self, notice: Notice) -> None:
        self._notices[notice.id] = notice
        while len(self._notices) > REMEMBERED:
            self._notices.pop(next(iter(self._notices)))

    def _name_of(self, notice: Notice) -> str:
        snapshot = self._accounts().get(notice.account_id)
        return snapshot.account_name if snapshot is not None else notice.account_id

    def _zone_of(self, account_id: str) -> ZoneInfo:
        snapshot = self._accounts().get(account_id)
        return self.zone() if snapshot is None else ZoneInfo(snapshot.timezone)
