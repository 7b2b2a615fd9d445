"""When a payment arrives and by when it must be sent, over weekends and clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alert_owner import lasting
from galla.domain.alert_settings import LeadTime, TopUp
from galla.domain.lead_time import arrival, deadline, latest_sending

BANK = TopUp(LeadTime(working_days=2))
BERLIN = ZoneInfo("Europe/Berlin")
LONDON = ZoneInfo("Europe/London")


def at(day: int, hour: int = 10, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "arrives"),
    [
        (at(23), at(25)),  # Monday to Wednesday
        (at(26), at(30)),  # Thursday over the weekend to Monday
        (at(27), datetime(2026, 12, 1, 10, tzinfo=UTC)),  # Friday to Tuesday
        (at(28), datetime(2026, 12, 2, 10, tzinfo=UTC)),  # Saturday is taken up on Monday
        (at(29), datetime(2026, 12, 2, 10, tzinfo=UTC)),
    ],
)
def test_a_bank_moves_no_money_at_the_weekend(sent: datetime, arrives: datetime) -> None:
    assert arrival(sent, BANK, LONDON) == arrives


def test_another_countrys_weekend_is_friday_and_saturday() -> None:
    gulf = replace(BANK, bank_weekend=frozenset({5, 6}))
    assert arrival(at(26), gulf, ZoneInfo("Asia/Dubai")) == at(30)
    assert arrival(at(25), gulf, ZoneInfo("Asia/Dubai")) == at(29)


def test_hours_pass_on_every_day() -> None:
    assert arrival(at(28), TopUp(LeadTime(hours=3)), LONDON) == at(28, 13)


def test_hours_come_before_working_days() -> None:
    both = TopUp(LeadTime(hours=20, working_days=1))  # Thursday 10:00, taken up on Friday at six, there on Monday
    assert arrival(at(26), both, LONDON) == at(30, 6)


def test_a_working_day_keeps_the_time_of_day_over_a_clock_change() -> None:
    friday = datetime(2026, 10, 23, 8, tzinfo=UTC)  # 10:00 in Berlin; the clocks change on Sunday
    assert arrival(friday, TopUp(LeadTime(working_days=1)), BERLIN) == datetime(2026, 10, 26, 9, tzinfo=UTC)


def test_what_is_needed_on_sunday_must_be_sent_on_wednesday() -> None:
    assert latest_sending(at(29), BANK, LONDON) == at(25)
    assert latest_sending(at(30), BANK, LONDON) == at(26)


def test_a_week_without_working_days_is_not_waited_for() -> None:
    never = replace(BANK, bank_weekend=frozenset(range(1, 8)))
    assert arrival(at(23), never, LONDON) == at(23)


@given(
    st.integers(0, 365 * 24).map(lambda hours: at(1, 0, month=1) + timedelta(hours=hours)),
    st.integers(0, 72),
    st.integers(0, 5),
)
def test_what_is_sent_at_the_latest_moment_arrives_in_time(needed: datetime, hours: int, working_days: int) -> None:
    top_up = TopUp(LeadTime(hours, working_days))
    sent = latest_sending(needed, top_up, BERLIN)
    assert arrival(sent, top_up, BERLIN) <= needed + timedelta(hours=1)  # a clock change may cost an hour
    assert arrival(sent + timedelta(days=8), top_up, BERLIN) > needed


def test_the_deadline_is_the_early_end_less_the_lead_time() -> None:
    runway = replace(lasting(9.0), p10_days=6.0)
    assert deadline(at(23), runway, BANK, LONDON) == at(25)  # Sunday's end: sent on Wednesday


def test_without_an_early_end_there_is_no_deadline() -> None:
    assert deadline(at(23), lasting(9.0), BANK, LONDON) is None
    assert deadline(at(23), replace(lasting(9.0), p10_days=6.0, is_outdated=True), BANK, LONDON) is None
