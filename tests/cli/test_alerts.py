"""Alerts on the command line: what is open, the owner's answers, and tests with their real outcome."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.conftest import SupplierThread, Terminal
from galla.cli.outcomes import KINDS
from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.channel_secrets import address_of
from galla.domain.errors import KeyringError, KeyringReason
from galla.domain.model import AccountMemory, Secret, Step
from galla.domain.notice import ALL_ACCOUNTS, Episode, Rule, Severity, short_id

NOW = datetime.now(UTC)


def listed(terminal: Terminal, *options: str) -> list[dict[str, Any]]:
    assert terminal.galla("alerts", "list", "--json", *options) == 0
    found: list[dict[str, Any]] = json.loads(terminal.out)
    return found


def memory(terminal: Terminal, account_id: str = "main") -> AccountMemory:
    async def load() -> AccountMemory:
        async with terminal.here.ledger() as ledger:
            return await ledger.load(account_id, None, NOW)

    return asyncio.run(load())


def write(terminal: Terminal, account_id: str, episodes: Iterable[Episode]) -> None:
    """Puts episodes into the ledger, as the tray would have."""

    async def commit() -> None:
        async with terminal.here.ledger() as ledger:
            before = await ledger.load(account_id, None, NOW)
            step = Step(account_id, before.version, at=NOW, episodes=tuple(episodes))
            await ledger.commit(step, NOW)

    asyncio.run(commit())


def channel_failed() -> Episode:
    return Episode(".channel_failed.1", ALL_ACCOUNTS, Rule.CHANNEL_FAILED, Severity.WARNING, NOW, subject="phone")


@pytest.fixture
def low(terminal: Terminal, supplier: SupplierThread) -> Terminal:
    """One account, whose balance of 84.20 is under its threshold of 100, and a phone."""
    terminal.add(supplier.url)
    terminal.galla("channels", "add", "phone", "--name", "Phone", typed="tgram://token/chat\n")
    terminal.galla("poll")
    return terminal


def test_where_nothing_is_wrong_no_alert_is_listed(terminal: Terminal) -> None:
    assert terminal.galla("alerts", "list") == 0
    assert terminal.out == "No alert is open.\n"
    assert terminal.galla("alerts", "list", "--all") == 0
    assert "There has been no alert yet." in terminal.out
    assert listed(terminal) == []


def test_an_open_alert_is_listed_with_its_figures_and_where_it_goes(low: Terminal) -> None:
    (alert,) = listed(low)
    assert {key: alert[key] for key in ("account", "rule", "severity", "state", "channel", "recovered_at")} == {
        "account": "main",
        "rule": "balance_below",
        "severity": "warning",
        "state": "open",
        "channel": None,
        "recovered_at": None,
    }
    assert alert["id"] == short_id(alert["episode"])
    figures = alert["figures"]
    assert (figures["balance"], figures["threshold"], figures["currency"]) == ("84.20", "100.00", "USD")
    assert {(item["channel"], item["state"]) for item in alert["deliveries"]} == {
        ("desktop", "owed"),
        ("phone", "owed"),
    }
    low.galla("alerts", "list")
    assert low.out.startswith(f"{alert['id']}  Warning: FoxReload: balance low, $84.20\n")
    assert "not answered yet" in low.out
    assert "threshold of $100.00" in low.out
    assert "Phone: about to be sent" in low.out


def test_alerts_of_one_account_are_listed_alone_and_an_unknown_one_is_named(low: Terminal) -> None:
    write(low, ALL_ACCOUNTS, [channel_failed()])
    assert {item["account"] for item in listed(low)} == {None, "main"}
    assert [item["account"] for item in listed(low, "--account", "main")] == ["main"]
    assert low.galla("alerts", "list", "--account", "shop") == 2
    assert "shop" in low.err


def test_what_is_over_is_listed_only_where_all_is_asked_for(low: Terminal) -> None:
    (episode,) = memory(low).episodes
    write(low, "main", [replace(episode, recovered_at=NOW + timedelta(seconds=1))])
    assert listed(low) == []
    (alert,) = listed(low, "--all")
    assert (alert["state"], alert["recovered_at"] is None) == ("recovered", False)


def test_the_open_alerts_of_an_account_that_was_removed_are_history(low: Terminal) -> None:
    low.galla("accounts", "remove", "main")
    assert listed(low) == []
    assert [item["account"] for item in listed(low, "--all")] == ["main"]


@pytest.mark.parametrize("written", ["{id}", "{lower}", "{id}-2", " {id} ", "{full}"])
def test_an_alert_is_acknowledged_by_the_id_of_its_messages(low: Terminal, written: str) -> None:
    (episode,) = memory(low).episodes
    given = written.format(id=episode.short_id, lower=episode.short_id.lower(), full=episode.id)
    assert low.galla("alerts", "ack", given) == 0
    assert f"{episode.short_id} (FoxReload" in low.out
    assert memory(low).episodes[0].acknowledged_at is not None
    assert listed(low)[0]["state"] == "acknowledged"


def test_letters_that_no_id_has_are_taken_for_the_digits_that_they_look_like(terminal: Terminal) -> None:
    episode = next(
        item
        for item in (replace(channel_failed(), id=f".channel_failed.{number}") for number in range(1000))
        if {"0", "1"} <= set(item.short_id)
    )
    write(terminal, ALL_ACCOUNTS, [episode])
    assert terminal.galla("alerts", "ack", episode.short_id.replace("0", "O").replace("1", "l")) == 0
    assert memory(terminal, ALL_ACCOUNTS).episodes[0].acknowledged_at is not None


def test_an_id_that_nobody_has_or_several_have_changes_nothing(low: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in (("ack", "ZZZZZZ"), ("snooze", "main")):
        assert low.galla("alerts", *command) == 2
        assert command[1] in low.err
    write(low, ALL_ACCOUNTS, [channel_failed()])
    monkeypatch.setattr("galla.domain.notice.short_id", lambda episode_id: "AAAAAA")
    assert low.galla("alerts", "ack", "AAAAAA") == 2
    assert ".channel_failed.1" in low.err
    assert [episode.acknowledged_at for episode in memory(low).episodes] == [None]
    assert low.galla("alerts", "ack", ".channel_failed.1") == 0


def test_an_alert_is_snoozed_for_an_hour_until_the_morning_or_until_money_arrives(low: Terminal) -> None:
    (alert,) = listed(low)
    before = datetime.now(UTC)
    assert low.galla("alerts", "snooze", alert["id"]) == 0
    (episode,) = memory(low).episodes
    assert episode.snoozed_until is not None
    assert timedelta(minutes=59) < episode.snoozed_until - before < timedelta(minutes=61)
    assert listed(low)[0]["state"] == "snoozed"

    assert low.galla("alerts", "snooze", alert["id"], "--for", "tomorrow") == 0
    (episode,) = memory(low).episodes
    assert episode.snoozed_until is not None
    opening = episode.snoozed_until.astimezone(low.here.zone())
    assert (opening.hour, opening.minute) == (9, 0)
    assert "09:00" in low.out

    assert low.galla("alerts", "snooze", alert["id"], "--for", "top-up") == 0
    assert memory(low).episodes[0].until_top_up
    assert "until money arrives" in low.out


def test_an_alert_is_not_snoozed_for_what_has_nothing_to_do_with_it(low: Terminal) -> None:
    write(low, ALL_ACCOUNTS, [channel_failed()])
    given = channel_failed().short_id
    for how in ("top-up", "tomorrow"):
        assert low.galla("alerts", "snooze", given, "--for", how) == 2
        assert "cannot be snoozed until then" in low.err
    assert low.galla("alerts", "snooze", given) == 0
    assert "Phone" in low.out
    assert memory(low, ALL_ACCOUNTS).episodes[0].snoozed_until is not None


def test_an_alert_that_is_over_needs_no_answer(low: Terminal) -> None:
    (episode,) = memory(low).episodes
    write(low, "main", [replace(episode, recovered_at=NOW + timedelta(seconds=1))])
    assert low.galla("alerts", "ack", episode.short_id) == 0
    assert "it is over" in low.out


def test_i_have_paid_is_kept_with_when_the_money_is_expected(low: Terminal) -> None:
    assert low.galla("alerts", "paid", "--account", "main") == 0
    payment = memory(low).payment
    assert payment is not None
    assert payment.due_at - payment.said_at == timedelta(hours=2)
    assert "expected by" in low.out
    low.galla("alerts", "list")
    assert "; waiting for your payment, expected by" in low.out
    (alert,) = listed(low)
    assert alert["payment_due_at"] == payment.due_at.isoformat().replace("+00:00", "Z")
    assert low.galla("alerts", "paid", "--account", "shop") == 2
    assert low.galla("alerts", "paid") == 2


def test_a_test_goes_to_every_channel_that_is_on_and_says_what_came_of_each(low: Terminal) -> None:
    settings = low.home / "settings.toml"
    settings.write_text(settings.read_text() + '\n[[channels]]\nid = "old"\nenabled = false\n')
    low.sender.sent.clear()
    assert low.galla("alerts", "test") == 0
    assert low.out.splitlines() == ["Delivered to this desktop.", "Delivered to Phone."]
    assert [(address, message.title) for address, message in low.sender.sent] == [
        ("tgram://token/chat", "Galla: a test")
    ]
    assert [message.title for message in low.notifier.shown] == ["Galla: a test"]
    assert low.sender.closed


def test_a_test_that_is_not_delivered_says_why_and_its_exit_code_is_of_the_worst(low: Terminal) -> None:
    low.notifier.answers = False
    assert low.galla("alerts", "test") == 5
    assert "Nothing here shows notifications" in low.out
    assert "Delivered to Phone." in low.out
    low.sender.outcome = SendOutcome(SendFailure.REFUSED, "403")
    assert low.galla("alerts", "test", "phone") == 3
    assert "refused the message (403)" in low.out
    assert low.galla("channels", "list") == 0
    assert "failing since" in low.out
    assert low.galla("alerts", "test") == 5


def test_a_test_of_a_channel_without_an_address_or_without_a_keyring_says_so(low: Terminal) -> None:
    del low.secrets._secrets[address_of("phone")]
    assert low.galla("alerts", "test", "phone") == 7
    assert "No address is stored for Phone" in low.out

    async def locked(names: object) -> dict[object, Secret]:
        raise KeyringError(KeyringReason.LOCKED)

    low.secrets.read = locked  # type: ignore[method-assign, assignment]
    assert low.galla("alerts", "test", "phone") == 7
    assert low.galla("alerts", "test", "desktop") == 0


def test_a_test_of_a_channel_that_is_not_there_names_it(low: Terminal) -> None:
    assert low.galla("alerts", "test", "chat") == 2
    assert "chat" in low.err


def test_every_failure_has_an_exit_code() -> None:
    assert set(KINDS) == set(SendFailure)
