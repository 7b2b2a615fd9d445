"""The command line: which commands there are, and running one so that no traceback reaches the owner."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from galla import __version__
from galla.cli import alert_parser
from galla.cli.context import Context
from galla.domain.errors import EXIT_CODES, FAULT_EXIT_CODE, GallaError
from galla.texts import commands as words
from galla.texts import problems, usage

INTERRUPTED = 130


def run(arguments: Sequence[str], here: Context | None = None) -> int:
    """Runs one command and gives its exit code; on the files of whoever runs it, unless `here` says otherwise."""
    logging.getLogger().addHandler(logging.NullHandler())  # the owner is told in sentences, not in remarks for a log
    here = here or Context.of_user()
    translators = here.speak()
    try:
        options = build().parse_args(arguments)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        return int(options.run(here, options))
    except GallaError as error:
        print(problems.sentence(error.problem), file=sys.stderr)
        return EXIT_CODES[error.problem.kind]
    except KeyboardInterrupt:
        print("\n" + words.interrupted(), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except Exception:  # the owner gets a sentence; the log gets the rest
        log_file = here.start_log()
        logging.getLogger(__name__).exception("command failed: %s", " ".join(arguments[:2]))
        print(words.unexpected_fault(str(log_file)), file=sys.stderr)
        return FAULT_EXIT_CODE
    finally:
        del translators


def build() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(prog="galla", description=usage.program())
    parser.add_argument("--version", action="version", version=f"galla {__version__}")
    commands = parser.add_subparsers(metavar=usage.command_word(), required=True)

    demo = commands.add_parser("demo", help=usage.demo(), description=usage.demo())
    demo.add_argument("--output", metavar="DIR", default="demo-output", help=usage.demo_output())
    demo.set_defaults(run=_demo)

    status = commands.add_parser("status", help=usage.status(), description=usage.status())
    status.add_argument("--json", action="store_true", help=usage.json())
    status.set_defaults(run=_status)

    poll = commands.add_parser("poll", help=usage.poll(), description=usage.poll())
    poll.add_argument("--account", metavar="ID", help=usage.only_account())
    poll.add_argument("--json", action="store_true", help=usage.json())
    poll.set_defaults(run=_poll)

    doctor = commands.add_parser("doctor", help=usage.doctor(), description=usage.doctor())
    doctor.set_defaults(run=_doctor)

    _add_accounts(commands.add_parser("accounts", help=usage.accounts(), description=usage.accounts()))
    _add_profiles(commands.add_parser("profiles", help=usage.profiles(), description=usage.profiles()))
    alert_parser.add_all(commands)
    return parser


def _add_accounts(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar=usage.action_word(), required=True)

    add = actions.add_parser("add", help=usage.accounts_add(), description=usage.accounts_add())
    add.add_argument("--id", required=True, metavar="ID", help=usage.account_id())
    add.add_argument("--name", required=True, help=usage.account_name())
    add.add_argument("--profile", default="generic-bearer", help=usage.profile())
    add.add_argument("--base-url", metavar="URL", help=usage.base_url())
    add.add_argument("--sandbox", action="store_true", help=usage.sandbox())
    add.add_argument("--field", action="append", default=[], metavar="NAME=VALUE", help=usage.profile_field())
    add.add_argument("--currency", metavar="CUR", help=usage.currency())
    add.add_argument("--timezone", metavar="TZ", help=usage.timezone())
    add.set_defaults(run=_accounts_add)

    listing = actions.add_parser("list", help=usage.accounts_list(), description=usage.accounts_list())
    listing.set_defaults(run=_accounts_list)

    for name, text, action in (
        ("remove", usage.accounts_remove(), _accounts_remove),
        ("test", usage.accounts_test(), _accounts_test),
        ("key", usage.accounts_key(), _accounts_key),
    ):
        command = actions.add_parser(name, help=text, description=text)
        command.add_argument("id", metavar="ID", help=usage.account_id())
        if name == "remove":
            command.add_argument("--with-history", action="store_true", help=usage.with_history())
        command.set_defaults(run=action)


def _add_profiles(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar=usage.action_word(), required=True)

    listing = actions.add_parser("list", help=usage.profiles_list(), description=usage.profiles_list())
    listing.set_defaults(run=_profiles_list)

    show = actions.add_parser("show", help=usage.profiles_show(), description=usage.profiles_show())
    show.add_argument("id", metavar="ID", help=usage.profile_id())
    show.set_defaults(run=_profiles_show)

    check = actions.add_parser("check", help=usage.profiles_check(), description=usage.profiles_check())
    check.add_argument("file", metavar="FILE", type=Path, help=usage.profile_file())
    check.add_argument("--answer", metavar="FILE", help=usage.profile_answer())
    check.add_argument("--currency", metavar="CUR", type=str.upper, help=usage.answer_currency())
    check.add_argument("--status", metavar="N", type=int, default=200, help=usage.profile_status())
    check.set_defaults(run=_profiles_check)


# Each command's module is imported when it runs: `galla status` needs no supplier client.


def _demo(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import demo

    return demo.run(options.output)


def _status(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import status

    return status.run(here, as_json=options.json)


def _poll(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import poll

    return poll.run(here, only=options.account, as_json=options.json)


def _doctor(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import doctor

    return doctor.run(here)


def _accounts_add(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import accounts

    return accounts.add(here, options)


def _accounts_list(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import accounts

    return accounts.show_all(here)


def _accounts_remove(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import accounts

    return accounts.remove(here, options.id, with_history=options.with_history)


def _accounts_test(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import accounts

    return accounts.test(here, options.id)


def _accounts_key(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import accounts

    return accounts.change_key(here, options.id)


def _profiles_list(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import profiles

    return profiles.show_all(here)


def _profiles_show(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import profiles

    return profiles.show(here, options.id)


def _profiles_check(here: Context, options: argparse.Namespace) -> int:
    from galla.cli import profiles

    return profiles.check(here, options.file, answer=options.answer, currency=options.currency, status=options.status)
