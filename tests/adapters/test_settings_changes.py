"""Settings changed by a window or a command: what was meant is in the file, and what the owner wrote stays there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galla.adapters.settings_file import SettingsFile
from galla.domain.alert_settings import AlertSettings, Channel, Heartbeat, LeadTime, Quiet, TopUp
from galla.domain.errors import SettingsError, SettingsReason
from galla.domain.hours import Hours
from galla.domain.notice import Rule, Severity
from galla.domain.settings import Account, Settings, Thresholds
from histories import QUICK
from setting_strategies import accounts, alert_settings

NIGHT = Quiet(Hours(time(22), time(8)))

TABLES = """\
# my shop
version = 1
plugin = "kept"

[alerts]   # how I am told
quiet_hours = "22:00 - 08:00"  # we sleep
colour = "red"

[alerts.rules]
fast_drop = true   # the default, but I want to see it
# nothing else

# my phone
[[channels]]
id = "phone"
name = "Phone"     # the old one
least_severity = "warning"
vibrate = true

# my partner's
[[channels]]
id = "chat"
quiet_hours = "never"  # she does not sleep

# the supplier
[[accounts]]
id = "main"
base_url = "https://api.example.com"
[accounts.thresholds]
balance = "100.00"  # two hours
runway_days = 3
[accounts.top_up]
bank_weekend = [
  "sat",  # half a day
  "sun",
]
# the end
"""
DOTTED = """\
alerts.repeat_hours = 6  # six
alerts.rules.credit = false
heartbeat.interval_min = 10
[[accounts]]
  # indented
  id = "main"
  base_url = "https://api.example.com"
  thresholds.balance = "100"  # dotted
  top_up.lead_time = "1wd"
[other]
alerts = "not ours"
"""
INLINE = """\
# all in one line
alerts = { repeat_hours = 6, rules = { credit = false }, desktop = { least_severity = "critical" } }  # mine
channels = [
  { id = "phone", name = "Phone" },  # first
  { id = "chat", enabled = false },
]
accounts = [{ id = "main", base_url = "https://api.example.com", thresholds = { balance = "100" } }]
"""
SPREAD = """\
[alerts.desktop]
least_severity = "critical"
[[channels]]
id = "chat"
[[accounts]]
id = "main"
base_url = "https://api.example.com"
[[channels]]
id = "phone"
[channels.extra]
x = 1
[alerts]
repeat_hours = 5 # five"""
ABOUT = {
    "phone": {"# the old one", "# first"},
    "chat": {"# she does not sleep"},
}
"""Comments within the table of a channel, which go with it."""

FILES = {"none": "", "tables": TABLES, "dotted": DOTTED, "inline": INLINE, "spread": SPREAD}
FILES |= {f"{name} on Windows": text.replace("\n", "\r\n") for name, text in FILES.items() if text}


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.toml")


def written(file: SettingsFile, text: str) -> SettingsFile:
    file.path.write_bytes(text.encode())
    return file


def text_of(file: SettingsFile) -> str:
    return file.path.read_bytes().decode()


def difference(file: SettingsFile, before: str) -> tuple[list[str], list[str]]:
    """The lines that went and those that came."""
    old, new = before.splitlines(), text_of(file).splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def to(alerts: AlertSettings) -> Callable[[AlertSettings], AlertSettings]:
    """The change that leads to `alerts`, whatever was set before."""
    return lambda _: alerts


def put(file: SettingsFile, account: Account) -> Settings:
    """Lets the file say `account`, whatever it said before."""
    return file.change_account(account.id, lambda _: account)


def lost(before: str, after: str) -> set[str]:
    """The comments that are gone."""
    return {comment for comment in re.findall(r"# [^\r\n]*", before) if comment not in after}


def changed(text: str, change: Callable[[SettingsFile], Settings]) -> tuple[Settings, str]:
    """What `change` gives, and the text it leaves, of a file that says `text`."""
    with TemporaryDirectory() as folder:
        file = SettingsFile(Path(folder) / "settings.toml")
        if text:
            written(file, text)
        settings = change(file)
        assert file.load() == settings
        return settings, text_of(file) if file.path.exists() else ""


@pytest.mark.parametrize("text", FILES.values(), ids=FILES.keys())
@QUICK
@given(alerts=alert_settings)
def test_any_alert_settings_are_read_as_they_were_written_and_no_comment_is_lost(
    text: str, alerts: AlertSettings
) -> None:
    settings, after = changed(text, lambda file: file.change_alerts(to(alerts)))
    assert settings.alerts == alerts
    gone = {"phone", "chat"} - {channel.id for channel in alerts.channels}
    assert lost(text, after) <= {comment for channel in gone for comment in ABOUT[channel]}


@pytest.mark.parametrize("text", [text for text in FILES.values() if text])
@QUICK
@given(account=accounts("main"))
def test_any_account_is_read_as_it_was_written_and_no_comment_is_lost(text: str, account: Account) -> None:
    settings, after = changed(text, lambda file: put(file, account))
    assert settings.accounts == (account,)
    assert lost(text, after) == set()


@pytest.mark.parametrize("text", FILES.values(), ids=FILES.keys())
@QUICK
@given(steps=st.lists(alert_settings, min_size=2, max_size=4))
def test_one_change_after_the_other_leads_to_the_last_and_a_repeated_one_writes_nothing(
    text: str, steps: list[AlertSettings]
) -> None:
    def change(file: SettingsFile) -> Settings:
        for alerts in steps:
            file.change_alerts(to(alerts))
        before = text_of(file)
        settings = file.change_alerts(to(steps[-1]))
        assert text_of(file) == before
        return settings

    assert changed(text, change)[0].alerts == steps[-1]


def test_what_is_the_default_is_not_written_into_a_file_that_does_not_have_it(file: SettingsFile) -> None:
    file.change_alerts(to(AlertSettings()))
    assert not file.path.exists()
    file.change_alerts(to(AlertSettings(repeat_hours=2)))
    assert text_of(file) == "version = 1\n\n[alerts]\nrepeat_hours = 2\n"


def test_a_field_keeps_its_line_and_what_stands_behind_it(file: SettingsFile) -> None:
    alerts = written(file, TABLES).load().alerts
    file.change_alerts(to(replace(alerts, quiet=Quiet(), off=alerts.off | {Rule.FAST_DROP})))
    assert difference(file, TABLES) == (
        ['quiet_hours = "22:00 - 08:00"  # we sleep', "fast_drop = true   # the default, but I want to see it"],
        ['quiet_hours = "never"  # we sleep', "fast_drop = false   # the default, but I want to see it"],
    )
    file.change_alerts(to(replace(alerts, quiet=NIGHT)))
    assert 'quiet_hours = "22:00-08:00"  # we sleep' in text_of(file).splitlines()


def test_a_new_field_comes_behind_the_others_of_its_table_and_before_what_is_said_of_the_next(
    file: SettingsFile,
) -> None:
    alerts = written(file, TABLES).load().alerts
    file.change_alerts(to(replace(alerts, off=frozenset(), repeat_hours=0, heartbeat=Heartbeat(True))))
    lines = text_of(file).splitlines()
    assert lines[lines.index('colour = "red"') + 1] == "repeat_hours = 0"
    at = lines.index("daily_close = true")
    assert lines[at - 1].startswith("fast_drop")
    assert lines[at + 1 : at + 4] == ["# nothing else", "", "# my phone"]
    assert lines[-4:] == ["# the end", "", "[heartbeat]", "enabled = true"]


def test_a_table_made_of_dotted_keys_gets_further_ones(file: SettingsFile) -> None:
    settings = written(file, DOTTED).load()
    file.change_alerts(to(replace(settings.alerts, no_reading_min=30, off=frozenset({Rule.CREDIT}))))
    (account,) = settings.accounts
    put(file, replace(account, thresholds=Thresholds(Decimal(100), None, Decimal("2.5"))))
    assert difference(file, DOTTED) == (
        [],
        ["alerts.rules.daily_close = true", "alerts.no_reading_min = 30", '  thresholds.runway_days = "2.5"'],
    )


def test_a_removed_channel_takes_nothing_with_it_but_its_own_table(file: SettingsFile) -> None:
    alerts = written(file, TABLES).load().alerts
    file.change_alerts(to(replace(alerts, channels=alerts.channels[1:])))
    gone = TABLES[TABLES.index("[[channels]]") : TABLES.index("\n# my partner's")]
    assert text_of(file) == TABLES.replace(gone, "", 1)


def test_a_channel_keeps_fields_that_are_not_known_and_its_place(file: SettingsFile) -> None:
    phone, chat = written(file, TABLES).load().alerts.channels
    mail = Channel("mail", "Mail", Severity.CRITICAL, NIGHT)
    alerts = replace(file.load().alerts, channels=(replace(phone, quiet=NIGHT), mail, chat))
    file.change_alerts(to(alerts))
    tables = tomllib.loads(text_of(file))
    assert [(entry["id"], entry.get("vibrate")) for entry in tables["channels"]] == [
        ("phone", True),
        ("mail", None),
        ("chat", None),
    ]
    assert tables["channels"][1] == {
        "id": "mail",
        "name": "Mail",
        "least_severity": "critical",
        "quiet_hours": "22:00-08:00",
    }
    file.change_alerts(to(replace(alerts, channels=(chat, mail, phone))))
    assert [entry.get("vibrate") for entry in tomllib.loads(text_of(file))["channels"]] == [None, None, True]


def test_quiet_hours_of_its_own_are_taken_out_of_a_channel_and_the_comment_stays(file: SettingsFile) -> None:
    phone, chat = written(file, TABLES).load().alerts.channels
    file.change_alerts(to(replace(file.load().alerts, channels=(phone, replace(chat, quiet=None)))))
    assert difference(file, TABLES) == (
        ['quiet_hours = "never"  # she does not sleep'],
        ["# she does not sleep"],
    )


def test_an_account_gets_a_table_that_it_did_not_have_among_its_own(file: SettingsFile) -> None:
    written(file, TABLES + '[[accounts]]\nid = "second"\nbase_url = "https://api.example.com"\n')
    main, second = file.load().accounts
    put(file, replace(second, top_up=TopUp(LeadTime(4, 2), page="https://pay.example")))
    put(file, replace(main, polling=replace(main.polling, night_interval_min=30), currency="USD"))
    main, second = file.load().accounts
    assert (main.polling.night_interval_min, main.currency, second.polling.night_interval_min) == (30, "USD", 60)
    assert (second.top_up.lead_time, second.top_up.page) == (LeadTime(4, 2), "https://pay.example")
    assert 'lead_time = "4h+2wd"' in text_of(file).splitlines()


def test_only_the_fields_that_differ_are_written_into_an_account(file: SettingsFile) -> None:
    (account,) = written(file, TABLES).load().accounts
    top_up = replace(account.top_up, bank_weekend=frozenset({7}))
    put(file, replace(account, name="Main", thresholds=Thresholds(None, 24, Decimal(2)), top_up=top_up))
    gone = TABLES.splitlines()
    weekend = gone.index("bank_weekend = [")
    assert difference(file, TABLES) == (
        ['balance = "100.00"  # two hours', "runway_days = 3", *gone[weekend : weekend + 4]],
        ['name = "Main"', 'balance = "24h"  # two hours', "runway_days = 2", "# half a day", 'bank_weekend = ["sun"]'],
    )


@pytest.mark.parametrize(
    ("alerts", "field"),
    [
        (AlertSettings(repeat_hours=-1), "alerts.repeat_hours"),
        (AlertSettings(no_reading_min=14), "alerts.no_reading_min"),
        (AlertSettings(close_notice_min=100_000), "alerts.close_notice_min"),
        (AlertSettings(heartbeat=Heartbeat(True, 0)), "heartbeat.interval_min"),
        (AlertSettings(off=frozenset({Rule.ACCESS})), "alerts.rules.access"),
        (AlertSettings(channels=(Channel("desktop"),)), "channels.id"),
        (AlertSettings(channels=(Channel("a", "A"), Channel("a", "B"))), "channels.id"),
        (AlertSettings(channels=(Channel("a", "two\nlines"),)), "channels.name"),
    ],
)
def test_alert_settings_that_cannot_be_are_refused_by_field_and_nothing_is_written(
    file: SettingsFile, alerts: AlertSettings, field: str
) -> None:
    written(file, TABLES)
    with pytest.raises(SettingsError) as raised:
        file.change_alerts(to(alerts))
    assert (raised.value.problem.fact("field"), raised.value.problem.fact("path")) == (field, "")
    assert text_of(file) == TABLES


def test_an_account_that_cannot_be_is_refused_by_field_and_one_that_is_not_there_by_name(file: SettingsFile) -> None:
    (account,) = written(file, TABLES).load().accounts
    with pytest.raises(SettingsError) as raised:
        put(file, replace(account, top_up=TopUp(page="http://pay.example")))
    assert raised.value.problem.fact("field") == "top_up.page"
    with pytest.raises(SettingsError) as raised:
        put(file, replace(account, id="nobody"))
    assert raised.value.problem.reason == SettingsReason.UNKNOWN_ACCOUNT
    assert text_of(file) == TABLES


@pytest.mark.parametrize("text", ["broken = ", "[alerts]\nrepeat_hours = -1\n", "[alerts.rules]\nempty = false\n"])
def test_a_file_that_cannot_be_read_is_not_changed(file: SettingsFile, text: str) -> None:
    written(file, text)
    for change in (
        lambda: file.change_alerts(to(AlertSettings(repeat_hours=1))),
        lambda: put(file, Account("main", "Main", "https://api.example.com")),
    ):
        with pytest.raises(SettingsError) as raised:
            change()
        assert raised.value.problem.fact("path") == str(file.path)
    assert text_of(file) == text


def test_an_edit_that_would_say_something_else_does_not_reach_the_file(
    file: SettingsFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(file, TABLES)
    monkeypatch.setattr("galla.adapters.toml_edit.with_value", lambda text, path, value: text + "# lost")
    with pytest.raises(SettingsError) as raised:
        file.change_alerts(to(replace(file.load().alerts, repeat_hours=1)))
    assert raised.value.problem.reason == SettingsReason.UNWRITABLE
    assert text_of(file) == TABLES


def test_what_was_written_by_hand_since_the_file_was_read_stays(file: SettingsFile) -> None:
    written(file, TABLES)
    by_hand = TABLES.replace("runway_days = 3", "runway_days = 5") + '[[channels]]\nid = "mail"\n'
    written(file, by_hand.replace("22:00 - 08:00", "23:00 - 06:00"))
    file.change_alerts(lambda alerts: replace(alerts, repeat_hours=2))
    settings = file.change_account("main", lambda account: replace(account, name="Main"))
    assert settings.alerts.quiet == Quiet(Hours(time(23), time(6)))
    assert [channel.id for channel in settings.alerts.channels] == ["phone", "chat", "mail"]
    assert settings.accounts[0].thresholds.runway_days == 5
    assert (settings.alerts.repeat_hours, settings.accounts[0].name) == (2, "Main")
