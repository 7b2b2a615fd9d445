from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from galla.domain.money import Money, from_units
from galla.domain.settings import Language
from galla.texts import day_parts, language
from galla.texts import locale_format as fmt

KOLKATA = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 12, 9, 2, tzinfo=UTC)  # Thursday 14:32 in Kolkata


@pytest.fixture(autouse=True)
def american(english: None) -> None:
    QLocale.setDefault(QLocale("en_US"))


def use(name: str) -> None:
    QLocale.setDefault(QLocale(name))


@pytest.mark.parametrize(
    ("locale", "amount", "currency", "text"),
    [
        ("en_US", "84.2", "USD", "$84.20"),
        ("en_US", "100000", "USD", "$100,000.00"),
        ("en_IN", "100000", "INR", "₹1,00,000.00"),
        ("hi_IN", "100000", "INR", "₹1,00,000.00"),
        ("hi_IN", "123456789.5", "INR", "₹12,34,56,789.50"),
        ("en_DE", "1234.5", "EUR", "€1.234,50"),
        ("en_US", "84.2", "AED", "AED\u00a084.20"),
        ("en_US", "1500", "JPY", "¥1,500"),
        ("en_US", "0.004", "KWD", "KWD\u00a00.004"),
        ("en_US", "0.1", "BTC", "BTC\u00a00.10000000"),
        ("en_US", "3.5", "USDT", "USDT\u00a03.50"),
        ("en_US", "-84.2", "USD", "−$84.20"),
        ("en_US", "0", "USD", "$0.00"),
        ("en_US", "84.123456", "USD", "$84.123456"),
        ("en_US", "84.120000", "USD", "$84.12"),
        ("en_US", "999", "USD", "$999.00"),
        ("en_US", "9223372036854.775807", "USD", "$9,223,372,036,854.775807"),
    ],
)
def test_money_is_shown_exactly_as_the_locale_groups_it(locale: str, amount: str, currency: str, text: str) -> None:
    use(locale)
    assert fmt.money(Money(Decimal(amount), currency)) == text


@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_no_digit_of_a_stored_amount_is_lost_or_invented(units: int) -> None:
    money = from_units(units, "USD")
    shown = fmt.amount(money).replace(QLocale().groupSeparator(), "").replace("−", "-")
    assert Decimal(shown.replace(QLocale().decimalPoint(), ".")) == money.amount


def test_an_estimate_is_rounded_to_the_minor_unit() -> None:
    assert fmt.money_rounded(Money(Decimal("28.456789"), "USD")) == "$28.46"
    assert fmt.money_rounded(Money(Decimal("1500.5"), "JPY")) == "¥1,501"


def test_numbers_and_shares_are_grouped_and_rounded() -> None:
    assert fmt.number(1234567) == "1,234,567"
    assert fmt.number(Decimal("2.345"), 2) == "2.35"
    assert fmt.number(0.1 + 0.2, 1) == "0.3"
    assert fmt.percent(0.25) == "25%"
    use("hi_IN")
    assert fmt.number(1234567) == "12,34,567"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=-5), "under a minute"),
        (timedelta(seconds=59), "under a minute"),
        (timedelta(minutes=12, seconds=59), "12 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (timedelta(hours=18, minutes=50), "18 h"),
        (timedelta(hours=47, minutes=59), "47 h"),
        (timedelta(days=4, hours=20), "4 days"),
    ],
)
def test_a_duration_is_as_fine_as_it_matters(span: timedelta, text: str) -> None:
    assert fmt.duration(span) == text


@pytest.mark.parametrize(
    ("after", "text"),
    [
        (timedelta(0), "today 14:32"),
        (timedelta(days=1), "tomorrow 14:32"),
        (timedelta(days=-1), "yesterday 14:32"),
        (timedelta(days=3), "Sun 14:32"),
        (timedelta(days=-6), "Fri 14:32"),
        (timedelta(days=30), "12 Dec 14:32"),
        (timedelta(days=60), "11 Jan 2027 14:32"),
    ],
)
def test_an_instant_is_named_by_its_distance(after: timedelta, text: str) -> None:
    assert fmt.instant(NOW + after, KOLKATA, NOW) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ("2026-11-12T16:00", "this afternoon"),
        ("2026-11-12T19:00", "this evening"),
        ("2026-11-12T23:00", "tonight"),
        ("2026-11-13T02:00", "tonight"),
        ("2026-11-13T05:00", "tomorrow morning"),
        ("2026-11-13T22:00", "tomorrow night"),
        ("2026-11-15T02:00", "Saturday night"),
        ("2026-11-15T20:59", "Sunday evening"),
        ("2026-11-18T13:00", "Wednesday afternoon"),
        ("2026-11-19T13:00", "19 Nov"),
        ("2027-01-03T13:00", "3 Jan 2027"),
    ],
)
def test_the_part_of_a_day_is_what_people_call_it(at: str, text: str) -> None:
    assert day_parts.day_part(datetime.fromisoformat(at).replace(tzinfo=KOLKATA), KOLKATA, NOW) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ("2026-11-12T02:00", "tonight"),
        ("2026-11-12T10:00", "this morning"),
        ("2026-11-12T22:00", "Thursday night"),
        ("2026-11-13T02:00", "Thursday night"),
        ("2026-11-13T10:00", "Friday morning"),
        ("2026-11-14T01:00", "Friday night"),
    ],
)
def test_after_midnight_nothing_is_called_tomorrow(at: str, text: str) -> None:
    after_midnight = datetime(2026, 11, 12, 0, 30, tzinfo=KOLKATA)
    moment = datetime.fromisoformat(at).replace(tzinfo=KOLKATA)
    assert day_parts.day_part(moment, KOLKATA, after_midnight) == text
    day = text.partition(" ")[0]
    assert day_parts.earlier_part(moment, moment + timedelta(days=3), KOLKATA, after_midnight) in {text, day}


@pytest.mark.parametrize(
    ("at", "than", "text"),
    [
        ("2026-11-12T16:00", "2026-11-12T16:30", ""),
        ("2026-11-12T16:00", "2026-11-14T10:00", "this afternoon"),
        ("2026-11-13T02:00", "2026-11-14T10:00", "tonight"),
        ("2026-11-13T10:00", "2026-11-13T22:00", "that morning"),
        ("2026-11-13T18:00", "2026-11-14T01:00", "that evening"),
        ("2026-11-13T18:00", "2026-11-14T10:00", "tomorrow"),
        ("2026-11-14T01:00", "2026-11-14T10:00", "tomorrow"),
        ("2026-11-15T02:00", "2026-11-15T10:00", "Saturday"),
        ("2026-11-15T18:00", "2026-11-19T01:00", "Sunday"),
        ("2026-11-15T18:00", "2026-11-19T10:00", "15 Nov"),
        ("2026-11-13T18:00", "2026-11-19T10:00", "tomorrow"),
        ("2026-11-22T18:00", "2026-11-29T10:00", "22 Nov"),
        ("2026-11-29T01:00", "2026-11-29T10:00", "28 Nov"),
    ],
)
def test_an_earlier_moment_is_told_by_what_differs(at: str, than: str, text: str) -> None:
    early, later = (datetime.fromisoformat(one).replace(tzinfo=KOLKATA) for one in (at, than))
    assert day_parts.earlier_part(early, later, KOLKATA, NOW) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("342.13", "USD", "$340"),
        ("1742.13", "USD", "$1,700"),
        ("99.6", "USD", "$100"),
        ("10.4", "USD", "$10"),
        ("8.43", "USD", "$8.40"),
        ("0.004", "USD", "$0.00"),
        ("0", "USD", "$0"),
        ("-342.13", "USD", "−$340"),
        ("7.2", "JPY", "¥7"),
        ("0.0123456", "BTC", "BTC\u00a00.012"),
        ("1234567", "KWD", "KWD\u00a01,200,000"),
    ],
)
def test_a_forecasts_amount_has_two_digits(amount: str, currency: str, text: str) -> None:
    assert fmt.money_about(Money(Decimal(amount), currency)) == text


def test_dates_and_clock_times_are_those_of_the_zone() -> None:
    late = datetime(2026, 11, 12, 20, 0, tzinfo=UTC)
    assert fmt.date(late, KOLKATA) == "13 Nov 2026"
    assert fmt.short_date(late, KOLKATA) == "13 Nov"
    assert fmt.clock_time(late, KOLKATA) == "01:30"
    assert fmt.weekday(late, KOLKATA) == "Friday"


def test_hindi_speaks_hindi_and_groups_as_india_does(hindi: None) -> None:
    assert fmt.money(Money(Decimal(100000), "INR")) == "₹1,00,000.00"
    assert fmt.duration(timedelta(days=4)) == "4 दिन"
    assert fmt.duration(timedelta(hours=1)) == "1 घंटा"
    assert fmt.duration(timedelta(hours=8)) == "8 घंटे"
    assert fmt.duration(timedelta(hours=3, minutes=20)) == "3 घं॰ 20 मि॰"
    assert day_parts.day_part(NOW + timedelta(days=4, hours=4), KOLKATA, NOW) == "सोमवार शाम"
    assert fmt.instant(NOW - timedelta(days=30), KOLKATA, NOW) == "13 अक्टू॰ 14:32"


@pytest.mark.parametrize(
    ("chosen", "system", "expected"),
    [
        (Language.SYSTEM, "hi_IN", "hi_IN"),
        (Language.SYSTEM, "en_IN", "en_IN"),
        (Language.SYSTEM, "de_DE", "en_DE"),
        (Language.ENGLISH, "hi_IN", "en_IN"),
        (Language.HINDI, "de_DE", "hi_IN"),
        (Language.SYSTEM, "C", "en_US"),
    ],
)
def test_words_follow_the_language_and_figures_the_country(chosen: Language, system: str, expected: str) -> None:
    assert language.locale_for(chosen, QLocale(system)).name() == expected


def test_an_absurd_amount_is_written_at_once(english: None) -> None:
    assert len(fmt.money(Money(Decimal("1E+200000"), "USD"))) > 200_000
    assert fmt.money(Money(Decimal("1E-999999"), "USD")) == "$0.000000"
