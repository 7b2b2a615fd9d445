"""PySide6 6.12.0 loses one reference to None with every call that returns it, and aborts Python below 3.12."""

import sys

import pytest
from PySide6.QtCore import QObject

CALLS = 300
NOISE = 30
"""What else comes and goes between two counts."""


def test_a_qt_method_that_returns_none_loses_no_reference_to_it(qapp: object) -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        thing.setObjectName("balance")
    assert sys.getrefcount(None) > before - NOISE


@pytest.mark.parametrize("lost", [0, CALLS])
def test_the_count_of_references_to_none_shows_a_loss(lost: int) -> None:
    """Where None is immortal its count never moves, and nothing can be lost."""
    held = [None] * CALLS
    before = sys.getrefcount(None)
    del held[:lost]
    fallen = before - sys.getrefcount(None)
    assert fallen == 0 if sys.version_info >= (3, 12) else abs(fallen - lost) < NOISE
