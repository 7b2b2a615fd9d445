"""A secret and the line of the settings that names it: both or neither."""

from __future__ import annotations

import asyncio

import pytest

from fakes import FakeSecrets, quiet
from galla.domain.errors import KeyringError, KeyringReason, SettingsError, SettingsReason
from galla.domain.model import Secret, SecretName
from galla.engine.keeping import keep_with

NAME = SecretName("phone", "address")
OTHERS, OURS = Secret("tgram://other"), Secret("tgram://ours")


def keyring(*secrets: Secret) -> FakeSecrets:
    store = FakeSecrets()
    for secret in secrets:
        store.secrets[NAME] = secret
    return store


async def written() -> None:
    pass


async def refused() -> None:
    raise SettingsError(SettingsReason.UNWRITABLE)


async def never_ends() -> None:
    await asyncio.Event().wait()


async def test_secret_and_settings_are_both_kept() -> None:
    store = keyring()
    await keep_with(store, {NAME: OURS}, written)
    assert store.secrets[NAME] == OURS


async def test_settings_that_cannot_be_written_leave_no_secret_behind() -> None:
    store = keyring()
    with pytest.raises(SettingsError):
        await keep_with(store, {NAME: OURS}, refused)
    assert NAME not in store.secrets


@pytest.mark.parametrize("end", ["refused", "cancelled"])
async def test_the_secret_that_another_process_kept_under_this_name_comes_back(end: str) -> None:
    store = keyring(OTHERS)
    keeping = asyncio.ensure_future(keep_with(store, {NAME: OURS}, refused if end == "refused" else never_ends))
    await quiet()
    keeping.cancel()
    with pytest.raises((SettingsError, asyncio.CancelledError)):
        await keeping
    assert store.secrets[NAME] == OTHERS


async def test_a_keyring_that_does_not_answer_leaves_the_settings_alone() -> None:
    store = keyring(OTHERS)
    store.error = KeyringError(KeyringReason.LOCKED)
    with pytest.raises(KeyringError):
        await keep_with(store, {NAME: OURS}, lambda: pytest.fail("the settings were written"))
    assert store.secrets[NAME] == OTHERS


async def test_of_several_secrets_none_stays_where_one_cannot_be_kept() -> None:
    store = keyring(OTHERS)
    write, second = store.write, SecretName("phone", "second")

    async def refuse(name: SecretName, secret: Secret) -> None:
        if name == second:
            raise KeyringError(KeyringReason.DENIED)
        await write(name, secret)

    store.write = refuse  # type: ignore[method-assign]
    with pytest.raises(KeyringError):
        await keep_with(store, {NAME: OURS, second: OURS}, written)
    store.write = write  # type: ignore[method-assign]
    assert second not in store.secrets
