"""`galla demo` from its first word to its last; it plays while the tests before these run (see conftest)."""

from __future__ import annotations

import signal

import pytest
from PySide6.QtGui import QImage

from desktop.conftest import Demos
from desktop.waiting import eventually

pytestmark = pytest.mark.timeout(200)

LONGEST_S = 150.0


def test_without_a_screen_the_demo_tells_each_event_takes_pictures_and_ends(demos: Demos) -> None:
    assert demos.without_screen.process.wait(LONGEST_S) == 0
    said = demos.without_screen.said
    assert "Traceback" not in said
    moments = [said.index(word) for word in ("Notification:", "Picture:", "Top-up of", "recovered, $", "That was")]
    assert moments == sorted(moments)
    for name in ("icon", "panel", "chart"):
        picture = QImage(str(demos.pictures / f"{name}.png"))
        assert not picture.isNull()
        colours = {picture.pixel(x, y) for x in range(0, picture.width(), 2) for y in range(0, picture.height(), 2)}
        assert len(colours) > 4, f"{name}.png is blank"


def test_with_a_screen_the_demo_warns_recovers_and_stays_until_quit(demos: Demos) -> None:
    session, demo = demos.session, demos.with_screen
    eventually(lambda: "recovered, $" in demo.said, LONGEST_S)
    eventually(lambda: session.displayed() == 3)
    icon = session.icon_of(demo)
    icon.click()
    eventually(lambda: "Galla" in session.windows(demo))
    assert demo.end(signal.SIGINT) == 0
    low, received, recovered = (notice["summary"] for notice in session.notices())
    assert "balance low" in low
    assert "received" in received
    assert "balance recovered" in recovered


def test_the_demo_leaves_the_owners_files_and_keyring_alone(demos: Demos) -> None:
    assert not demos.session.home.exists()
    assert not (demos.pictures.parent / "galla").exists()
    assert demos.session.run("secret-tool", "search", "--all", "service", "galla").stdout == ""
