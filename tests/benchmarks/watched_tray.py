"""Runs the installed tray with a heartbeat on its Qt thread and prints what it saw as JSON; nothing of it is shipped.

watched_tray.py start    from the icon until some seconds after the first poll
watched_tray.py chart    three openings of the chart over a year, the first with its imports

Whoever starts it has put accounts into GALLA_HOME.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from galla import app, start as starting  # isort: skip

# It puts the checkout first on the path; what is measured stays the wheel, whose `galla` is imported already.
from bench_chart import FirstPaint, Heartbeat

AFTER_POLL_S = 3.0
BETWEEN_S = 1.0
TIMEOUT_S = 30.0

Script = Callable[["app.TrayApplication", Heartbeat], Awaitable[dict[str, Any]]]


async def start(application: app.TrayApplication, heartbeat: Heartbeat) -> dict[str, Any]:
    """The longest block from the icon to the first poll and a little longer."""
    starting_ms = heartbeat.stop()  # the loop has begun: everything until now was one or a few blocks
    heartbeat.start()
    await _first_poll(application)
    await asyncio.sleep(AFTER_POLL_S)
    return {"until_loop_ms": round(starting_ms, 1), "first_poll_ms": round(heartbeat.stop(), 1)}


async def chart(application: app.TrayApplication, heartbeat: Heartbeat) -> dict[str, Any]:
    """First opening, opening of the same window again, and of a new one."""
    heartbeat.stop()
    await _first_poll(application)
    await asyncio.sleep(AFTER_POLL_S)
    figures = {"first": await _opening(application, heartbeat), "later": await _opening(application, heartbeat)}
    application.desk.retranslate()  # drops closed windows, as a change of language does
    figures["later_new_window"] = await _opening(application, heartbeat)
    return figures


async def _first_poll(application: app.TrayApplication) -> None:
    """Returns once the account shows a reading of this minute; the history ends hours ago."""

    def is_fresh(shown: Any) -> bool:
        age = shown.age(application.clock.now())
        return age is not None and age.total_seconds() < 60

    deadline_s = time.monotonic() + TIMEOUT_S
    while not any(map(is_fresh, application._accounts.values())):
        assert time.monotonic() < deadline_s, "the account was not polled"
        await asyncio.sleep(0.05)


async def _opening(application: app.TrayApplication, heartbeat: Heartbeat) -> dict[str, float]:
    heartbeat.start()
    begun_s = time.perf_counter()
    application.desk.open_chart(next(iter(application._accounts)))
    window = application.desk._chart
    assert window is not None
    painted = FirstPaint(window)
    from galla.ui.chart.ranges import ChartRange

    completed = asyncio.get_running_loop().create_future()
    window.choose_range(ChartRange.YEAR)
    connection = window.completed.connect(lambda: completed.done() or completed.set_result(None))
    async with asyncio.timeout(TIMEOUT_S):
        await completed
    window.repaint()
    complete_s = time.perf_counter()
    window.disconnect(connection)
    longest_ms = heartbeat.stop()
    assert painted.at_s is not None
    await asyncio.sleep(BETWEEN_S)
    window.close()
    await asyncio.sleep(BETWEEN_S)
    return {
        "first_frame_ms": round((painted.at_s - begun_s) * 1000, 1),
        "complete_ms": round((complete_s - begun_s) * 1000, 1),
        "longest_block_ms": round(longest_ms, 1),
    }


def watch(script: Script) -> int:
    """Runs `galla` as its command line would, with `script` played along."""
    show_icon, run = app.TrayApplication.show_icon, app.TrayApplication.run
    hearts: list[Heartbeat] = []

    def show_icon_and_beat(self: app.TrayApplication) -> None:
        show_icon(self)
        hearts.append(Heartbeat())
        hearts[0].start()

    def run_beside(self: app.TrayApplication, parts: Any, instance: Any) -> int:
        async def play(tray: Any) -> None:
            try:
                print(json.dumps(await script(self, hearts[0])), flush=True)
            finally:
                tray.stop()

        return run(self, parts, instance, play)

    app.TrayApplication.show_icon = show_icon_and_beat  # type: ignore[method-assign]
    app.TrayApplication.run = run_beside  # type: ignore[assignment,method-assign]
    return starting.run()


if __name__ == "__main__":
    raise SystemExit(watch({"start": start, "chart": chart}[sys.argv[1]]))
