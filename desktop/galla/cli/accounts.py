"""`galla accounts add|list|remove|test|key`. A key is read from a prompt or standard input, never from an argument."""

from __future__ import annotations

import argparse
import asyncio
import sys

from galla.cli.context import Context
from galla.cli.secret_input import read_secret
from galla.domain.errors import EXIT_CODES, KeyringError, ProblemKind, SettingsError, SettingsReason
from galla.domain.model import Secret, SecretName
from galla.domain.profiles.model import Profile
from galla.domain.profiles.requests import BUILT_IN
from galla.domain.settings import Account
from galla.domain.settings_rules import check_account
from galla.engine.keeping import keep_with
from galla.texts import commands as words
from galla.texts import language

NOTHING_GIVEN = 2


def add(here: Context, options: argparse.Namespace) -> int:
    """Puts the key into the keyring and the account into the settings: both or neither."""
    profile = here.profiles.get(options.profile)
    account = check_account(
        Account(
            id=options.id,
            name=options.name,
            base_url=_base_url(profile, options.base_url, sandbox=options.sandbox),
            profile=options.profile,
            currency=options.currency,
            fields=_fields(profile, options.field),
            environment="sandbox" if options.sandbox else "live",
            timezone=options.timezone or language.system_timezone(),
        ),
        known_profiles=here.known_profiles(),
    )
    here.refuse_taken(account)
    here.require_currency(account)
    secrets = _read_secrets(account, here.profiles.secret_names(account))
    if secrets is None:
        print(words.no_key_given(), file=sys.stderr)
        return NOTHING_GIVEN
    asyncio.run(_store(here, account, secrets))
    print(words.account_added(account))
    return 0


def show_all(here: Context) -> int:
    """Prints one line for each account."""
    accounts = here.settings().accounts
    for account in accounts:
        print(words.account_line(account))
    if not accounts:
        print(words.no_accounts())
    return 0


def remove(here: Context, account_id: str, *, with_history: bool) -> int:
    """Takes the account out of the settings and its key out of the keyring; its history only if that is asked."""
    (account,) = here.accounts(account_id)
    deleted = asyncio.run(_remove(here, account, with_history=with_history))
    print(words.account_removed(account) if deleted else words.account_removed_key_stays(account))
    return 0 if deleted else EXIT_CODES[ProblemKind.KEYRING]


def change_key(here: Context, account_id: str) -> int:
    """Asks the supplier with a new key, and only if that works puts it in the old one's place.

    Raises SupplierError, and changes nothing then.
    """
    (account,) = here.accounts(account_id)
    secrets = _read_secrets(account, here.profiles.secret_names(account))
    if secrets is None:
        print(words.no_key_given(), file=sys.stderr)
        return NOTHING_GIVEN
    print(asyncio.run(_replace_key(here, account, secrets)))
    return 0


def test(here: Context, account_id: str) -> int:
    """Asks the supplier once, recording nothing, and prints the balance. Raises SupplierError."""
    (account,) = here.accounts(account_id)
    print(asyncio.run(_test(here, account)))
    return 0


def _base_url(profile: Profile, given: str | None, *, sandbox: bool) -> str:
    """The address that was given, or the supplier's own. Raises SettingsError where neither is known."""
    found = given or (profile.sandbox_base_url if sandbox else profile.base_url)
    if not found:
        raise SettingsError(SettingsReason.MISSING_FIELD, field="--sandbox" if sandbox else "--base-url")
    return found.rstrip("/")


def _fields(profile: Profile, given: list[str]) -> tuple[tuple[str, str], ...]:
    """What the profile asks for that is no secret. Raises SettingsError where something is missing or unknown."""
    wanted = {field.name: field for field in profile.setting_fields if field.name not in BUILT_IN}
    values = dict(text.partition("=")[::2] for text in given)
    allowed = ", ".join(f"{name}=…" for name in wanted) or "–"
    for name in values:
        if name not in wanted:
            raise SettingsError(SettingsReason.BAD_VALUE, field="--field", found=name, allowed=allowed)
    for name, field in wanted.items():
        if not values.get(name) and not field.default:
            raise SettingsError(SettingsReason.MISSING_FIELD, field=f"--field {name}=…")
    return tuple((name, values[name]) for name in wanted if values.get(name))


async def _store(here: Context, account: Account, secrets: dict[str, Secret]) -> None:

    async def name_it() -> None:
        here.settings_file.add_account(account)

    here.refuse_taken(account)  # somebody may have taken its id while the keys were typed
    await keep_with(here.secrets(), {SecretName(account.id, name): item for name, item in secrets.items()}, name_it)
    await here.tell_tray("reload")


async def _replace_key(here: Context, account: Account, secrets: dict[str, Secret]) -> str:
    await here.obey_silence(account)
    async with here.source() as source:
        answer = await source.fetch(account, secrets)
    store = here.secrets()
    for name, secret in secrets.items():
        await store.write(SecretName(account.id, name), secret)
    await here.tell_tray("keys")
    return words.key_replaced(account, answer.reading.balance)


async def _remove(here: Context, account: Account, *, with_history: bool) -> bool:
    names = here.profiles.secret_names(account)
    here.settings_file.remove_account(account.id)
    await here.tell_tray("reload")
    if with_history:
        async with here.ledger() as ledger:
            await ledger.forget(account.id)
    outcomes = [await _delete_quietly(here, SecretName(account.id, name)) for name in names]
    return all(outcomes)


async def _delete_quietly(here: Context, name: SecretName) -> bool:
    try:
        await here.secrets().delete(name)
    except KeyringError:
        return False
    return True


async def _test(here: Context, account: Account) -> str:
    await here.obey_silence(account)
    async with here.source() as source:
        secrets = await here.credentials().of(account)
        answer = await source.fetch(account, secrets)
    return words.account_tested(account, answer.reading.balance)


def _read_secrets(account: Account, names: tuple[str, ...]) -> dict[str, Secret] | None:
    """Each secret from a hidden prompt, or from its own line of standard input; None if one is empty."""
    secrets = {}
    for name in names:
        secret = read_secret(words.key_prompt(account.name, name))
        if secret is None:
            return None
        secrets[name] = secret
    return secrets
