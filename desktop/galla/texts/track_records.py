"""How good the forecasts were, in plain words."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.score import FEWEST_SCORED, Lean, Score
from galla.domain.track_record import ScoredForecast, TrackRecord
from galla.texts import day_parts
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate

_CLEARLY_FROM = 1.25
"""By this factor more or less is not “a little”."""
_FACTOR_FROM = 1.95
"""Errors that round to twice as much are told as a factor."""
_MISSED_BY = 0.15
"""A share this far from what is meant is worth a word about the ranges."""
_TOO_WIDE_FROM = 20
"""Of fewer all may have come true by luck: eight in ten are meant to."""


def title() -> str:
    """What the section is about."""
    return translate("Texts", "How good were the forecasts?")


def summary(record: TrackRecord, zone: ZoneInfo, now: datetime) -> str:
    """One sentence: “19 of 23 forecasts came true within their range.”, or why there is nothing to tell yet."""
    score = record.runway
    if score.scored and score.is_judged:
        return translate("Texts", "{inside} of {scored} forecasts came true within their range.").format(
            inside=fmt.number(score.inside), scored=fmt.number(score.scored)
        )
    return _not_judged(score, zone, now)


def runway_sentences(record: TrackRecord, zone: ZoneInfo, now: datetime) -> str:
    """How good “lasts until …” was: how many came true, how far off, to which side."""
    score = record.runway
    if not score.is_judged:
        return _not_judged(score, zone, now)
    share = translate(
        "Texts", "Of {scored} forecasts, {inside} came true within their range ({share}; {meant} is meant)."
    ).format(
        scored=fmt.number(score.scored),
        inside=fmt.number(score.inside),
        share=fmt.percent(score.share_inside or 0.0),
        meant=fmt.percent(score.meant_share),
    )
    return " ".join(sentence for sentence in (share, _off(score), _lasted(score), _width(score)) if sentence)


def week_sentences(record: TrackRecord) -> str:
    """How good the expected spend of seven days was; empty where none is over."""
    score = record.week
    count = score.scored
    if not count:
        return ""
    if not score.is_judged:
        return translate("Texts", "Spend of a week: {inside} of %n forecast(s) within the range.", "", count).format(
            inside=fmt.number(score.inside)
        )
    share = translate("Texts", "Spend of a week: {inside} of {scored} within the range ({share}).").format(
        inside=fmt.number(score.inside),
        scored=fmt.number(score.scored),
        share=fmt.percent(score.share_inside or 0.0),
    )
    return " ".join(sentence for sentence in (share, _off(score), _spent(score)) if sentence)


def rest_sentences(record: TrackRecord) -> str:
    """What is not scored: still running, or left out; empty where there is neither."""
    score = record.runway
    pending, left_out = score.pending, score.left_out
    sentences: list[str] = []
    if pending and score.scored:
        sentences.append(translate("Texts", "%n forecast(s) still running.", "", pending))
    if left_out:
        sentences.append(translate("Texts", "%n left out: too much of the time was not read.", "forecasts", left_out))
    return " ".join(sentences)


def sentences(record: TrackRecord, zone: ZoneInfo, now: datetime) -> tuple[str, ...]:
    """All there is to tell, a paragraph each."""
    told = (runway_sentences(record, zone, now), week_sentences(record), rest_sentences(record))
    return tuple(text for text in told if text)


def point(forecast: ScoredForecast, zone: ZoneInfo) -> str:
    """“12 Nov: 4 days to 7 days were said, 5 days likely; it lasted 6 days.”"""
    return translate("Texts", "{date}: {said}; {lasted}.", "a forecast and what became of it").format(
        date=fmt.short_date(forecast.at, zone), said=_said(forecast), lasted=_became(forecast)
    )


def _not_judged(score: Score, zone: ZoneInfo, now: datetime) -> str:
    count = score.scored
    if count >= FEWEST_SCORED:
        return translate(
            "Texts",
            "%n forecast(s) so far, {inside} within the range; all about the same days, so too early to judge.",
            "",
            count,
        ).format(inside=fmt.number(score.inside))
    if count:
        return translate(
            "Texts", "%n forecast(s) so far, {inside} within the range; too few to judge.", "", count
        ).format(inside=fmt.number(score.inside))
    if not score.pending:
        return translate("Texts", "From now on one forecast a day is kept, to be compared with what happens.")
    if score.next_at is None or score.next_at <= now:
        return translate("Texts", "No forecast has run its course yet.")
    return translate("Texts", "No forecast has run its course yet; the first will by {when}.").format(
        when=day_parts.day_part(score.next_at, zone, now)
    )


def _off(score: Score) -> str:
    factor = score.typical_factor
    if factor is None:
        return ""
    if factor >= _FACTOR_FROM:
        return translate("Texts", "Typically off by a factor of {factor}.").format(factor=fmt.number(factor, 1))
    if factor < 1.01:
        return translate("Texts", "Typically off by less than {percent}.").format(percent=fmt.percent(0.01))
    return translate("Texts", "Typically off by {percent}.").format(percent=fmt.percent(factor - 1))


def _lasted(score: Score) -> str:
    is_little = _is_little(score)
    match score.lean:
        case None:
            return ""
        case Lean.NEITHER:
            return translate("Texts", "Neither too hopeful nor too cautious.", "the forecasts")
        case Lean.MORE if is_little:
            return translate("Texts", "Lately the money lasted a little longer than said.")
        case Lean.MORE:
            return translate("Texts", "Lately the money lasted clearly longer than said.")
        case Lean.LESS if is_little:
            return translate("Texts", "Lately the money ran out a little sooner than said.")
        case Lean.LESS:
            return translate("Texts", "Lately the money ran out clearly sooner than said.")


def _spent(score: Score) -> str:
    is_little = _is_little(score)
    match score.lean:
        case None | Lean.NEITHER:
            return ""
        case Lean.MORE if is_little:
            return translate("Texts", "Lately a little more was spent than said.")
        case Lean.MORE:
            return translate("Texts", "Lately clearly more was spent than said.")
        case Lean.LESS if is_little:
            return translate("Texts", "Lately a little less was spent than said.")
        case Lean.LESS:
            return translate("Texts", "Lately clearly less was spent than said.")


def _is_little(score: Score) -> bool:
    return 1 / _CLEARLY_FROM < score.lean_factor < _CLEARLY_FROM


def _width(score: Score) -> str:
    missing = score.meant_share - (score.share_inside or 0.0)
    if missing > _MISSED_BY:
        return translate("Texts", "The ranges were too narrow.")
    if missing < -_MISSED_BY and score.scored >= _TOO_WIDE_FROM:
        return translate("Texts", "The ranges were wider than necessary.")
    return ""


def _said(forecast: ScoredForecast) -> str:
    early = _days(forecast.p10_days)
    if forecast.p50_days is None:
        return translate("Texts", "at least {early} were said", "how long the money lasts").format(early=early)
    likely = _days(forecast.p50_days)
    if forecast.p90_days is None:
        return translate("Texts", "at least {early} were said, {likely} likely", "how long the money lasts").format(
            early=early, likely=likely
        )
    return translate("Texts", "{early} to {late} were said, {likely} likely", "how long the money lasts").format(
        early=early, late=_days(forecast.p90_days), likely=likely
    )


def _became(forecast: ScoredForecast) -> str:
    if forecast.actual_days is None:
        return translate("Texts", "not used up after {duration}", "the money").format(
            duration=_days(forecast.known_days)
        )
    return translate("Texts", "it lasted {duration}", "the money").format(duration=_days(forecast.actual_days))


def _days(days: float) -> str:
    return fmt.duration(timedelta(days=days))
