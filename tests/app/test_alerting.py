"""Alerts on real parts: channels, the common alerts, the heartbeat, and what becomes of them over restarts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from app.conftest import Bench, has_balance
from galla.adapters.ledger.ledger import SqliteLedger
from galla.alerting import Alerting
from galla.domain.alert_settings import DEFAULT_ALERTS, DESKTOP, Channel, Heartbeat, Quiet
from galla.domain.channel import AlertRecord, SendFailure, SendOutcome
from galla.domain.channel_secrets import address_of, heartbeat_url
from galla.domain.hours import Hours
from galla.domain.model import Secret
from galla.domain.notice import ALL_ACCOUNTS, Rule, SnoozeFor
from galla.domain.settings import Settings

ADDRESS = "tgram://a-token-that-nobody-may-see/1"
PHONE = Channel("phone", "Phone")


async def with_alerts(bench: Bench, **changes: object) -> None:
    """The same account with a phone, and with these alert settings."""
    await bench.until(lambda: has_balance(bench))
    await bench.parts.secrets.write(address_of("phone"), Secret(ADDRESS))
    await bench.parts.secrets.write(heartbeat_url(), Secret("https://hc.example.com/ping"))
    assert isinstance(bench.settings, Settings)
    alerts = replace(DEFAULT_ALERTS, channels=(PHONE,), **changes)  # type: ignore[arg-type]
    bench.settings = replace(bench.settings, alerts=alerts)
    bench.face.rendered.clear()
    bench.watch.reload_settings()
    await bench.until(lambda: len(bench.face.rendered) >= 2)  # restored from the ledger, and then watched again
    await bench.read("300.00")


async def kept(bench: Bench) -> tuple[AlertRecord, ...]:
    """The history, as the file holds it once the watch has ended."""
    await bench.stop()
    ledger = await SqliteLedger.open(bench.parts.paths.ledger_folder, bench.parts.clock)
    try:
        return await ledger.alert_history()
    finally:
        await ledger.close()


def alerting(bench: Bench) -> Alerting:
    found = bench.watch.alerting
    assert found is not None
    return found


async def test_an_alert_reaches_the_desktop_and_the_phone_and_the_ledger_says_so(bench: Bench) -> None:
    await with_alerts(bench)
    await bench.read("95.00")
    await bench.until(lambda: len(bench.sender.sent) == 1 and len(bench.notifier.shown) == 1)
    assert bench.sender.sent[0][0] == ADDRESS
    (record,) = await kept(bench)
    assert record.episode.rule is Rule.BALANCE_BELOW
    assert {item.channel_id for item in record.deliveries if item.delivered_at is not None} == {DESKTOP, "phone"}


async def test_a_channel_that_refuses_for_good_is_told_on_the_desktop_and_so_is_that_it_works_again(
    bench: Bench,
) -> None:
    await with_alerts(bench)
    bench.sender.outcome = SendOutcome(SendFailure.REFUSED, "403")
    await bench.read("95.00")
    await bench.until(lambda: any(message.title == "channel_failed" for message in bench.notifier.shown))
    assert [episode.account_id for episode in bench.face.common] == [ALL_ACCOUNTS]
    bench.sender.outcome = SendOutcome()
    assert (await alerting(bench).send_test("phone")).delivered
    await bench.until(lambda: bench.face.common == ())
    await bench.until(lambda: bench.notifier.shown[-1].body == "recovered")


async def test_a_common_alert_is_snoozed_and_acknowledged_like_any_other(bench: Bench) -> None:
    await with_alerts(bench)
    bench.sender.outcome = SendOutcome(SendFailure.REFUSED)
    assert not (await alerting(bench).send_test("phone")).delivered
    await bench.until(lambda: len(bench.face.common) == 1)
    (episode,) = bench.face.common
    await bench.watch.snooze(episode.id, SnoozeFor.HOUR)
    assert bench.face.common[0].snoozed_until is not None
    await bench.watch.acknowledge(episode.id)
    assert bench.face.common[0].acknowledged_at is not None


async def test_what_quiet_hours_hold_back_is_held_over_a_restart(bench: Bench) -> None:
    now = datetime.now().astimezone(bench.parts.zone())
    span = Hours(time(now.hour), time((now.hour + 2) % 24))
    await with_alerts(bench, quiet=Quiet(span))
    await bench.read("95.00")
    await bench.restart()
    await bench.until(lambda: has_balance(bench))
    (record,) = await kept(bench)
    assert all(item.held and item.not_before > now for item in record.deliveries)
    assert bench.notifier.shown == []
    assert bench.sender.sent == []


async def test_the_heartbeat_beats_once_the_account_is_read(bench: Bench) -> None:
    await with_alerts(bench, heartbeat=Heartbeat(enabled=True))
    await bench.until(lambda: bench.pinger.pinged)
    assert bench.pinger.pinged == ["https://hc.example.com/ping"]


async def test_no_address_reaches_log_or_ledger(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    await with_alerts(bench)
    bench.sender.outcome = SendOutcome(SendFailure.UNKNOWN)
    await bench.read("95.00")
    await bench.until(lambda: bench.sender.tried)
    await bench.stop()
    assert "nobody-may-see" not in caplog.text
    for file in bench.parts.paths.ledger_folder.iterdir():
        assert b"nobody-may-see" not in file.read_bytes()


async def test_i_have_paid_is_kept_and_shown(bench: Bench) -> None:
    await with_alerts(bench)
    await bench.read("95.00")
    await bench.watch.pay("main")
    payment = bench.face.last.payment
    assert payment is not None
    assert payment.due_at - payment.said_at == timedelta(hours=2)
