"""The keyring store over real child processes, with a keyring that is not the owner's."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

import galla
from galla.adapters.memory_secrets import MemorySecrets
from galla.adapters.own_child import child_command
from galla.adapters.secrets import KeyringStore
from galla.domain.errors import KeyringError, KeyringReason
from galla.domain.model import Secret, SecretName

CHILD = Path(__file__).with_name("keyring_child_fake.py")
KEY = SecretName("main", "key")
HUSH = Secret("hush-hush ₹ \n 'quoted\"")


@pytest.fixture(autouse=True)
def _galla_is_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(galla.__file__).parent.parent))


def store(tmp_path: Path, mood: str = "", timeout_s: float = 30.0) -> KeyringStore:
    return KeyringStore([sys.executable, str(CHILD), str(tmp_path / "ring"), mood], timeout_s=timeout_s)


async def failure(store: KeyringStore) -> KeyringError:
    with pytest.raises(KeyringError) as raised:
        await store.write(KEY, HUSH)
    assert "hush" not in f"{raised.value!r} {raised.value.problem!r}"
    return raised.value


async def test_a_secret_is_written_read_and_deleted_through_the_child(tmp_path: Path) -> None:
    ring = store(tmp_path)
    await ring.write(KEY, HUSH)
    assert await ring.read([KEY, SecretName("main", "other")]) == {KEY: HUSH}
    assert json.loads((tmp_path / "ring").read_text()) == {"galla main/key": HUSH.reveal()}
    await ring.delete(KEY)
    assert await ring.read([KEY]) == {}


async def test_deleting_a_missing_secret_is_no_error(tmp_path: Path) -> None:
    await store(tmp_path).delete(KEY)
    assert not (tmp_path / "ring").exists()


async def test_what_a_library_prints_does_not_spoil_the_answer(tmp_path: Path) -> None:
    ring = store(tmp_path, "noisy")
    await ring.write(KEY, HUSH)
    assert await ring.read([KEY]) == {KEY: HUSH}


async def test_requests_at_the_same_time_are_served_one_after_the_other(tmp_path: Path) -> None:
    ring = store(tmp_path)
    names = [SecretName("main", name) for name in ("a", "b", "c")]
    await asyncio.gather(*(ring.write(name, HUSH) for name in names))
    assert set(await ring.read(names)) == set(names)


@pytest.mark.parametrize("mood", ["crash", "garbage", "wrong"])
async def test_a_child_that_misbehaves_is_a_failure_of_the_keyring(tmp_path: Path, mood: str) -> None:
    assert (await failure(store(tmp_path, mood))).problem.reason == KeyringReason.FAILED


async def test_a_program_that_cannot_start_is_a_failure_of_the_keyring(tmp_path: Path) -> None:
    assert (await failure(KeyringStore([str(tmp_path / "none")]))).problem.reason == KeyringReason.FAILED


async def test_a_prompt_that_nobody_answers_is_ended(tmp_path: Path) -> None:
    error = await failure(store(tmp_path, "hang", timeout_s=0.7))
    assert error.problem.reason == KeyringReason.TIMEOUT
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "ring").read_text()), 0)


async def test_no_child_outlives_a_request_that_was_given_up(tmp_path: Path) -> None:
    request = asyncio.create_task(store(tmp_path, "hang").read([KEY]))
    while not ((tmp_path / "ring").exists() and (tmp_path / "ring").read_text()):  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.01)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "ring").read_text()), 0)


async def test_nothing_asked_starts_no_child() -> None:
    assert await KeyringStore(["/nonexistent"]).read([]) == {}


def test_the_child_is_this_program_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert child_command("_keyring") == (sys.executable, "-m", "galla", "_keyring")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command("_keyring") == (sys.executable, "_keyring")


async def test_secrets_of_the_demo_stay_in_memory() -> None:
    ring = MemorySecrets()
    await ring.write(KEY, HUSH)
    assert await ring.read([KEY]) == {KEY: HUSH}
    await ring.delete(KEY)
    await ring.delete(KEY)
    assert await ring.read([KEY]) == {}
