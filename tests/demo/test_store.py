from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from fakes import watched
from galla.demo.store import HISTORY, THRESHOLD, TOP_UP, TOP_UP_AT_S, DemoStore
from galla.domain.model import AccountMemory, Reading, StoredReading
from galla.domain.money import Money
from galla.domain.past import CreditKind
from galla.domain.standing import runway_at_reading
from galla.domain.strange import is_strange
from pasts import judged, past_of

NOW = datetime(2026, 11, 23, 14, 20, tzinfo=UTC)


def steps(store: DemoStore, now: datetime = NOW) -> list[tuple[datetime, Decimal]]:
    """Each change of the balance, with when it began."""
    return [(a.observed_at, b.balance.amount - a.balance.amount) for a, b in pairwise(store.history(now))]


def test_the_same_seed_gives_the_same_shop():
    assert DemoStore(3).history(NOW) == DemoStore(3).history(NOW)
    assert DemoStore(3).balance_at(55) == DemoStore(3).balance_at(55)
    assert DemoStore(3).history(NOW) != DemoStore(4).history(NOW)


def test_history_ends_where_the_live_phase_begins():
    store = DemoStore()
    last = store.history(NOW)[-1]
    assert last.balance == store.balance_at(0)
    assert timedelta(0) <= NOW - last.observed_at < timedelta(minutes=15)


def test_history_is_thirty_days_every_quarter_by_day_and_every_hour_by_night():
    times = [reading.observed_at for reading in DemoStore().history(NOW)]
    assert times[-1] - times[0] == HISTORY
    gaps = {(b - a, 9 <= a.hour < 21) for a, b in pairwise(times[:-1])}
    assert gaps == {(timedelta(minutes=15), True), (timedelta(hours=1), False)}


@pytest.mark.parametrize("seed", range(7, 17))
def test_the_shop_never_ran_dry_and_was_topped_up_in_office_hours(seed):
    store = DemoStore(seed)
    assert min(reading.balance.amount for reading in store.history(NOW)) > 30
    top_ups = [(at, rise) for at, rise in steps(store) if rise > 400]
    assert 1 <= len(top_ups) <= 5
    assert all(9 < at.hour < 18 and abs(rise - TOP_UP.amount) < 40 for at, rise in top_ups)


def test_there_was_one_refund():
    refunds = [rise for _, rise in steps(DemoStore()) if 0 < rise < 400]
    assert len(refunds) == 1
    assert refunds[0] <= Decimal("8.50")


@pytest.mark.parametrize("hour", range(0, 24, 5))
def test_its_credits_are_taken_for_what_they_are(hour):
    now = NOW.replace(hour=hour)
    rows = tuple(
        StoredReading(reading.balance, reading.observed_at, reading.observed_at) for reading in DemoStore().history(now)
    )
    found = judged(past_of(rows), rows, (), now)
    assert {credit.kind for credit in found if credit.amount.amount > 400} == {CreditKind.TOP_UP}
    assert {credit.kind for credit in found if credit.amount.amount < 400} == {CreditKind.REFUND}


def test_trade_has_the_shape_of_day_and_week():
    spend = [(at, -change) for at, change in steps(DemoStore()) if change < 0]
    day = sum(amount for at, amount in spend if 9 <= at.hour < 21)
    night = sum(amount for at, amount in spend if not 9 <= at.hour < 21)
    assert day > 3 * night
    friday_to_saturday = sum(amount for at, amount in spend if at.isoweekday() in {5, 6})
    monday_to_tuesday = sum(amount for at, amount in spend if at.isoweekday() in {1, 2})
    assert friday_to_saturday > monday_to_tuesday


def test_business_hours_are_those_of_the_shops_zone():
    kolkata = ZoneInfo("Asia/Kolkata")
    times = [r.observed_at.astimezone(kolkata) for r in DemoStore(zone=kolkata).history(NOW)]
    assert {at.minute for at in times[:-1] if not 9 <= at.hour < 21} == {0}


@pytest.mark.parametrize("seed", range(7, 17))
def test_orders_run_through_the_threshold_within_45_seconds_and_the_top_up_brings_it_back(seed):
    store = DemoStore(seed)
    assert store.balance_at(0) > THRESHOLD
    assert 15 < store.crosses_threshold_at_s < 45
    before = [store.balance_at(second) for second in range(45, int(TOP_UP_AT_S))]
    assert all(Decimal(50) < balance.amount < THRESHOLD.amount for balance in before)
    assert store.balance_at(TOP_UP_AT_S) == before[-1] + TOP_UP or store.balance_at(TOP_UP_AT_S) > THRESHOLD


def test_before_the_top_up_the_balance_only_falls_and_by_little_at_a_time():
    store = DemoStore()
    balances = [store.balance_at(second / 4).amount for second in range(int(TOP_UP_AT_S) * 4)]
    falls = [a - b for a, b in pairwise(balances)]
    assert all(0 <= fall < 6 for fall in falls)
    assert balances[0] - balances[-1] < 50


@pytest.mark.parametrize("hour", [3, 12, 18, 23])
def test_no_order_is_strange_whenever_the_demo_is_played(hour):
    """It would be read again before anybody is told."""
    store, now = DemoStore(), NOW.replace(hour=hour)
    history = tuple(
        StoredReading(item.balance, item.observed_at, item.observed_at, item.reported_at) for item in store.history(now)
    )
    runway = runway_at_reading(AccountMemory("main", history=history), watched())
    before = history[-1]
    for second in range(0, int(TOP_UP_AT_S) - 1, 2):
        reading = Reading(store.balance_at(second), now + timedelta(seconds=second))
        assert not is_strange(before, reading, reserve=Money(Decimal(0), "USD"), usual=runway.usual)
        before = StoredReading(reading.balance, reading.observed_at, reading.observed_at)


def test_a_demo_left_running_for_days_never_shows_a_negative_balance():
    store = DemoStore()
    assert all(store.balance_at(hour * 3600).amount >= 20 for hour in range(48))


def test_looking_back_gives_what_was_seen():
    store = DemoStore()
    seen = [store.balance_at(second) for second in range(200)]
    assert [store.balance_at(second) for second in range(200)] == seen
