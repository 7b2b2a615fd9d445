"""What a settings table may say, and what the error about a wrong one names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from decimal import Decimal

import pytest

from galla.domain.errors import Problem, SettingsError, SettingsReason
from galla.domain.settings import Account, Hours, Language, Polling, Settings, Thresholds
from galla.domain.settings_rules import check_account, parse_settings

GOOD: dict[str, object] = {"id": "main", "base_url": "https://api.example.com"}


def parsed(table: Mapping[str, object], **known: list[str]) -> Settings:
    return parse_settings(table, len, **known)


def account(**fields: object) -> Account:
    return parsed({"accounts": [{**GOOD, **fields}]}).accounts[0]


def problem(table: Mapping[str, object]) -> Problem:
    with pytest.raises(SettingsError) as raised:
        parsed(table)
    return raised.value.problem


def account_problem(**fields: object) -> Problem:
    return problem({"accounts": [{name: value for name, value in (GOOD | fields).items() if value is not None}]})


def test_an_empty_table_gives_every_default() -> None:
    assert parsed({}) == Settings()


def test_every_field_of_an_account_is_read() -> None:
    read = account(
        name="FoxReload",
        profile="generic-bearer",
        currency="usd",
        environment="sandbox",
        timezone="Asia/Kolkata",
        day_start="04:00",
        reserve="12.50",
        paused=True,
        thresholds={"balance": "100.00", "runway_days": 4},
        polling={
            "business_hours": "22:00-04:30",
            "closed_weekdays": ["sat", "sun"],
            "business_interval_min": 5,
            "night_interval_min": 120,
        },
    )
    assert read == Account(
        id="main",
        name="FoxReload",
        base_url="https://api.example.com",
        currency="USD",
        environment="sandbox",
        timezone="Asia/Kolkata",
        day_start=time(4, 0),
        reserve=Decimal("12.50"),
        paused=True,
        thresholds=Thresholds(Decimal("100.00"), None, Decimal(4)),
        polling=Polling(Hours(time(22), time(4, 30)), frozenset({6, 7}), 5, 120),
    )


def test_an_account_needs_only_an_id_and_an_address() -> None:
    assert account() == Account(id="main", name="main", base_url="https://api.example.com")


def test_a_threshold_may_be_hours_of_usual_spend() -> None:
    assert account(thresholds={"balance": "24h"}).thresholds == Thresholds(None, 24)


def test_a_threshold_written_as_a_number_means_what_was_written() -> None:
    assert account(thresholds={"balance": 0.1}).thresholds.balance == Decimal("0.1")


def test_open_all_day_is_a_whole_day() -> None:
    assert account(polling={"business_hours": "00:00-24:00"}).polling.business_hours == Hours(time(0), time(0))


def test_general_settings_are_read() -> None:
    assert parsed({"general": {"language": "hi"}}).general.language is Language.HINDI


def test_unknown_fields_are_warned_of_and_are_no_error() -> None:
    settings = parsed({"colour": 1, "accounts": [{**GOOD, "api": "x", "polling": {"speed": 1}}]})
    assert [warning.field for warning in settings.warnings] == ["accounts.polling.speed", "accounts.api", "colour"]
    assert settings.warnings[0].line == 4


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"id": None}, SettingsReason.MISSING_FIELD, "accounts.id"),
        ({"base_url": None}, SettingsReason.MISSING_FIELD, "accounts.base_url"),
        ({"id": "Main"}, SettingsReason.BAD_VALUE, "accounts.id"),
        ({"id": "a/b"}, SettingsReason.BAD_VALUE, "accounts.id"),
        ({"id": "-a"}, SettingsReason.BAD_VALUE, "accounts.id"),
        ({"id": "a" * 33}, SettingsReason.BAD_VALUE, "accounts.id"),
        ({"id": "a\n"}, SettingsReason.BAD_VALUE, "accounts.id"),
        ({"id": 7}, SettingsReason.WRONG_TYPE, "accounts.id"),
        ({"name": "two\nlines"}, SettingsReason.BAD_VALUE, "accounts.name"),
        ({"name": "  "}, SettingsReason.BAD_VALUE, "accounts.name"),
        ({"profile": "../etc/passwd"}, SettingsReason.BAD_VALUE, "accounts.profile"),
        ({"currency": "ZZZ"}, SettingsReason.UNKNOWN_CURRENCY, "accounts.currency"),
        ({"currency": 1}, SettingsReason.WRONG_TYPE, "accounts.currency"),
        ({"timezone": "Asia"}, SettingsReason.UNKNOWN_TIMEZONE, "accounts.timezone"),
        ({"timezone": "../x"}, SettingsReason.UNKNOWN_TIMEZONE, "accounts.timezone"),
        ({"timezone": "Mars/Base"}, SettingsReason.UNKNOWN_TIMEZONE, "accounts.timezone"),
        ({"day_start": "4:00"}, SettingsReason.BAD_VALUE, "accounts.day_start"),
        ({"reserve": "-1"}, SettingsReason.BAD_VALUE, "accounts.reserve"),
        ({"reserve": "NaN"}, SettingsReason.BAD_VALUE, "accounts.reserve"),
        ({"reserve": float("inf")}, SettingsReason.BAD_VALUE, "accounts.reserve"),
        ({"reserve": True}, SettingsReason.WRONG_TYPE, "accounts.reserve"),
        ({"paused": 1}, SettingsReason.WRONG_TYPE, "accounts.paused"),
        ({"thresholds": 1}, SettingsReason.WRONG_TYPE, "accounts.thresholds"),
        ({"thresholds": {"balance": "100 USD"}}, SettingsReason.BAD_VALUE, "accounts.thresholds.balance"),
        ({"thresholds": {"balance": "0h"}}, SettingsReason.BAD_VALUE, "accounts.thresholds.balance"),
        ({"thresholds": {"balance": Decimal("1e20")}}, SettingsReason.BAD_VALUE, "accounts.thresholds.balance"),
        ({"thresholds": {"runway_days": 0}}, SettingsReason.BAD_VALUE, "accounts.thresholds.runway_days"),
        ({"polling": {"business_hours": "9-21"}}, SettingsReason.BAD_VALUE, "accounts.polling.business_hours"),
        ({"polling": {"business_hours": "09:00-25:00"}}, SettingsReason.BAD_VALUE, "accounts.polling.business_hours"),
        ({"polling": {"closed_weekdays": ["x"]}}, SettingsReason.BAD_VALUE, "accounts.polling.closed_weekdays"),
        ({"polling": {"closed_weekdays": [["sat"]]}}, SettingsReason.BAD_VALUE, "accounts.polling.closed_weekdays"),
        ({"polling": {"business_interval_min": 0}}, SettingsReason.BAD_VALUE, "accounts.polling.business_interval_min"),
        ({"polling": {"night_interval_min": 1.5}}, SettingsReason.WRONG_TYPE, "accounts.polling.night_interval_min"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, object], reason: SettingsReason, field: str) -> None:
    found = account_problem(**fields)
    assert (found.reason, found.fact("field")) == (reason, field)
    assert found.fact("line") == str(len(field.split(".")) + 1)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://api.example.com", SettingsReason.INSECURE_URL),
        ("http://127.0.0.1.example.com", SettingsReason.INSECURE_URL),
        ("http://localhost.example.com", SettingsReason.INSECURE_URL),
        ("ftp://api.example.com", SettingsReason.BAD_URL),
        ("api.example.com", SettingsReason.BAD_URL),
        ("https://", SettingsReason.BAD_URL),
        ("https://api.example.com:99999", SettingsReason.BAD_URL),
        ("https://api.example.com?key=1", SettingsReason.BAD_URL),
        ("https://api.example.com?", SettingsReason.BAD_URL),
        ("https://api.example.com/#x", SettingsReason.BAD_URL),
        ("https://api.exam ple.com", SettingsReason.BAD_URL),
        ("https://api.example.com\\@evil.example", SettingsReason.BAD_URL),
        ("https://[::1", SettingsReason.BAD_URL),
    ],
)
def test_an_address_that_is_not_plain_https_is_refused(url: str, reason: SettingsReason) -> None:
    assert account_problem(base_url=url).reason == reason


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTPS://API.Example.com/v1/", "https://api.example.com/v1"),
        ("https://api.example.com:8443", "https://api.example.com:8443"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://[::1]:1", "http://[::1]:1"),
    ],
)
def test_equal_addresses_are_written_in_one_form(url: str, normal: str) -> None:
    assert account(base_url=url).base_url == normal


@pytest.mark.parametrize("url", ["https://user:hush@api.example.com", "https://api.example.com/?key=hush"])
def test_a_secret_in_an_address_is_not_repeated_by_the_error(url: str) -> None:
    assert "hush" not in repr(account_problem(base_url=url))


def test_two_accounts_of_one_id_are_refused() -> None:
    found = problem({"accounts": [GOOD, GOOD]})
    assert (found.reason, found.fact("account")) == (SettingsReason.DUPLICATE_ACCOUNT, "main")


def test_a_newer_file_is_refused_before_its_fields_are_judged() -> None:
    found = problem({"version": 2, "general": "moved"})
    assert (found.reason, found.fact("found"), found.fact("allowed")) == (SettingsReason.NEWER_VERSION, "2", "1")


def test_an_unknown_profile_is_named_with_those_that_exist() -> None:
    with pytest.raises(SettingsError) as raised:
        parsed({"accounts": [{**GOOD, "profile": "foxreload"}]}, known_profiles=["generic-bearer", "acme"])
    assert raised.value.problem.reason == SettingsReason.UNKNOWN_PROFILE
    assert raised.value.problem.fact("allowed") == "acme, generic-bearer"


def test_an_error_tells_whose_account_it_is_about() -> None:
    assert account_problem(polling={"night_interval_min": 0}).fact("account") == "main"


def test_a_long_wrong_value_is_cut_short() -> None:
    assert len(account_problem(id="A" * 5000).fact("found")) <= 60


def test_a_checked_account_is_what_the_file_would_give_back() -> None:
    given = Account(id="main", name=" Main ", base_url="HTTPS://API.example.com/", currency="inr")
    assert check_account(given) == Account(id="main", name="Main", base_url="https://api.example.com", currency="INR")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "no good"}, "id"),
        ({"currency": "XXX1"}, "currency"),
        ({"timezone": ""}, "timezone"),
        ({"base_url": "http://example.com"}, "base_url"),
        ({"reserve": Decimal("NaN")}, "reserve"),
        ({"thresholds": Thresholds(runway_days=Decimal(-1))}, "thresholds.runway_days"),
        ({"polling": Polling(night_interval_min=0)}, "polling.night_interval_min"),
    ],
)
def test_a_wrong_account_is_refused_before_it_is_written(change: dict[str, object], field: str) -> None:
    with pytest.raises(SettingsError) as raised:
        check_account(replace(Account("main", "Main", "https://api.example.com"), **change))  # type: ignore[arg-type]
    assert raised.value.problem.fact("field") == field
