"""A real desktop session and a supplier for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from desktop.real_session import Session, Supplier

OpenSession = Callable[..., Session]


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
