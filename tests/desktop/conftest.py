"""A real desktop session and a supplier for the tests of this folder, and the demos that play beside them."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.real_session import GALLA, Program, Session, Supplier

OpenSession = Callable[..., Session]
DEMO_MODULE = "test_demo.py"


@pytest.fixture
def open_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSession]:
    """Starts sessions: `open_session(tray="none", keyring="locked", bus="0")`."""
    with ExitStack() as stack:

        def start(**settings: str) -> Session:
            # a short path: the socket of the tray lies under it
            return stack.enter_context(closing(Session(tmp_path_factory.mktemp("s"), **settings)))

        yield start


@pytest.fixture
def session(open_session: OpenSession) -> Session:
    """A session with lxqt-panel, dunst and an unlocked keyring."""
    return open_session()


@pytest.fixture
def supplier() -> Iterator[Supplier]:
    """A supplier whose balance is 150.00 USD until told otherwise."""
    with closing(Supplier()) as running:
        yield running


@dataclass(frozen=True)
class Demos:
    """`galla demo` with a screen, and without one."""

    session: Session
    with_screen: Program
    without_screen: Program
    pictures: Path


def is_about_the_demo(item: pytest.Item) -> bool:
    return item.path.name == DEMO_MODULE


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A demo is a minute and a half of waiting: the demos begin with the first test and are judged after the last."""
    items.sort(key=is_about_the_demo)


@pytest.fixture(scope="session", autouse=True)
def demos(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demos | None]:
    """The demos that play meanwhile; None where no test asks for them."""
    if not any(map(is_about_the_demo, request.session.items)):
        yield None
        return
    with closing(Session(tmp_path_factory.mktemp("s"))) as session:
        alone = tmp_path_factory.mktemp("d")
        screens = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
        environment = {name: value for name, value in os.environ.items() if name not in screens}
        environment |= {"HOME": str(alone), "XDG_RUNTIME_DIR": str(alone), "GALLA_HOME": str(alone / "galla")}
        with (alone / "said").open("wb") as said:
            process = subprocess.Popen(
                [str(GALLA), "demo"], env=environment, cwd=alone, stdout=said, stderr=said, stdin=subprocess.DEVNULL
            )
        without_screen = Program(process, alone / "said")
        yield Demos(session, session.start(GALLA, "demo"), without_screen, alone / "demo-output")
        without_screen.end(signal.SIGKILL)
