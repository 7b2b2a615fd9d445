"""Joins the windows' answers to alerts with the watch: snoozed, acknowledged, paid, history, notification buttons."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

from galla.domain.errors import LedgerError
from galla.domain.notice import Episode, NoticeAction, SnoozeFor

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from galla.alert_words import AlertWords
    from galla.domain.settings import Settings
    from galla.ui.common_alert import CommonAlert
    from galla.ui.desk import Desk
    from galla.watch import Watch

    Do = Callable[[Coroutine[object, object, None]], None]

log = logging.getLogger(__name__)


class AlertDesk:
    """What the owner does about alerts, wherever he does it."""

    def __init__(
        self,
        desk: Desk,
        watch: Watch,
        words: AlertWords,
        *,
        settings: Callable[[], Settings],
        do: Do,
        write: Callable[[str, Callable[[], bytes]], Awaitable[None]],
    ) -> None:
        """`do` carries out a wish beside; `write(path, contents)` writes a file off the loop's thread."""
        self._desk = desk
        self._watch = watch
        self._words = words
        self._settings = settings
        self._do = do
        self._write = write
        desk.snooze_requested.connect(lambda episode_id, how: do(self._answer(watch.snooze(episode_id, how))))
        desk.acknowledge_requested.connect(lambda episode_id: do(self._answer(watch.acknowledge(episode_id))))
        desk.paid_requested.connect(lambda account_id: do(self._answer(watch.pay(account_id))))
        desk.alert_history_requested.connect(lambda: do(self._history()))
        desk.alert_export_requested.connect(lambda path, contents: do(self._export(path, contents)))

    def on_action(self, notice_id: str, action: NoticeAction) -> None:
        """The owner pressed something of a notification."""
        notice = self._words.notice(notice_id)
        if notice is None:
            self._desk.open_panel()
            return
        match action:
            case NoticeAction.SHOW_CHART:
                self._desk.open_chart(notice.account_id)
            case NoticeAction.TOP_UP:
                self._desk.top_up_requested.emit(notice.account_id)
            case NoticeAction.SNOOZE:
                self._do(self._answer(self._watch.snooze(notice.episode_id, SnoozeFor.HOUR)))
            case NoticeAction.ACKNOWLEDGE:
                self._do(self._answer(self._watch.acknowledge(notice.episode_id)))
            case NoticeAction.OPEN:
                self._desk.open_panel()

    def common(self, episodes: tuple[Episode, ...]) -> tuple[CommonAlert, ...]:
        """The episodes that are no single account's, in words."""
        from galla.texts import open_alerts
        from galla.ui.common_alert import CommonAlert

        now, zone = self._words.now(), self._words.zone()
        names = self._channel_names()
        return tuple(
            CommonAlert(
                episode,
                open_alerts.common_episode_sentence(episode, names.get(episode.subject, episode.subject), zone, now),
            )
            for episode in episodes
        )

    async def _answer(self, answering: Awaitable[None]) -> None:
        """Carries the owner's answer out; that it could not be kept is said where he sees it."""
        from galla.texts import problems

        try:
            await answering
        except LedgerError as error:
            log.warning("an answer to an alert could not be kept: %s", error)
            self._desk.tell(problems.sentence(error.problem))

    async def _history(self) -> None:
        from galla.texts import problems

        try:
            records = await self._watch.alert_history()
        except LedgerError as error:
            self._desk.tell_alert_history(problems.sentence(error.problem))
            return
        self._desk.render_alert_history(records, self._words.names(), self._channel_names(), self._words.zones())

    async def _export(self, path: str, contents: Callable[[], bytes]) -> None:
        from galla.texts import exports

        try:
            await self._write(path, contents)
        except OSError:
            self._desk.tell_alert_history(exports.not_written(path))

    def _channel_names(self) -> dict[str, str]:
        from galla.texts import alert_names

        channels = self._settings().alerts.all_channels
        return {channel.id: alert_names.channel_name(channel.id, channel.name) for channel in channels}
