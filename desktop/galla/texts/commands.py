"""What the commands say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from galla.domain.model import Level, Snapshot
from galla.domain.money import Money
from galla.domain.settings import Account, SettingsWarning
from galla.texts import locale_format as fmt
from galla.texts import next_steps, outlook, problems, profile_words, runways, snapshots

translate = QCoreApplication.translate


def key_prompt(account_name: str, secret_name: str) -> str:
    """What stands before the hidden input of a secret."""
    if secret_name == "api_key":  # noqa: S105 (a name, not a secret)
        return translate("Commands", "API key of {account} (not shown while you type): ").format(account=account_name)
    return translate("Commands", "{secret} of {account} (not shown while you type): ").format(
        secret=profile_words.secret_label(secret_name), account=account_name
    )


def no_key_given() -> str:
    """Refuses an empty secret."""
    return translate("Commands", "No key was given, so nothing was changed.")


def account_added(account: Account) -> str:
    """After `accounts add`."""
    return translate(
        "Commands",
        "{account} was added; its key is in the keyring. Try it: galla accounts test {id}",
    ).format(account=account.name, id=account.id)


def account_removed(account: Account) -> str:
    """After `accounts remove`."""
    return translate("Commands", "{account} was removed, and its key deleted. Its history stays in the ledger.").format(
        account=account.name
    )


def account_removed_key_stays(account: Account) -> str:
    """After `accounts remove` where the keyring did not answer."""
    return translate(
        "Commands", "{account} was removed, but its key could not be deleted from the keyring; delete it there."
    ).format(account=account.name)


def account_tested(account: Account, balance: Money) -> str:
    """After a successful `accounts test`."""
    return translate("Commands", "{account}: the supplier answered; the balance is {amount}.").format(
        account=account.name, amount=fmt.money(balance)
    )


def key_replaced(account: Account, balance: Money) -> str:
    """After `accounts key`."""
    return translate("Commands", "{account}: the new key works and is in the keyring; the balance is {amount}.").format(
        account=account.name, amount=fmt.money(balance)
    )


def account_line(account: Account) -> str:
    """One line of `accounts list`."""
    if account.paused:
        return translate("Commands", "{id}  {name}  {url}  ({profile}, paused)").format(
            id=account.id, name=account.name, url=account.base_url, profile=account.profile
        )
    return translate("Commands", "{id}  {name}  {url}  ({profile})").format(
        id=account.id, name=account.name, url=account.base_url, profile=account.profile
    )


def no_accounts() -> str:
    """What to do where there is no account."""
    return translate(
        "Commands",
        "No account yet. Add one: galla accounts add --id main --name NAME --base-url https://… --currency USD",
    )


def status_lines(snapshot: Snapshot, now: datetime) -> Sequence[str]:
    """`galla status` and `galla poll` for people: a heading and what is known."""
    if snapshot.balance is None:
        heading = translate("Commands", "{account}: balance unknown").format(account=snapshot.account_name)
    else:
        heading = translate("Commands", "{account}: {amount} ({level})").format(
            account=snapshot.account_name,
            amount=fmt.money(snapshot.balance),
            level=snapshots.level_name(snapshot.level),
        )
    lines = [heading]
    if snapshot.balance is not None:
        lines += [snapshots.secondary_sentence(snapshot), snapshots.age_sentence(snapshot, now)]
        lines += _outlook_lines(snapshot, now)
    lines += [snapshots.checking_again_sentence(snapshot), snapshots.storage_sentence(snapshot.storage)]
    if snapshot.level is Level.PAUSED:
        lines.append(translate("Commands", "Paused: the supplier is not asked."))
    elif snapshot.problem is not None:
        lines.append(problems.sentence(snapshot.problem, snapshot.account_name))
    return [line for line in lines if line]


def _outlook_lines(snapshot: Snapshot, now: datetime) -> Sequence[str]:
    runway = snapshot.runway
    basis = outlook.basis_sentence(snapshot, now)
    lines = [outlook.runway_sentence(snapshot, now)]
    if basis and (runway.may_be_used_up or not runway.is_usable):
        lines.append(basis)
    elif basis:
        lines.append(
            translate("Commands", "Lasts {runway}. {basis}", "how long it lasts, and what that is based on").format(
                runway=runways.short_with_range(runway), basis=basis
            )
        )
    lines.append(outlook.expected_spends_sentence(runway))
    if snapshot.top_up is not None:
        lines.append(next_steps.next_step(snapshot, now))
    return lines


def settings_warning(warning: SettingsWarning) -> str:
    """A field that is kept but not understood."""
    if warning.line is None:
        return translate("Commands", "settings.toml: the field {field} is not known and has no effect.").format(
            field=warning.field
        )
    return translate(
        "Commands", "settings.toml, line {line}: the field {field} is not known and has no effect."
    ).format(line=warning.line, field=warning.field)


def unexpected_fault(log_file: str) -> str:
    """The last resort: a fault of ours, without a traceback."""
    return translate("Commands", "Galla made a mistake and stopped. What happened is written in {file}.").format(
        file=log_file
    )


def no_screen() -> str:
    """`galla` where there is no desktop to show an icon on."""
    return translate(
        "Commands", "There is no screen here to show the icon on. The commands work without one: galla status"
    )


def first_does_not_answer() -> str:
    """A second start that could not raise the first one's window."""
    return translate("Commands", "Galla is already running but does not answer. End it, then start it again.")


def interrupted() -> str:
    """After Ctrl-C."""
    return translate("Commands", "Stopped.")


class Health(StrEnum):
    """How a check came out."""

    WORKS = "works"
    MIND = "mind"
    FAILS = "fails"


def check_line(health: Health, sentence: str) -> str:
    """One line of `galla doctor`."""
    match health:
        case Health.WORKS:
            return translate("Commands", "[ ok ] {sentence}").format(sentence=sentence)
        case Health.MIND:
            return translate("Commands", "[ !  ] {sentence}").format(sentence=sentence)
        case Health.FAILS:
            return translate("Commands", "[fail] {sentence}").format(sentence=sentence)
