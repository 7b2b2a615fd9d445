"""Whatever was remembered and whatever comes: defined states, finite numbers in JSON, whole sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bad_input import Case, Played, cases, played
from galla.cli.report import as_json, exit_code
from galla.domain import schedule
from galla.domain.model import ForecastState, Level, Snapshot
from galla.domain.schedule import Refusal, Timing
from galla.domain.settings import Language
from galla.texts import commands, next_steps, notices, outlook, problems, runways, snapshots, track_records

EXAMPLES = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
BROKEN = re.compile(r"\b(nan|inf|infinity|none)\b|[{}∞]", re.IGNORECASE)


def reported(snapshot: Snapshot) -> dict[str, Any]:
    """The account as scripts read it."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    (found,) = json.loads(as_json([snapshot], {}, snapshot.at), parse_constant=refuse)
    return found


def sentences(case: Case, found: Played) -> Iterator[str]:
    """All that is said of an account."""
    shown, now, zone = found.snapshot, found.snapshot.at, case.watched.zone
    yield from (snapshots.row_note(shown, now), snapshots.age_sentence(shown, now), next_steps.next_step(shown, now))
    yield from (snapshots.spent_today(shown) or "", snapshots.tooltip([shown] * 5, now))
    yield from (snapshots.checking_again_sentence(shown), snapshots.next_poll_sentence(shown, now))
    yield from (snapshots.account_line(shown, now), snapshots.level_name(shown.level))
    yield from (snapshots.refusal_sentence(refusal, shown, now) for refusal in Refusal)
    yield from (outlook.runway_sentence(shown, now), outlook.basis_sentence(shown, now), outlook.basis(shown.runway))
    yield outlook.expected_spends_sentence(shown.runway)
    yield from (outlook.expected_spend_sentence(shown.runway, days) for days in (1, 3, 7))
    yield from (runways.short(shown.runway), runways.spread(shown.runway), runways.short_with_range(shown.runway))
    yield from commands.status_lines(shown, now)
    if shown.problem is not None:
        yield problems.sentence(shown.problem, shown.account_name, zone)
    for episode in shown.episodes:
        yield notices.episode_sentence(episode, shown, now)
    for notice in found.step.notices:
        message = notices.native_message(notice, shown.account_name, zone, now)
        yield from (message.title, message.body)
        remote = notices.remote_message(notice, shown.account_name, zone, now)
        yield from (remote.title, remote.body)
    yield notices.payment_sentence(shown, now)
    yield track_records.summary(found.record, zone, now)
    yield from track_records.sentences(found.record, zone, now)
    yield from (track_records.point(point, zone) for point in found.record.points)


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.HINDI])
@EXAMPLES
@given(case=cases())
def test_any_input_ends_in_whole_sentences(speak: Callable[[Language], None], language: Language, case: Case) -> None:
    speak(language)
    found = played(case)
    assert [sentence for sentence in sentences(case, found) if BROKEN.search(sentence)] == []


@EXAMPLES
@given(case=cases(kept=False))
def test_any_input_ends_in_a_defined_state_and_json_of_finite_numbers(case: Case) -> None:
    """Also where not even the memory makes sense."""
    found = played(case)
    shown = reported(found.snapshot)
    assert shown["forecast_state"] in list(ForecastState)
    assert shown["level"] in list(Level)
    assert exit_code([found.snapshot]) in range(9)
    assert schedule.next_poll(found.situation, found.snapshot.at, Timing()).tzinfo is not None
