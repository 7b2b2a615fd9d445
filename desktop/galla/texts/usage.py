"""The help of the command line."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def program() -> str:
    """What `galla` is."""
    return translate(
        "Usage",
        "Watches prepaid supplier balances from the tray. Without a command it starts the tray application.",
    )


def command_word() -> str:
    """Stands for a command."""
    return translate("Usage", "COMMAND", "placeholder in the command line help")


def action_word() -> str:
    """Stands for what to do with accounts, alerts and the like."""
    return translate("Usage", "ACTION", "placeholder in the command line help")


def demo() -> str:
    """`galla demo`."""
    return translate("Usage", "Show everything on a simulated store; touches nothing of yours")


def demo_output() -> str:
    """`galla demo --output`."""
    return translate("Usage", "where pictures go on a machine without a screen")


def status() -> str:
    """`galla status`."""
    return translate("Usage", "Show the last known balances, without asking the supplier")


def poll() -> str:
    """`galla poll`."""
    return translate("Usage", "Ask the supplier now and record the balance")


def doctor() -> str:
    """`galla doctor`."""
    return translate("Usage", "Say what works on this machine, and what to do about what does not")


def accounts() -> str:
    """`galla accounts`."""
    return translate("Usage", "Add, list, test or remove accounts")


def accounts_add() -> str:
    """`galla accounts add`."""
    return translate("Usage", "Add an account; its key is read from a prompt or from standard input")


def accounts_list() -> str:
    """`galla accounts list`."""
    return translate("Usage", "List the accounts")


def accounts_remove() -> str:
    """`galla accounts remove`."""
    return translate("Usage", "Remove an account and its key; its history stays")


def accounts_test() -> str:
    """`galla accounts test`."""
    return translate("Usage", "Ask the supplier once, recording nothing")


def accounts_key() -> str:
    """`galla accounts key`."""
    return translate("Usage", "Replace the key of an account, once the supplier has accepted the new one")


def json() -> str:
    """`--json`."""
    return translate("Usage", "print JSON for scripts")


def only_account() -> str:
    """`--account`."""
    return translate("Usage", "only this account")


def account_id() -> str:
    """An account's id."""
    return translate("Usage", "short name without spaces, such as main")


def account_name() -> str:
    """An account's name."""
    return translate("Usage", "what the account is called on screen")


def profile() -> str:
    """`--profile`."""
    return translate("Usage", "how this supplier is asked (generic-bearer unless given)")


def base_url() -> str:
    """`--base-url`."""
    return translate(
        "Usage", "address of the supplier's interface, such as https://api.example.com; many profiles know it"
    )


def with_history() -> str:
    """`--with-history`."""
    return translate("Usage", "deletes what was recorded of it too")


def sandbox() -> str:
    """`--sandbox`."""
    return translate("Usage", "the supplier's trial environment instead of the real one")


def profile_field() -> str:
    """`--field`."""
    return translate("Usage", "what the profile asks for besides keys, such as an account number; see profiles show")


def profiles() -> str:
    """`galla profiles`."""
    return translate("Usage", "the suppliers that Galla can ask")


def profiles_list() -> str:
    """`galla profiles list`."""
    return translate("Usage", "all suppliers, your own files among them")


def profiles_show() -> str:
    """`galla profiles show`."""
    return translate("Usage", "what a supplier asks of you, and what its profile was checked against")


def profile_id() -> str:
    """The id of a profile."""
    return translate("Usage", "the supplier's id, as profiles list shows it")


def profiles_check() -> str:
    """`galla profiles check`."""
    return translate("Usage", "looks for mistakes in a profile's file, and tries it on its examples")


def profile_file() -> str:
    """The file of a profile."""
    return translate("Usage", "the profile's file")


def profile_answer() -> str:
    """`--answer`."""
    return translate("Usage", "a recorded answer of the supplier, to be read by the profile (-: standard input)")


def profile_status() -> str:
    """`--status`."""
    return translate("Usage", "the HTTP status of that answer (200 unless given)")


def answer_currency() -> str:
    """`--currency` of a recorded answer."""
    return translate("Usage", "the currency of the account, where the profile needs it")


def currency() -> str:
    """`--currency`."""
    return translate("Usage", "currency of the balance, such as USD; needed where the supplier does not say it")


def timezone() -> str:
    """`--timezone`."""
    return translate("Usage", "time zone of the shop, such as Asia/Kolkata (this machine's unless given)")
