"""Alerts that leave the machine, from the command that adds a channel to the message that arrives."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from desktop.real_session import Session, Supplier
from desktop.waiting import eventually

pytestmark = pytest.mark.timeout(180)

SECRET = "a-token-that-nobody-may-see"


class Chat:
    """A chat service on loopback, which remembers what it took, or refuses."""

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.status = 200
        chat = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if chat.status == 200:
                    chat.taken.append(json.loads(body))
                self.send_response(chat.status)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"json://127.0.0.1:{self._server.server_port}/{SECRET}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def titles(self) -> list[str]:
        return [message["title"] for message in self.taken]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def chat() -> Iterator[Chat]:
    made = Chat()
    yield made
    made.close()


def add_phone(session: Session, chat: Chat) -> None:
    done = session.galla("channels", "add", "phone", "--name", "Phone", words=f"{chat.address}\n")
    assert done.returncode == 0, done.stderr


def test_an_alert_arrives_at_a_channel_that_was_added_while_the_tray_ran(
    session: Session, supplier: Supplier, chat: Chat
) -> None:
    session.add_account(supplier.address)
    tray = session.start_tray()
    icon = session.icon_of(tray)
    eventually(lambda: icon.tooltip.startswith("FoxReload: $150.00"))
    add_phone(session, chat)
    assert len(chat.taken) == 1  # it was tried before it was kept
    supplier.balance("99.50")
    assert session.galla("poll").returncode == 0
    eventually(lambda: len(chat.taken) == 2)
    assert chat.titles()[1].endswith("FoxReload: balance low, $99.50")
    assert re.search(r"Galla alert [0-9A-Z]{6}$", chat.taken[1]["message"])
    eventually(lambda: session.displayed() == 1)
    for file in session.home.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes(), file


def test_a_channel_that_refuses_is_told_on_the_desktop_and_a_test_that_succeeds_ends_it(
    session: Session, supplier: Supplier, chat: Chat
) -> None:
    session.add_account(supplier.address)
    add_phone(session, chat)
    session.start_tray()
    chat.status = 403
    supplier.balance("99.50")
    assert session.galla("poll").returncode == 0
    eventually(lambda: session.displayed() == 2)
    refused = session.galla("alerts", "test", "phone")
    assert refused.returncode == 3
    assert "403" in refused.stdout + refused.stderr
    chat.status = 200
    works = session.galla("alerts", "test", "phone")
    assert works.returncode == 0, works.stderr
    eventually(lambda: session.rows("SELECT 1 FROM episodes WHERE rule = 'channel_failed' AND recovered_us NOT NULL"))
