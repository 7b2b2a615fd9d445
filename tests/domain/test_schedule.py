"""When the supplier is asked next: design section 4, sentence by sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galla.domain.errors import Problem, ProblemKind
from galla.domain.schedule import (
    Refusal,
    Situation,
    Timing,
    backoff_s,
    cadence_s,
    is_open,
    next_opening,
    next_poll,
    refusal,
)
from galla.domain.settings import Hours, Polling

TIMING = Timing()
ZONE = ZoneInfo("UTC")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
KOLKATA = ZoneInfo("Asia/Kolkata")
BERLIN = ZoneInfo("Europe/Berlin")
UNREACHABLE = Problem(ProblemKind.UNREACHABLE)

CALM = Situation(Polling(), ZONE, last_poll_at=NOON, last_success_at=NOON)
NIGHT_OPENING = Polling(business_hours=Hours(time(18, 0), time(3, 0)), closed_weekdays=frozenset({7}))


def wait_s(situation: Situation, now: datetime | None = None, jitter: float = 0.0) -> float:
    """Seconds from the last poll to the next."""
    assert situation.last_poll_at is not None
    due = next_poll(situation, now or situation.last_poll_at, TIMING, jitter)
    return (due - situation.last_poll_at).total_seconds()


def at(day: int, hour: int, minute: int = 0, zone: ZoneInfo = ZONE) -> datetime:
    """A moment of November 2026 on the wall clock of `zone`; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=zone).astimezone(UTC)


# --- cadence


def test_in_business_hours_the_supplier_is_asked_every_15_minutes() -> None:
    assert wait_s(CALM) == 15 * 60


def test_at_night_the_supplier_is_asked_every_60_minutes() -> None:
    assert wait_s(replace(CALM, last_poll_at=MIDNIGHT)) == 60 * 60


def test_both_cadences_are_the_owners_to_set() -> None:
    polling = Polling(business_interval_min=5, night_interval_min=120)
    assert cadence_s(polling, ZONE, NOON) == 5 * 60
    assert cadence_s(polling, ZONE, MIDNIGHT) == 120 * 60


def test_business_hours_are_nine_to_nine_in_the_accounts_zone() -> None:
    open_at = {hour: is_open(Polling(), KOLKATA, at(23, hour, 0, KOLKATA)) for hour in (8, 9, 20, 21)}
    assert open_at == {8: False, 9: True, 20: True, 21: False}
    assert is_open(Polling(), KOLKATA, datetime(2026, 11, 23, 3, 30, tzinfo=UTC))


def test_hours_past_midnight_belong_to_the_day_they_began_on() -> None:
    assert is_open(NIGHT_OPENING, ZONE, at(28, 23))  # Saturday evening
    assert is_open(NIGHT_OPENING, ZONE, at(29, 2, 59))  # Sunday is closed, but this is still Saturday's evening
    assert not is_open(NIGHT_OPENING, ZONE, at(29, 3))
    assert not is_open(NIGHT_OPENING, ZONE, at(29, 20))
    assert not is_open(NIGHT_OPENING, ZONE, at(30, 1))  # Sunday never opened, so Monday 01:00 is nobody's evening


def test_equal_start_and_end_is_open_around_the_clock() -> None:
    always = Polling(business_hours=Hours(time(9, 0), time(9, 0)))
    assert all(is_open(always, ZONE, at(23, hour)) for hour in range(24))


def test_a_closed_weekday_is_polled_as_night() -> None:
    closed_on_monday = Polling(closed_weekdays=frozenset({1}))
    assert wait_s(replace(CALM, polling=closed_on_monday)) == 60 * 60


def test_nights_pause_ends_at_opening() -> None:
    assert wait_s(replace(CALM, last_poll_at=at(23, 8, 30))) == 30 * 60


def test_a_poll_just_before_opening_is_not_followed_by_another_within_the_minute() -> None:
    assert wait_s(replace(CALM, last_poll_at=at(23, 8, 59) + timedelta(seconds=50))) == 60


def test_the_accounts_spread_is_kept_at_opening() -> None:
    second = replace(CALM, last_poll_at=at(23, 8, 30), spread_s=2.0)
    assert wait_s(second) == 30 * 60 + 2


def test_opening_after_a_closed_day_is_on_the_next_open_day() -> None:
    weekend = Polling(closed_weekdays=frozenset({6, 7}))
    assert next_opening(weekend, ZONE, at(27, 10)) == at(30, 9)


def test_a_shop_that_never_opens_has_no_opening() -> None:
    never = Polling(closed_weekdays=frozenset(range(1, 8)))
    assert next_opening(never, ZONE, NOON) is None
    assert wait_s(replace(CALM, polling=never)) == 60 * 60


@pytest.mark.parametrize(
    ("day", "opening_utc"),
    [
        (datetime(2026, 3, 28, 22, 0, tzinfo=UTC), datetime(2026, 3, 29, 7, 0, tzinfo=UTC)),  # clocks go forward
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),  # clocks go back
    ],
)
def test_opening_follows_the_wall_clock_over_a_change_of_daylight_saving(day: datetime, opening_utc: datetime) -> None:
    assert next_opening(Polling(), BERLIN, day) == opening_utc


def test_an_opening_inside_the_hour_that_does_not_exist_still_comes_once() -> None:
    polling = Polling(business_hours=Hours(time(2, 30), time(12, 0)))
    before = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    opening = next_opening(polling, BERLIN, before)
    assert opening == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert next_opening(polling, BERLIN, opening) == datetime(2026, 3, 30, 0, 30, tzinfo=UTC)


# --- tightening


def test_under_a_day_of_runway_at_least_12_readings_fit_before_empty() -> None:
    assert wait_s(replace(CALM, p10_days=0.1)) == pytest.approx(0.1 * 86_400 / 12)


def test_a_full_day_of_runway_does_not_tighten() -> None:
    assert wait_s(replace(CALM, p10_days=1.0)) == 15 * 60


def test_at_night_too_a_short_runway_tightens() -> None:
    assert wait_s(replace(CALM, last_poll_at=MIDNIGHT, p10_days=0.2)) == pytest.approx(1440)


def test_tightening_never_asks_faster_than_every_60_seconds() -> None:
    assert wait_s(replace(CALM, p10_days=0.0)) == 60


def test_at_or_under_the_reserve_the_supplier_is_asked_every_5_minutes() -> None:
    assert wait_s(replace(CALM, at_reserve=True, p10_days=0.0)) == 300
    assert wait_s(replace(CALM, at_reserve=True, last_poll_at=MIDNIGHT)) == 300


def test_a_strange_reading_is_read_again_after_60_seconds() -> None:
    assert wait_s(replace(CALM, confirming=True)) == 60


# --- failures


def test_failures_back_off_from_30_seconds_to_15_minutes() -> None:
    assert [backoff_s(count, TIMING) for count in range(1, 8)] == [30, 60, 120, 240, 480, 900, 900]
    assert backoff_s(100_000, TIMING) == 900


def test_opening_does_not_cut_a_backoff_short() -> None:
    assert wait_s(replace(CALM, last_poll_at=at(23, 8, 55), failures=9, problem=UNREACHABLE)) == 900


def test_jitter_lengthens_a_backoff_by_up_to_a_tenth() -> None:
    assert backoff_s(1, TIMING, 0.5) == pytest.approx(31.5)
    assert wait_s(replace(CALM, failures=3, problem=UNREACHABLE), jitter=0.999) == pytest.approx(132, abs=0.02)


@pytest.mark.parametrize("kind", [ProblemKind.KEY_REJECTED, ProblemKind.ACCESS_DENIED, ProblemKind.KEYRING])
def test_what_only_the_owner_can_mend_is_asked_at_the_usual_cadence(kind: ProblemKind) -> None:
    failing = replace(CALM, failures=2, problem=Problem(kind))
    assert wait_s(failing) == 15 * 60
    assert wait_s(replace(failing, p10_days=0.01)) == 15 * 60
    assert wait_s(replace(failing, confirming=True)) == 15 * 60
    assert wait_s(replace(failing, at_reserve=True)) == 15 * 60


# --- silence that the supplier asked for


def test_retry_after_is_honoured_to_the_second() -> None:
    limited = replace(CALM, failures=1, problem=UNREACHABLE, next_allowed_at=NOON + timedelta(seconds=137))
    assert wait_s(limited) == 137


def test_retry_after_never_makes_a_poll_come_sooner() -> None:
    assert wait_s(replace(CALM, next_allowed_at=NOON + timedelta(seconds=10))) == 15 * 60


def test_a_manual_refresh_obeys_retry_after_to_the_second_and_says_so() -> None:
    limited = replace(CALM, next_allowed_at=NOON + timedelta(seconds=137))
    assert refusal(limited, NOON + timedelta(seconds=136), TIMING) is Refusal.SUPPLIER_ASKED_FOR_SILENCE
    assert refusal(limited, NOON + timedelta(seconds=137), TIMING) is None


def test_silence_recorded_under_a_clock_that_was_wrong_is_not_kept_for_years() -> None:
    limited = replace(CALM, next_allowed_at=NOON + timedelta(days=900))
    assert wait_s(limited) == 15 * 60
    assert refusal(limited, NOON + timedelta(minutes=1), TIMING) is None


# --- manual refresh, start, clock


def test_a_manual_refresh_is_refused_while_the_last_success_is_under_10_seconds_old() -> None:
    assert refusal(CALM, NOON + timedelta(seconds=9.9), TIMING) is Refusal.JUST_READ
    assert refusal(CALM, NOON + timedelta(seconds=10), TIMING) is None


def test_a_manual_refresh_is_not_refused_for_a_success_that_a_failure_followed() -> None:
    assert refusal(replace(CALM, failures=1), NOON + timedelta(seconds=5), TIMING) is None


def test_an_account_never_polled_is_polled_now() -> None:
    assert next_poll(Situation(Polling(), ZONE), NOON, TIMING) == NOON


def test_an_overdue_poll_is_due_now_and_not_in_the_past() -> None:
    later = NOON + timedelta(hours=9)
    assert next_poll(CALM, later, TIMING) == later


def test_a_clock_that_was_set_back_does_not_stop_polling() -> None:
    earlier = NOON - timedelta(days=2)
    assert next_poll(CALM, earlier, TIMING) == earlier


instants = st.integers(0, 275 * 1440).map(lambda minutes: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes))
situations = st.builds(
    Situation,
    polling=st.sampled_from([Polling(), NIGHT_OPENING, Polling(closed_weekdays=frozenset({1, 2}))]),
    zone=st.sampled_from([ZONE, KOLKATA, BERLIN]),
    last_poll_at=st.none() | instants,
    failures=st.integers(0, 30),
    problem=st.none() | st.sampled_from([Problem(kind) for kind in ProblemKind]),
    next_allowed_at=st.none() | instants,
    p10_days=st.none() | st.floats(0, 60),
    at_reserve=st.booleans(),
    confirming=st.booleans(),
)


@given(situations, instants, st.floats(0, 0.99))
def test_the_next_poll_is_never_past_nor_further_than_the_cap(
    situation: Situation, now: datetime, jitter: float
) -> None:
    due = next_poll(situation, now, TIMING, jitter)
    assert now <= due <= now + TIMING.silence_cap + timedelta(minutes=5)
    last = situation.last_poll_at
    if last is not None and last <= now < due and not situation.failures:
        assert due - last >= timedelta(seconds=TIMING.fastest_s)
