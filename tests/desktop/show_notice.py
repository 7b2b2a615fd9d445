"""Shows one notice as the tray does, under qasync; prints whether it was shown and what is pressed, until told."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import qasync
from PySide6.QtCore import QCoreApplication

from galla.adapters.notifications import platform_notifier
from galla.domain.model import ForecastState, Runway
from galla.domain.money import Money
from galla.domain.notice import Notice, NoticeAction, NoticeKind, Rule, Severity
from galla.domain.settings import Language
from galla.texts import language, notices

NOW = datetime(2026, 11, 12, 9, 2, tzinfo=UTC)
NOTICE = Notice(
    id="main.balance_below.20261112T090000Z.1",
    episode_id="main.balance_below.20261112T090000Z",
    account_id="main",
    rule=Rule.BALANCE_BELOW,
    kind=NoticeKind.RAISED,
    severity=Severity.WARNING,
    created_at=NOW,
    balance=Money(Decimal("84.20"), "USD"),
    threshold=Money(Decimal(100), "USD"),
    runway=Runway(ForecastState.READY, 2.1, 3.2, 4.5),
    observed_at=NOW - timedelta(minutes=2),
)


async def show(chosen: Language) -> None:
    translators = language.install(chosen)
    pressed: asyncio.Queue[NoticeAction] = asyncio.Queue()
    notifier = platform_notifier()
    notifier.listen(lambda _, action: pressed.put_nowait(action))
    message = notices.native_message(NOTICE, "Fox & Reload <shop>", ZoneInfo("Asia/Kolkata"), NOW)
    print("shown", await notifier.show(message), flush=True)
    print("pressed", (await asyncio.wait_for(pressed.get(), 10)).value, flush=True)
    await notifier.close()
    language.remove(translators)


if __name__ == "__main__":
    application = QCoreApplication([])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        runner.run(show(Language(sys.argv[1])))
