"""Secrets are read once, kept in memory only, and read again when a key is rejected."""

from __future__ import annotations

import asyncio

import pytest

from fakes import FakeSecrets, account, quiet
from galla.domain.errors import KeyringError, KeyringReason, SettingsError, SettingsReason
from galla.domain.model import Secret, SecretName
from galla.domain.settings import Account
from galla.engine.credentials import Credentials
from rig import key_names

MAIN = account()
OTHER = account(id="other")


async def test_one_read_gets_the_secrets_of_all_accounts() -> None:
    store = FakeSecrets(accounts=["main", "other"], api_key="k")
    credentials = Credentials(store, key_names)
    await credentials.preload([MAIN, OTHER])
    await credentials.of(MAIN)
    await credentials.of(OTHER)
    assert store.reads == 1


async def test_without_a_preload_the_keyring_is_read_at_first_use_and_once() -> None:
    store = FakeSecrets(api_key="k")
    credentials = Credentials(store, key_names)
    assert await credentials.of(MAIN) == {"api_key": Secret("k")}
    await credentials.of(MAIN)
    assert store.reads == 1


async def test_a_forgotten_key_is_read_again() -> None:
    store = FakeSecrets(api_key="old")
    credentials = Credentials(store, key_names)
    await credentials.of(MAIN)
    await store.write(SecretName("main", "api_key"), Secret("new"))
    credentials.forget("main")
    assert await credentials.of(MAIN) == {"api_key": Secret("new")}


async def test_a_missing_secret_is_said_to_be_missing_and_is_looked_for_again() -> None:
    store = FakeSecrets()
    credentials = Credentials(store, key_names)
    with pytest.raises(KeyringError) as caught:
        await credentials.of(MAIN)
    assert caught.value.problem.reason == KeyringReason.MISSING
    await store.write(SecretName("main", "api_key"), Secret("k"))
    assert await credentials.of(MAIN) == {"api_key": Secret("k")}


async def test_a_locked_keyring_is_not_reported_as_missing() -> None:
    store = FakeSecrets(api_key="k")
    store.error = KeyringError(KeyringReason.LOCKED)
    credentials = Credentials(store, key_names)
    with pytest.raises(KeyringError) as caught:
        await credentials.of(MAIN)
    assert caught.value.problem.reason == KeyringReason.LOCKED


async def test_many_who_wait_for_the_same_secret_cause_one_read() -> None:
    store = FakeSecrets(api_key="k")
    store.gate = asyncio.Event()
    credentials = Credentials(store, key_names)
    waiting = [asyncio.ensure_future(credentials.of(MAIN)) for _ in range(3)]
    await quiet()
    store.gate.set()
    await asyncio.gather(*waiting)
    assert store.reads == 1


async def test_a_prompt_for_one_account_does_not_hold_up_another_whose_key_is_known() -> None:
    store = FakeSecrets(accounts=["main", "other"], api_key="k")
    credentials = Credentials(store, key_names)
    await credentials.of(OTHER)
    store.gate = asyncio.Event()
    prompting = asyncio.ensure_future(credentials.of(MAIN))
    await quiet()
    known = asyncio.ensure_future(credentials.of(OTHER))
    await quiet()
    assert known.done()
    store.gate.set()
    await prompting


async def test_an_account_whose_profile_is_broken_does_not_spoil_the_read_of_the_others() -> None:
    def names(item: Account) -> tuple[str, ...]:
        if item.id == "other":
            raise SettingsError(SettingsReason.UNKNOWN_PROFILE)
        return ("api_key",)

    store = FakeSecrets(api_key="k")
    credentials = Credentials(store, names)
    await credentials.preload([OTHER, MAIN])
    assert store.reads == 1
    assert await credentials.of(MAIN) == {"api_key": Secret("k")}
    with pytest.raises(SettingsError):
        await credentials.of(OTHER)


async def test_no_secret_shows_in_a_representation() -> None:
    credentials = Credentials(FakeSecrets(api_key="k-secret"), key_names)
    secrets = await credentials.of(MAIN)
    assert "k-secret" not in f"{credentials!r} {secrets!r} {vars(credentials)!r}"
