from datetime import UTC, datetime, timedelta

import pytest

from galla.domain.retry_after import next_allowed_at

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def wait_s(status: int, **headers: str) -> float | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    allowed_at = next_allowed_at(status, named, NOW)
    return None if allowed_at is None else (allowed_at - NOW).total_seconds()


@pytest.mark.parametrize("status", [429, 503])
def test_seconds_are_honoured_to_the_second(status):
    assert wait_s(status, retry_after="37") == 37


@pytest.mark.parametrize("status", [429, 503])
def test_a_date_is_honoured_to_the_second(status):
    assert wait_s(status, retry_after="Mon, 23 Nov 2026 12:01:30 GMT") == 90


def test_a_date_counts_from_the_suppliers_own_clock():
    date, until = "Mon, 23 Nov 2026 15:00:00 GMT", "Mon, 23 Nov 2026 15:00:20 GMT"
    assert wait_s(429, retry_after=until, date=date) == 20


@pytest.mark.parametrize("status", [200, 401, 403, 500, 502])
def test_retry_after_means_nothing_elsewhere(status):
    assert wait_s(status, retry_after="37") is None


@pytest.mark.parametrize("text", ["", "soon", "-5", "0", "Mon, 23 Nov 2026 11:00:00 GMT", "1e9", "nan", "१२"])
def test_an_unusable_wait_is_none(text):
    assert wait_s(429, retry_after=text) is None


@pytest.mark.parametrize("text", ["999999", "999999999999999", "Fri, 31 Dec 2100 00:00:00 GMT"])
def test_waits_are_capped_at_six_hours(text):
    assert wait_s(503, retry_after=text) == timedelta(hours=6).total_seconds()


def test_a_reset_counts_on_429():
    assert wait_s(429, x_ratelimit_reset="45") == 45
    assert wait_s(429, x_ratelimit_reset=str(int(NOW.timestamp()) + 45)) == 45
    assert wait_s(429, x_ratelimit_reset=str(int(NOW.timestamp() + 45) * 1000)) == 45


def test_a_reset_with_every_answer_is_no_reason_to_wait():
    assert wait_s(200, x_ratelimit_reset="45", x_ratelimit_remaining="59") is None
    assert wait_s(200, x_ratelimit_reset="45") is None


def test_a_reset_counts_when_nothing_remains():
    assert wait_s(200, x_ratelimit_reset="45", x_ratelimit_remaining="0") == 45


def test_retry_after_is_the_plainer_word():
    assert wait_s(429, retry_after="10", x_ratelimit_reset="45") == 10
