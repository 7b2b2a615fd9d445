"""Which channel is owed what: least severity, quiet hours, deadlines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from fakes import MONDAY_NOON
from galla.domain.alert_settings import DEFAULT_ALERTS, DESKTOP, AlertSettings, Channel, Quiet
from galla.domain.channel import Delivery
from galla.domain.hours import Hours
from galla.domain.notice import Notice, NoticeKind, Rule, Severity
from galla.domain.quiet import next_morning, quiet_until
from galla.domain.routing import AlertPlan, deliveries

UTC_ZONE = ZoneInfo("UTC")
NIGHT = Hours(time(22), time(8))
PHONE = Channel("phone", "Phone")
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)


def notice(severity: Severity, rule: Rule = Rule.BALANCE_BELOW, **changes: object) -> Notice:
    made = Notice("main.x.1", "main.x", "main", rule, NoticeKind.RAISED, severity, MONDAY_NOON)
    return replace(made, **changes)  # type: ignore[arg-type]


def owed(settings: AlertSettings, item: Notice, now: datetime = MONDAY_NOON) -> dict[str, Delivery]:
    return {found.channel_id: found for found in deliveries(AlertPlan(settings, UTC_ZONE), [item], now)}


def test_the_desktop_gets_everything_unless_the_owner_says_otherwise() -> None:
    assert owed(DEFAULT_ALERTS, notice(Severity.INFO)).keys() == {DESKTOP}


def test_a_channel_gets_what_reaches_its_least_severity() -> None:
    settings = replace(DEFAULT_ALERTS, channels=(PHONE, replace(PHONE, id="sms", least_severity=Severity.CRITICAL)))
    assert owed(settings, notice(Severity.INFO)).keys() == {DESKTOP}
    assert owed(settings, notice(Severity.WARNING)).keys() == {DESKTOP, "phone"}
    assert owed(settings, notice(Severity.CRITICAL)).keys() == {DESKTOP, "phone", "sms"}


def test_whoever_was_told_of_an_alert_is_told_that_it_is_over() -> None:
    settings = replace(DEFAULT_ALERTS, channels=(PHONE,))
    over = notice(Severity.INFO, kind=NoticeKind.RECOVERED, episode_severity=Severity.WARNING)
    assert owed(settings, over).keys() == {DESKTOP, "phone"}


def test_a_channel_that_is_switched_off_gets_nothing() -> None:
    settings = replace(DEFAULT_ALERTS, channels=(replace(PHONE, enabled=False),))
    assert owed(settings, notice(Severity.CRITICAL)).keys() == {DESKTOP}


def test_a_channel_that_fails_is_told_of_on_the_desktop_alone_even_where_that_is_switched_off() -> None:
    desktop = replace(DEFAULT_ALERTS.desktop, enabled=False)
    settings = replace(DEFAULT_ALERTS, channels=(PHONE,), desktop=desktop)
    assert owed(settings, notice(Severity.WARNING, Rule.CHANNEL_FAILED)).keys() == {DESKTOP}


def test_quiet_hours_hold_back_warnings_until_the_morning() -> None:
    settings = replace(DEFAULT_ALERTS, quiet=Quiet(NIGHT), channels=(PHONE,))
    for item in owed(settings, notice(Severity.WARNING), MIDNIGHT).values():
        assert (item.not_before, item.held) == (MORNING, True)
        assert item.deadline > MORNING


def test_critical_alerts_always_go_out() -> None:
    settings = replace(DEFAULT_ALERTS, quiet=Quiet(NIGHT), channels=(PHONE,))
    for item in owed(settings, notice(Severity.CRITICAL), MIDNIGHT).values():
        assert (item.not_before, item.held) == (MIDNIGHT, False)


def test_that_something_critical_is_over_can_wait_until_the_morning() -> None:
    settings = replace(DEFAULT_ALERTS, quiet=Quiet(NIGHT))
    over = notice(Severity.INFO, kind=NoticeKind.RECOVERED, episode_severity=Severity.CRITICAL)
    assert owed(settings, over, MIDNIGHT)[DESKTOP].held


def test_a_channel_may_have_quiet_hours_of_its_own_or_none() -> None:
    own = replace(PHONE, quiet=Quiet(Hours(time(13), time(14))))
    never = replace(PHONE, id="sms", quiet=Quiet())
    settings = replace(DEFAULT_ALERTS, quiet=Quiet(NIGHT), channels=(own, never))
    at_night = owed(settings, notice(Severity.WARNING), MIDNIGHT)
    assert {key: item.held for key, item in at_night.items()} == {DESKTOP: True, "phone": False, "sms": False}
    at_lunch = owed(settings, notice(Severity.WARNING), MONDAY_NOON + timedelta(hours=1.5))
    assert at_lunch["phone"].held


def test_what_is_more_severe_is_tried_for_longer() -> None:
    spans = [owed(DEFAULT_ALERTS, notice(severity))[DESKTOP] for severity in Severity]
    assert spans[0].deadline < spans[1].deadline < spans[2].deadline


@pytest.mark.parametrize(
    ("hour", "until"),
    [
        (21, None),
        (22, datetime(2026, 11, 24, 8, tzinfo=UTC)),
        (23, datetime(2026, 11, 24, 8, tzinfo=UTC)),
        (3, datetime(2026, 11, 23, 8, tzinfo=UTC)),
        (8, None),
    ],
)
def test_quiet_hours_go_past_midnight(hour: int, until: datetime | None) -> None:
    assert quiet_until(NIGHT, UTC_ZONE, datetime(2026, 11, 23, hour, tzinfo=UTC)) == until


def test_quiet_hours_are_those_of_the_owners_clock() -> None:
    kolkata = ZoneInfo("Asia/Kolkata")
    assert quiet_until(NIGHT, kolkata, datetime(2026, 11, 23, 17, tzinfo=UTC)) == datetime(
        2026, 11, 24, 2, 30, tzinfo=UTC
    )


def test_tomorrow_morning_is_when_the_shop_opens_on_the_next_day() -> None:
    late = datetime(2026, 11, 23, 23, 50, tzinfo=UTC)
    early = datetime(2026, 11, 24, 0, 10, tzinfo=UTC)
    assert next_morning(Hours(), UTC_ZONE, late) == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert next_morning(Hours(), UTC_ZONE, early) == datetime(2026, 11, 24, 9, tzinfo=UTC)
    breakfast = datetime(2026, 11, 24, 7, tzinfo=UTC)
    assert next_morning(Hours(), UTC_ZONE, breakfast) == datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_the_next_morning_of_a_shop_that_never_closes_is_never_in_the_past() -> None:
    at_night = datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert next_morning(Hours(time(0), time(0)), UTC_ZONE, at_night) == datetime(2026, 11, 25, tzinfo=UTC)
