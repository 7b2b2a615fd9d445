"""What is said of past forecasts: counts while they are few, shares and leanings once they can be judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from galla.domain.score import Lean, Score, Verdict
from galla.domain.settings import Language
from galla.domain.track_record import ScoredForecast, TrackRecord
from galla.texts import track_records as texts

KOLKATA = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 12, 9, 2, tzinfo=UTC)  # Thursday 14:32 in Kolkata
JUDGED = Score(
    scored=23, pending=4, apart=5, verdicts=(2, 9, 10, 2), typical_factor=1.14, lean=Lean.NEITHER, lean_factor=1.02
)


def told(runway: Score, week: Score | None = None) -> str:
    return " ".join(texts.sentences(TrackRecord(runway, week or Score()), KOLKATA, NOW))


def in_short(runway: Score) -> str:
    return texts.summary(TrackRecord(runway), KOLKATA, NOW)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("score", "sentence"),
    [
        (Score(), "From now on one forecast a day is kept, to be compared with what happens."),
        (
            Score(pending=3, next_at=NOW + timedelta(days=4, hours=4)),
            "No forecast has run its course yet; the first will by Monday evening.",
        ),
        (Score(pending=3, next_at=NOW - timedelta(hours=1)), "No forecast has run its course yet."),
        (Score(pending=3), "No forecast has run its course yet."),
        (Score(scored=1, apart=1, verdicts=(0, 1, 0, 0)), "1 forecast so far, 1 within the range; too few to judge."),
        (Score(scored=4, apart=2, verdicts=(1, 2, 1, 0)), "4 forecasts so far, 3 within the range; too few to judge."),
        (
            Score(scored=12, apart=1, verdicts=(0, 6, 6, 0)),
            "12 forecasts so far, 12 within the range; all about the same days, so too early to judge.",
        ),
    ],
)
def test_nothing_is_claimed_of_forecasts_that_are_too_few(score: Score, sentence: str) -> None:
    assert in_short(score) == sentence
    assert told(score).startswith(sentence)
    assert "%" not in told(score)


@pytest.mark.usefixtures("english")
def test_enough_forecasts_are_told_with_their_share_error_and_lean() -> None:
    assert told(JUDGED) == (
        "Of 23 forecasts, 19 came true within their range (83%; 80% is meant). Typically off by 14%. "
        "Neither too hopeful nor too cautious. 4 forecasts still running."
    )
    assert in_short(JUDGED) == "19 of 23 forecasts came true within their range."


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("lean", "factor", "sentence"),
    [
        (Lean.MORE, 1.15, "Lately the money lasted a little longer than said."),
        (Lean.MORE, 1.6, "Lately the money lasted clearly longer than said."),
        (Lean.LESS, 0.85, "Lately the money ran out a little sooner than said."),
        (Lean.LESS, 0.5, "Lately the money ran out clearly sooner than said."),
    ],
)
def test_a_lean_is_said_as_what_happened_to_the_money(lean: Lean, factor: float, sentence: str) -> None:
    assert sentence in told(replace(JUDGED, lean=lean, lean_factor=factor))


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("factor", "sentence"),
    [
        (1.0, "Typically off by less than 1%."),
        (1.995, "Typically off by a factor of 2.0."),
        (2.34, "Typically off by a factor of 2.3."),
    ],
)
def test_the_usual_error_is_a_share_or_a_factor(factor: float, sentence: str) -> None:
    assert sentence in told(replace(JUDGED, typical_factor=factor))


@pytest.mark.usefixtures("english")
def test_ranges_that_miss_or_always_hold_are_called_too_narrow_or_too_wide() -> None:
    assert "The ranges were too narrow." in told(replace(JUDGED, verdicts=(6, 6, 6, 5)))
    assert "The ranges were wider than necessary." in told(replace(JUDGED, verdicts=(0, 12, 11, 0)))
    assert "The ranges" not in told(replace(JUDGED, scored=12, verdicts=(0, 6, 6, 0)))
    assert "The ranges" not in told(JUDGED)


@pytest.mark.usefixtures("english")
def test_the_spend_of_a_week_and_what_is_left_out_are_told() -> None:
    week = replace(JUDGED, lean=Lean.MORE, lean_factor=1.4)
    assert "Spend of a week: 19 of 23 within the range (83%). Typically off by 14%. Lately clearly more was" in told(
        JUDGED, week
    )
    assert "Spend of a week: 1 of 1 forecast within the range." in told(JUDGED, Score(scored=1, verdicts=(0, 1, 0, 0)))
    assert "2 left out: too much of the time was not read." in told(replace(JUDGED, left_out=2))


FORECAST = ScoredForecast(NOW, 4.0, 5.1, 7.0, 6.2, 20.0, Verdict.LATE_HALF)


@pytest.mark.usefixtures("english")
def test_one_forecast_is_told_with_its_end() -> None:
    assert texts.point(FORECAST, KOLKATA) == "12 Nov: 4 days to 7 days were said, 5 days likely; it lasted 6 days."
    assert texts.point(replace(FORECAST, p90_days=None, actual_days=None), KOLKATA) == (
        "12 Nov: at least 4 days were said, 5 days likely; not used up after 20 days."
    )
    assert texts.point(replace(FORECAST, p50_days=None, p90_days=None), KOLKATA) == (
        "12 Nov: at least 4 days were said; it lasted 6 days."
    )


def test_all_of_it_is_said_in_hindi(speak: Callable[[Language], None]) -> None:
    speak(Language.HINDI)
    sentence = told(replace(JUDGED, left_out=1), JUDGED)
    assert "19" in sentence
    assert "forecast" not in sentence.lower()
