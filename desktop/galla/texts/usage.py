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
    return translate("Usage", "address of the supplier's interface, such as https://api.example.com")


def currency() -> str:
    """`--currency`."""
    return translate("Usage", "currency of the balance, such as USD; needed where the supplier does not say it")


def timezone() -> str:
    """`--timezone`."""
    return translate("Usage", "time zone of the shop, such as Asia/Kolkata (this machine's unless given)")
