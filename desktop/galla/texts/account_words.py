"""What is said of accounts that come, change and go in the settings window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from galla.domain.money import Money
from galla.domain.settings import Account
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate


def account_added(account: Account, balance: Money) -> str:
    """After the supplier has answered and all of it is kept."""
    return translate("Settings", "{account} was added. Its balance is {amount}.").format(
        account=account.name, amount=fmt.money(balance)
    )


def keys_replaced(account: Account, balance: Money) -> str:
    """After the supplier has answered with the new keys."""
    return translate(
        "Settings", "The new keys of {account} work, and replace the old ones. The balance is {amount}."
    ).format(account=account.name, amount=fmt.money(balance))


def keys_refused() -> str:
    """Where keys were tried that are not kept."""
    return translate("Settings", "The supplier rejected the API key. Check that you entered all of it.")


def account_answered(account: Account, balance: Money) -> str:
    """After a test."""
    return translate("Settings", "{account} answered: {amount}.", "a supplier, and the balance").format(
        account=account.name, amount=fmt.money(balance)
    )


def keys_may_stay(account: Account) -> str:
    """After a removal where the profile, which names the keys, could not be read."""
    return translate(
        "Settings",
        "{account} was removed, but its supplier profile cannot be read: if the keyring has keys of galla/{id}, delete"
        " them there.",
    ).format(account=account.name, id=account.id)


def keys_stay(account: Account) -> str:
    """After a removal where the keyring did not answer."""
    return translate(
        "Settings", "{account} was removed, but its keys could not be deleted from the keyring; delete them there."
    ).format(account=account.name)
