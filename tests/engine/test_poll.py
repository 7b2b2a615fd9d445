"""One poll: ask, record, and only then tell; whatever fails is recorded too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fakes import MONDAY_NOON, usd, watched
from galla.domain.errors import (
    AccessDenied,
    BadAnswer,
    BadAnswerReason,
    KeyRejected,
    KeyringError,
    KeyringReason,
    LedgerError,
    ProblemKind,
    RateLimited,
    SupplierFailing,
    Unreachable,
    UnreachableReason,
)
from galla.domain.model import Secret, SecretName, Step
from galla.domain.notice import Episode
from rig import Rig


async def test_a_poll_records_the_reading() -> None:
    rig = Rig()
    polled = await rig.poller.poll(rig.watched[0])
    assert (polled.problem, polled.asked) == (None, True)
    assert rig.ledger.memories["main"] == polled.memory
    assert polled.memory.history[-1].balance == usd("500")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (KeyRejected(), ProblemKind.KEY_REJECTED),
        (AccessDenied(), ProblemKind.ACCESS_DENIED),
        (RateLimited(), ProblemKind.RATE_LIMITED),
        (Unreachable(UnreachableReason.DNS), ProblemKind.UNREACHABLE),
        (SupplierFailing(), ProblemKind.SUPPLIER_FAILING),
        (BadAnswer(BadAnswerReason.NOT_JSON), ProblemKind.BAD_ANSWER),
    ],
)
async def test_a_failure_is_recorded_and_told(error: Exception, kind: ProblemKind) -> None:
    rig = Rig()
    rig.source.answer = error
    polled = await rig.poller.poll(rig.watched[0])
    assert polled.problem is not None
    assert polled.problem.kind is kind
    assert rig.ledger.steps[-1].problem == polled.problem
    assert rig.ledger.steps[-1].polled


async def test_a_locked_keyring_is_a_failure_and_the_supplier_is_not_asked() -> None:
    rig = Rig()
    rig.secrets.error = KeyringError(KeyringReason.LOCKED)
    polled = await rig.poller.poll(rig.watched[0])
    assert polled.problem is not None
    assert (polled.problem.kind, polled.problem.reason) == (ProblemKind.KEYRING, KeyringReason.LOCKED)
    assert rig.source.asked_at == []


@pytest.mark.parametrize("error", [KeyRejected(), AccessDenied()])
async def test_the_key_is_read_again_after_it_was_turned_away(error: Exception) -> None:
    rig = Rig()
    rig.source.answer = error
    await rig.poller.poll(rig.watched[0])
    await rig.secrets.write(SecretName("main", "api_key"), Secret("k-2"))
    rig.source.answer = "500"
    await rig.poller.poll(rig.watched[0])
    assert rig.source.keys_used == ["k-1", "k-2"]


async def test_any_other_failure_leaves_the_keyring_alone() -> None:
    rig = Rig()
    for error in (SupplierFailing(), Unreachable(UnreachableReason.TIMEOUT), RateLimited()):
        rig.source.answer = error
        await rig.poller.poll(rig.watched[0])
    assert rig.secrets.reads == 1


async def test_a_silence_that_another_process_was_asked_for_is_obeyed() -> None:
    rig = Rig()
    rig.source.answer = RateLimited(retry_at=MONDAY_NOON + timedelta(seconds=137))
    await rig.poller.poll(rig.watched[0])
    rig.build()
    await rig.clock.advance(timedelta(seconds=136))
    polled = await rig.poller.poll(rig.watched[0])
    assert not polled.asked
    assert polled.problem is not None
    assert (polled.problem.kind, polled.problem.retry_at) == (
        ProblemKind.RATE_LIMITED,
        MONDAY_NOON + timedelta(seconds=137),
    )
    await rig.clock.advance(timedelta(seconds=1))
    assert (await rig.poller.poll(rig.watched[0])).asked


async def test_a_silence_recorded_under_a_wrong_clock_does_not_stop_polling() -> None:
    rig = Rig()
    rig.source.answer = RateLimited(retry_at=MONDAY_NOON + timedelta(hours=1))
    await rig.poller.poll(rig.watched[0])
    rig.clock.suspend(timedelta(days=-400))
    assert (await rig.poller.poll(rig.watched[0])).asked


async def test_without_our_own_network_the_supplier_is_not_blamed() -> None:
    rig = Rig()
    rig.poller.network_changed(False)
    rig.source.answer = Unreachable(UnreachableReason.DNS, host="api.example.com")
    polled = await rig.poller.poll(rig.watched[0])
    assert polled.problem is not None
    assert polled.problem.reason == UnreachableReason.OFFLINE


async def test_with_our_own_network_up_it_is_the_supplier_that_is_out_of_reach() -> None:
    rig = Rig()
    rig.source.answer = Unreachable(UnreachableReason.DNS)
    polled = await rig.poller.poll(rig.watched[0])
    assert polled.problem is not None
    assert polled.problem.reason == UnreachableReason.DNS


async def test_an_answer_that_came_while_the_network_is_said_to_be_down_is_believed() -> None:
    rig = Rig()
    rig.poller.network_changed(False)
    rig.source.answer = SupplierFailing()
    polled = await rig.poller.poll(rig.watched[0])
    assert polled.problem is not None
    assert polled.problem.kind is ProblemKind.SUPPLIER_FAILING


def another_process_writes(rig: Rig, times: int) -> None:
    """Between load and commit, that many times."""
    left = iter(range(times))

    def write(step: Step) -> None:
        if next(left, None) is not None:
            memory = rig.ledger.memories["main"]
            rig.ledger.memories["main"] = replace(memory, version=memory.version + 1)

    rig.ledger.before_commit = write


async def test_a_step_that_another_process_overtook_is_computed_again() -> None:
    rig = Rig()
    await rig.poller.poll(rig.watched[0])
    another_process_writes(rig, 2)
    await rig.clock.advance(timedelta(minutes=15))
    rig.source.answer = "480"
    polled = await rig.poller.poll(rig.watched[0])
    assert polled.memory.version == 4
    assert [row.balance for row in polled.memory.history] == [usd("500"), usd("480")]
    assert len(rig.source.asked_at) == 2


async def test_a_ledger_that_is_always_overtaken_gives_up_with_an_error() -> None:
    rig = Rig()
    await rig.poller.poll(rig.watched[0])
    another_process_writes(rig, 1_000)
    with pytest.raises(LedgerError):
        await rig.poller.poll(rig.watched[0])


async def low(rig: Rig) -> Episode:
    rig.source.answer = "50"
    return (await rig.poller.poll(rig.watched[0])).memory.episodes[0]


async def test_what_the_owner_decided_keeps_what_a_reading_changed_meanwhile() -> None:
    rig = Rig()
    seen = await low(rig)
    await rig.clock.advance(timedelta(minutes=15))
    rig.source.answer = "500"
    await rig.poller.poll(rig.watched[0])
    until = rig.clock.now() + timedelta(hours=1)
    memory = await rig.poller.change_episode(
        rig.watched[0], seen.id, lambda episode: replace(episode, snoozed_until=until)
    )
    (episode,) = memory.episodes
    assert (episode.snoozed_until, episode.good_readings) == (until, 1)


async def test_an_episode_that_recovered_meanwhile_is_not_opened_again() -> None:
    rig = Rig()
    seen = await low(rig)
    rig.source.answer = "500"
    for _ in range(2):
        await rig.clock.advance(timedelta(minutes=15))
        await rig.poller.poll(rig.watched[0])
    memory = await rig.poller.change_episode(
        rig.watched[0], seen.id, lambda episode: replace(episode, snoozed_until=MONDAY_NOON)
    )
    assert memory.episodes == ()


async def test_readings_of_a_source_that_the_settings_no_longer_name_are_not_used() -> None:
    rig = Rig()
    await rig.poller.poll(rig.watched[0])
    memory = await rig.poller.load(watched(base_url="https://sandbox.example.com"))
    assert memory.last_accepted is None
