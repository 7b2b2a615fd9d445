"""An account as the monitor sees it: which history is its own."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from galla.domain.settings import Account
from galla.domain.watched import Watched

WATCHED = Watched(
    Account("main", "Main", "https://api.example.com", currency="USD"), ZoneInfo("UTC"), asked_for="wallet=17"
)


@pytest.mark.parametrize(
    "other",
    [
        replace(WATCHED, asked_for="wallet=18"),
        replace(WATCHED, asked_for=""),
        replace(WATCHED, account=replace(WATCHED.account, base_url="https://other.example.com")),
        replace(WATCHED, account=replace(WATCHED.account, environment="sandbox")),
    ],
)
def test_another_balance_begins_another_history(other: Watched) -> None:
    assert not other.owns(WATCHED.series("USD"))


def test_another_name_and_other_keys_leave_the_history() -> None:
    fields = (("client_id", "shop-2"),)
    renamed = replace(WATCHED, account=replace(WATCHED.account, name="Other", fields=fields))
    assert renamed.owns(WATCHED.series("USD"))
    assert not renamed.owns(WATCHED.series("EUR"))


def test_while_the_profile_cannot_be_read_what_is_known_stays() -> None:
    unread = replace(WATCHED, asked_for=None)
    assert unread.owns(WATCHED.series("USD"))
    assert not unread.owns(replace(WATCHED.series("USD"), base_url="https://other.example.com"))


def test_what_an_unreadable_profile_asks_for_names_no_series_though_the_currency_is_known() -> None:
    assert WATCHED.known_series == WATCHED.series("USD")
    assert replace(WATCHED, asked_for=None).known_series is None
