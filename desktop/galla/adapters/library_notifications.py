"""Notifications on macOS and Windows, through desktop-notifier.

Its `send()` logs a failure and returns as if all were well. But it calls `on_dispatched` only after the backend's
own send returned, and the backends raise where the system refused; so that call is how we know. Two gaps remain and
are closed by asking first: a backend that shows nothing at all (no app bundle) has no capabilities, and a user who
turned notifications off leaves us without authorisation.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from galla.domain.notice import NativeMessage, NoticeAction, Severity

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier

log = logging.getLogger(__name__)

SEND_TIMEOUT_S = 5.0
"""The first notification on macOS asks the user; the answer may come later than we wait."""


class LibraryNotifier:
    """A ports.Notifier over desktop-notifier; `create` stands in for its constructor in tests."""

    def __init__(
        self, icon: Path | None = None, create: Callable[[Path | None], DesktopNotifier] | None = None
    ) -> None:
        self._icon = icon
        self._create = create or _create
        self._notifier: DesktopNotifier | None = None
        self._on_action: Callable[[str, NoticeAction], None] | None = None

    async def show(self, message: NativeMessage) -> bool:
        """True when the system took the notification."""
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                return await self._send(message)
        except Exception as error:
            # Whatever it is, nobody was told, and the caller has another way.
            log.warning("notification %s was not shown: %s: %s", message.notice_id, type(error).__name__, error)
            return False

    def listen(self, on_action: Callable[[str, NoticeAction], None]) -> None:
        """Buttons and clicks of notifications that this process showed are given to `on_action`."""
        self._on_action = on_action

    def watch_server(self, on_start: Callable[[], None]) -> None:
        """Never calls it: on these systems the server is a part of the system."""

    async def close(self) -> None:
        """Nothing is held open; notifications that are on screen stay there."""
        self._notifier = None

    async def _send(self, message: NativeMessage) -> bool:
        from desktop_notifier import Button, Notification, Urgency

        if self._notifier is None:
            self._notifier = self._create(self._icon)
        notifier = self._notifier
        if not await notifier.get_capabilities() or not await notifier.request_authorisation():
            return False
        loop = asyncio.get_running_loop()

        def act(action: NoticeAction) -> Callable[[], object]:
            return lambda: loop.call_soon_threadsafe(self._act, message.notice_id, action)

        taken: list[bool] = []
        await notifier.send_notification(
            Notification(
                title=message.title,
                message=message.body,
                urgency=Urgency.Critical if message.severity is Severity.CRITICAL else Urgency.Normal,
                buttons=tuple(
                    Button(label, act(action)) for action, label in message.actions if action is not NoticeAction.OPEN
                ),
                on_clicked=act(NoticeAction.OPEN),
                on_dispatched=lambda: taken.append(True),
                identifier=str(uuid5(NAMESPACE_URL, message.notice_id)),  # Windows takes 64 characters at most
            )
        )
        return bool(taken)

    def _act(self, notice_id: str, action: NoticeAction) -> None:
        if self._on_action is not None:
            self._on_action(notice_id, action)


def _create(icon: Path | None) -> DesktopNotifier:
    from desktop_notifier import DesktopNotifier, Icon

    return DesktopNotifier("Galla", Icon(path=icon) if icon is not None and icon.is_file() else None)
