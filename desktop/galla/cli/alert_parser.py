"""The part of the command line that is about alerts, channels and the heartbeat."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from galla.cli.context import Context
from galla.domain.alert_settings_rules import SeverityName
from galla.domain.notice import SnoozeFor
from galla.texts import alert_usage as texts
from galla.texts import usage

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

SNOOZE_FOR = {"1h": SnoozeFor.HOUR, "tomorrow": SnoozeFor.TOMORROW, "top-up": SnoozeFor.TOP_UP}


def add_all(commands: Commands) -> None:
    """Adds the commands."""
    _add_alerts(_actions(commands, "alerts", texts.alerts()))
    _add_channels(_actions(commands, "channels", texts.channels()))
    _add_heartbeat(_actions(commands, "heartbeat", texts.heartbeat()))


def _add_alerts(actions: Commands) -> None:
    listing = _action(actions, "list", texts.alerts_list())
    listing.add_argument("--all", action="store_true", help=texts.alerts_list_all())
    listing.add_argument("--account", metavar="ID", help=usage.only_account())
    listing.add_argument("--json", action="store_true", help=usage.json())
    listing.set_defaults(run=_alerts_list)

    ack = _action(actions, "ack", texts.alerts_ack())
    ack.add_argument("id", metavar="ID", help=texts.alert_id())
    ack.set_defaults(run=_alerts_ack)

    snooze = _action(actions, "snooze", texts.alerts_snooze())
    snooze.add_argument("id", metavar="ID", help=texts.alert_id())
    snooze.add_argument("--for", dest="how", choices=tuple(SNOOZE_FOR), default="1h", help=texts.snooze_for())
    snooze.set_defaults(run=_alerts_snooze)

    paid = _action(actions, "paid", texts.alerts_paid())
    paid.add_argument("--account", required=True, metavar="ID", help=texts.paid_account())
    paid.set_defaults(run=_alerts_paid)

    test = _action(actions, "test", texts.alerts_test())
    test.add_argument("channel", nargs="?", metavar="CHANNEL", help=texts.tested_channel())
    test.set_defaults(run=_alerts_test)


def _add_channels(actions: Commands) -> None:
    add = _action(actions, "add", texts.channels_add())
    add.add_argument("id", metavar="ID", help=texts.channel_id())
    add.add_argument("--name", help=texts.channel_name())
    severities = tuple(name.value for name in SeverityName)
    add.add_argument("--least-severity", choices=severities, default="warning", help=texts.least_severity())
    add.add_argument("--quiet-hours", metavar="HOURS", help=texts.quiet_hours())
    add.add_argument("--no-test", dest="test", action="store_false", help=texts.no_test())
    add.set_defaults(run=_channels_add)

    listing = _action(actions, "list", texts.channels_list())
    listing.set_defaults(run=_channels_list)

    remove = _action(actions, "remove", texts.channels_remove())
    remove.add_argument("id", metavar="ID", help=texts.channel_id())
    remove.set_defaults(run=_channels_remove)


def _add_heartbeat(actions: Commands) -> None:
    put = _action(actions, "set", texts.heartbeat_set())
    put.add_argument("--interval-min", type=int, metavar="MIN", help=texts.heartbeat_interval())
    put.add_argument("--no-test", dest="test", action="store_false", help=texts.no_test())
    put.set_defaults(run=_heartbeat_set)

    remove = _action(actions, "remove", texts.heartbeat_remove())
    remove.set_defaults(run=_heartbeat_remove)


def _actions(commands: Commands, name: str, text: str) -> Commands:
    parser = commands.add_parser(name, help=text, description=text)
    return parser.add_subparsers(metavar=usage.action_word(), required=True)


def _action(actions: Commands, name: str, text: str) -> argparse.ArgumentParser:
    return actions.add_parser(name, help=text, description=text)


# Each command's module is imported when it runs.


def _alerts_list(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import alerts

    return alerts.show_all(here, everything=options.all, only=options.account, as_json=options.json)


def _alerts_ack(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import alerts

    return alerts.answer(here, options.id, None)


def _alerts_snooze(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import alerts

    return alerts.answer(here, options.id, SNOOZE_FOR[options.how])


def _alerts_paid(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import alerts

    return alerts.pay(here, options.account)


def _alerts_test(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import alerts

    return alerts.test(here, options.channel)


def _channels_add(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import channels

    return channels.add(here, options)


def _channels_list(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import channels

    return channels.show_all(here)


def _channels_remove(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import channels

    return channels.remove(here, options.id)


def _heartbeat_set(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import heartbeat

    return heartbeat.put(here, options)


def _heartbeat_remove(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import heartbeat

    return heartbeat.remove(here)
