"""One strange reading is not news: what is read again, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fakes import MONDAY_NOON, usd
from galla.domain.model import Reading, ReadingState, StoredReading
from galla.domain.strange import is_strange, settle


def stored(amount: str) -> StoredReading:
    return StoredReading(usd(amount), MONDAY_NOON, MONDAY_NOON)


def reading(amount: str, minutes: float = 15) -> Reading:
    return Reading(usd(amount), MONDAY_NOON + timedelta(minutes=minutes))


def strange(before: str, after: str, *, minutes: float = 15, burn: str | None = "40", reserve: str = "0") -> bool:
    burn_per_day = usd(burn) if burn is not None else None
    return is_strange(stored(before), reading(after, minutes), reserve=usd(reserve), burn_per_day=burn_per_day)


def test_a_drop_to_the_reserve_is_strange_however_small() -> None:
    assert strange("5", "0")
    assert strange("30", "25", reserve="25")
    assert not strange("30", "26", reserve="25")


def test_a_balance_that_already_was_at_the_reserve_is_not_strange_there() -> None:
    assert not strange("0", "-1")


def test_a_drop_far_beyond_what_is_usual_is_strange() -> None:
    assert strange("500", "450")
    assert not strange("500", "460")


def test_a_long_pause_allows_a_larger_drop() -> None:
    assert not strange("500", "380", minutes=24 * 60)
    assert strange("500", "330", minutes=24 * 60)


def test_while_usual_spend_is_unknown_losing_more_than_half_is_strange() -> None:
    assert strange("500", "249", burn=None)
    assert not strange("500", "250", burn=None)


def test_a_rise_is_never_strange() -> None:
    assert not strange("100", "5000")
    assert not strange("100", "100")


def test_the_first_reading_of_all_is_not_strange() -> None:
    assert not is_strange(None, reading("0"), reserve=usd("0"), burn_per_day=None)


@pytest.mark.parametrize("amount", ["0", "10", "249"])
def test_a_drop_that_the_next_reading_repeats_was_real(amount: str) -> None:
    suspect = replace(stored("0"), state=ReadingState.SUSPECT)
    assert settle(stored("500"), suspect, reading(amount)) is ReadingState.ACCEPTED


@pytest.mark.parametrize("amount", ["500", "480", "251", "900"])
def test_a_down_and_up_pair_is_annulled(amount: str) -> None:
    suspect = replace(stored("0"), state=ReadingState.SUSPECT)
    assert settle(stored("500"), suspect, reading(amount)) is ReadingState.ANNULLED
