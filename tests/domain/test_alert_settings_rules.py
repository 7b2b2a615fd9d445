"""What the file may say of alerts, channels, heartbeat and top-ups, and what the error about a wrong value names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galla.domain.alert_settings import ALWAYS_ON, AlertSettings, Channel, Heartbeat, LeadTime, Quiet, TopUp
from galla.domain.alert_settings_rules import (
    LEAD_DAYS,
    LEAD_HOURS,
    MOST_CHANNELS,
    check_alerts,
    check_top_up,
    lead_time_text,
    quiet_text,
)
from galla.domain.errors import Problem, SettingsError, SettingsReason
from galla.domain.hours import Hours
from galla.domain.notice import Rule, Severity
from galla.domain.settings import Settings
from galla.domain.settings_rules import parse_settings
from setting_strategies import alert_settings, quiets, top_ups, whole

ACCOUNT: dict[str, object] = {"id": "main", "base_url": "https://api.example.com"}


def parsed(table: Mapping[str, object]) -> Settings:
    return parse_settings(table, len)


def with_top_up(fields: Mapping[str, object]) -> dict[str, object]:
    return {"accounts": [ACCOUNT | {"top_up": fields}]}


def top_up(**fields: object) -> TopUp:
    return parsed(with_top_up(fields)).accounts[0].top_up


def problem(table: Mapping[str, object]) -> Problem:
    with pytest.raises(SettingsError) as raised:
        parsed(table)
    return raised.value.problem


def test_a_file_that_says_nothing_of_alerts_gives_every_default() -> None:
    assert parsed({"alerts": {}, "channels": [], "heartbeat": {}}).alerts == AlertSettings()
    assert top_up() == TopUp()


def test_every_field_is_read() -> None:
    read = parsed(
        {
            "alerts": {
                "quiet_hours": "22:00-08:00",
                "repeat_hours": 0,
                "no_reading_min": 15,
                "close_notice_min": 240,
                "rules": {"fast_drop": False, "daily_close": True},
                "desktop": {"least_severity": "critical", "quiet_hours": "never", "enabled": False},
            },
            "channels": [
                {
                    "id": "phone",
                    "name": "Owner's phone",
                    "least_severity": "info",
                    "quiet_hours": "23:00-07:00",
                    "enabled": False,
                },
                {"id": "chat"},
            ],
            "heartbeat": {"enabled": True, "interval_min": 60},
        }
    ).alerts
    night = Hours(time(23), time(7))
    assert read == AlertSettings(
        off=frozenset({Rule.FAST_DROP}),
        repeat_hours=0,
        no_reading_min=15,
        close_notice_min=240,
        quiet=Quiet(Hours(time(22), time(8))),
        desktop=Channel("desktop", "", Severity.CRITICAL, Quiet(), False),
        channels=(Channel("phone", "Owner's phone", Severity.INFO, Quiet(night), False), Channel("chat", "chat")),
        heartbeat=Heartbeat(True, 60),
    )


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("2h", LeadTime(2)),
        ("0h", LeadTime()),
        ("2wd", LeadTime(0, 2)),
        ("4h+1wd", LeadTime(4, 1)),
        (" 4h + 1wd ", LeadTime(4, 1)),
    ],
)
def test_a_lead_time_is_hours_on_the_clock_and_then_working_days(text: str, lead: LeadTime) -> None:
    assert top_up(lead_time=text).lead_time == lead


@pytest.mark.parametrize("text", ["", "2", "2d", "2h+", "+2wd", "1wd+4h", "4h 1wd", "4h1wd", "-2h", "2.5h", "٢h"])
def test_what_is_no_lead_time_is_refused_with_examples(text: str) -> None:
    found = problem(with_top_up({"lead_time": text}))
    assert (found.fact("field"), found.fact("allowed")) == ("accounts.top_up.lead_time", "2h, 2wd, 4h+1wd")


def test_the_days_on_which_a_bank_rests_and_the_page_are_read() -> None:
    read = top_up(bank_weekend=["fri"], page="https://Pay.example/top-up?shop=7#now")
    assert (read.bank_weekend, read.page) == (frozenset({5}), "https://Pay.example/top-up?shop=7#now")
    assert top_up(bank_weekend=[], page="http://127.0.0.1:8000/pay") == TopUp(
        bank_weekend=frozenset(), page="http://127.0.0.1:8000/pay"
    )


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("http://pay.example", SettingsReason.INSECURE_URL),
        ("https://me:hush@pay.example", SettingsReason.BAD_URL),
        ("javascript:alert(1)", SettingsReason.BAD_URL),
        ("file:///etc/passwd", SettingsReason.BAD_URL),
        ("https://pay.example/\n", None),
        ("https://pay.example/a b", SettingsReason.BAD_URL),
        ("https://", SettingsReason.BAD_URL),
        ("https://[::1", SettingsReason.BAD_URL),
        ("", SettingsReason.BAD_URL),
        ("https://pay.example/" + "x" * 500, SettingsReason.BAD_URL),
    ],
)
def test_a_page_is_https_and_holds_nobodys_password(page: str, reason: SettingsReason | None) -> None:
    if reason is None:
        assert top_up(page=page).page == page.strip()
        return
    found = problem(with_top_up({"page": page}))
    assert (found.reason, found.fact("field")) == (reason, "accounts.top_up.page")
    assert "hush" not in repr(found)


@pytest.mark.parametrize(
    ("table", "reason", "field"),
    [
        ({"alerts": {"quiet_hours": "at night"}}, SettingsReason.BAD_VALUE, "alerts.quiet_hours"),
        ({"alerts": {"quiet_hours": False}}, SettingsReason.WRONG_TYPE, "alerts.quiet_hours"),
        ({"alerts": {"repeat_hours": -1}}, SettingsReason.BAD_VALUE, "alerts.repeat_hours"),
        ({"alerts": {"repeat_hours": 1.5}}, SettingsReason.WRONG_TYPE, "alerts.repeat_hours"),
        ({"alerts": {"no_reading_min": 14}}, SettingsReason.BAD_VALUE, "alerts.no_reading_min"),
        ({"alerts": {"close_notice_min": -1}}, SettingsReason.BAD_VALUE, "alerts.close_notice_min"),
        ({"alerts": {"rules": {"fast_drop": "off"}}}, SettingsReason.WRONG_TYPE, "alerts.rules.fast_drop"),
        ({"alerts": {"desktop": {"least_severity": "low"}}}, SettingsReason.BAD_VALUE, "alerts.desktop.least_severity"),
        ({"alerts": {"desktop": 1}}, SettingsReason.WRONG_TYPE, "alerts.desktop"),
        ({"channels": {}}, SettingsReason.WRONG_TYPE, "channels"),
        ({"channels": [{}]}, SettingsReason.MISSING_FIELD, "channels.id"),
        ({"channels": [{"id": "My phone"}]}, SettingsReason.BAD_VALUE, "channels.id"),
        ({"channels": [{"id": "desktop"}]}, SettingsReason.DUPLICATE_CHANNEL, "channels.id"),
        ({"channels": [{"id": "a"}, {"id": "a"}]}, SettingsReason.DUPLICATE_CHANNEL, "channels.id"),
        ({"channels": [{"id": "a", "name": " "}]}, SettingsReason.BAD_VALUE, "channels.name"),
        ({"channels": [{"id": "a", "enabled": 1}]}, SettingsReason.WRONG_TYPE, "channels.enabled"),
        ({"channels": [{"id": f"c{n}"} for n in range(MOST_CHANNELS + 1)]}, SettingsReason.BAD_VALUE, "channels"),
        ({"heartbeat": {"interval_min": 0}}, SettingsReason.BAD_VALUE, "heartbeat.interval_min"),
        ({"heartbeat": {"interval_min": 61}}, SettingsReason.BAD_VALUE, "heartbeat.interval_min"),
        (with_top_up({"lead_time": "721h"}), SettingsReason.BAD_VALUE, "accounts.top_up.lead_time"),
        (with_top_up({"lead_time": 2}), SettingsReason.WRONG_TYPE, "accounts.top_up.lead_time"),
        (with_top_up({"page": 2}), SettingsReason.WRONG_TYPE, "accounts.top_up.page"),
    ],
)
def test_a_wrong_field_is_named(table: Mapping[str, object], reason: SettingsReason, field: str) -> None:
    found = problem(table)
    assert (found.reason, found.fact("field")) == (reason, field)


@pytest.mark.parametrize("rule", sorted(Rule))
def test_a_rule_without_which_all_would_look_well_while_nothing_works_cannot_be_switched_off(rule: Rule) -> None:
    table = {"alerts": {"rules": {rule.value: False}}}
    if rule in ALWAYS_ON:
        assert problem(table).fact("field") == f"alerts.rules.{rule}"
        with pytest.raises(SettingsError):
            check_alerts(AlertSettings(off=frozenset({rule})))
    else:
        assert rule in parsed(table).alerts.off
    assert rule not in parsed({"alerts": {"rules": {rule.value: True}}}).alerts.off


def test_unknown_fields_are_warned_of_and_are_no_error() -> None:
    settings = parsed(
        {
            "alerts": {"sound": "loud", "rules": {"moonphase": True}, "desktop": {"name": "x"}},
            "channels": [{"id": "a", "address": "tgram://secret"}],
            "heartbeat": {"url": "https://x"},
            "accounts": [ACCOUNT | {"top_up": {"colour": 1}}],
        }
    )
    assert {warning.field for warning in settings.warnings} == {
        "alerts.sound",
        "alerts.rules.moonphase",
        "alerts.desktop.name",
        "channels.address",
        "heartbeat.url",
        "accounts.top_up.colour",
    }
    assert "secret" not in repr(settings.warnings)


@given(alert_settings)
def test_what_the_file_can_say_passes_the_check_unchanged(alerts: AlertSettings) -> None:
    assert check_alerts(alerts) == alerts


@given(top_ups)
def test_what_the_file_can_say_of_a_top_up_passes_the_check_unchanged(top_up: TopUp) -> None:
    assert check_top_up(top_up) == top_up


def test_names_and_pages_are_taken_without_the_space_around_them() -> None:
    (channel,) = check_alerts(AlertSettings(channels=(Channel("phone", " Phone "),))).channels
    assert channel.name == "Phone"
    assert check_alerts(AlertSettings(channels=(Channel("phone"),))).channels[0].name == "phone"
    assert check_top_up(TopUp(page=" https://pay.example ")).page == "https://pay.example"


@given(st.builds(LeadTime, whole(LEAD_HOURS), whole(LEAD_DAYS)))
def test_a_lead_time_is_read_as_it_is_written(lead: LeadTime) -> None:
    assert top_up(lead_time=lead_time_text(lead)).lead_time == lead


@given(quiets)
def test_quiet_hours_are_read_as_they_are_written(quiet: Quiet) -> None:
    assert parsed({"alerts": {"quiet_hours": quiet_text(quiet)}}).alerts.quiet == quiet
