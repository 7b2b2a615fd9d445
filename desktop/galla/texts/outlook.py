"""Sentences about what is ahead: until when the money lasts, what that is based on, what will be spent and paid in."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.model import ForecastState, Level, Runway, Snapshot
from galla.domain.money import Money
from galla.domain.runway import ExpectedSpend
from galla.domain.topup import DAYS_COVERED, Proposal, rounded_up
from galla.texts import day_parts
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate

_TODAY = timedelta(hours=24)


def runway_sentence(snapshot: Snapshot, now: datetime) -> str:
    """“Lasts until about Thursday evening; could be Wednesday.”, or what is known instead."""
    if snapshot.balance is None:
        return translate("Texts", "No balance has been read yet.")
    if snapshot.level is Level.EMPTY:
        return _used_up(snapshot)
    if was_at_reserve(snapshot):
        return _was_used_up(snapshot)
    match snapshot.runway.state:
        case ForecastState.NO_DATA:
            return translate("Texts", "Too few readings yet to say how long it lasts.")
        case ForecastState.NO_SPEND_SEEN:
            return _no_spend_seen(snapshot.runway)
        case ForecastState.LEARNING | ForecastState.READY:
            return _of_first_day(snapshot, now) if snapshot.runway.is_of_a_first_day else _until(snapshot, now)


def basis_sentence(snapshot: Snapshot, now: datetime) -> str:
    """What `runway_sentence` is based on, an old balance with its age; empty where it foretells nothing."""
    age = snapshot.age(now)
    if age is None or snapshot.level is Level.EMPTY or was_at_reserve(snapshot) or snapshot.runway.has_lapsed:
        return ""
    if snapshot.runway.is_of_a_first_day and _late_end(snapshot) is None:
        return ""
    return basis(snapshot.runway, age if snapshot.stale else None)


def basis(runway: Runway, old: timedelta | None = None) -> str:
    """“Based on 16 days of history.”, and while it is learning that; empty where nothing is forecast.

    `old` is the age of a balance that is out of date.
    """
    history = _history(runway)
    if old is not None:
        history = translate("Texts", "{history} and a balance that is {age} old", "what a forecast is based on").format(
            history=history, age=fmt.duration(old)
        )
    match runway.state:
        case ForecastState.READY:
            return translate("Texts", "Based on {history}.", "a forecast").format(history=history)
        case ForecastState.LEARNING:
            return translate("Texts", "Still learning: based on {history}.", "a forecast").format(history=history)
        case ForecastState.NO_DATA | ForecastState.NO_SPEND_SEEN:
            return ""


def expected_spend_sentence(runway: Runway, days: int) -> str:
    """“Expected: $120–$180 in the next 3 days.”; empty where nobody can say, also while less than a day was seen, or
    where all may be spent."""
    spend = next((item for item in runway.spend if item.days == days), None)
    if spend is None or not _is_spend_told(runway):
        return ""
    return translate("Texts", "Expected: {range} in the next %n day(s).", "spend", days).format(range=_range(spend))


def expected_spends_sentence(runway: Runway) -> str:
    """“Expected spend: $40–$60 in 1 day, $120–$180 in 3 days.”, all that are known; empty where none is."""
    parts = [_within_days(item, item.days) for item in runway.spend] if _is_spend_told(runway) else []
    return translate("Texts", "Expected spend: {list}.").format(list=", ".join(parts)) if parts else ""


def _is_spend_told(runway: Runway) -> bool:
    return runway.is_usable and not runway.may_be_used_up


def _within_days(spend: ExpectedSpend, days: int) -> str:
    return translate("Texts", "{range} in %n day(s)", "expected spend", days).format(range=_range(spend))


def top_up_sentence(proposal: Proposal, zone: ZoneInfo, now: datetime, *, empty: bool = False) -> str:
    """“Top up about $350 before Thursday morning: 7 days of usual spend.”"""
    amount = fmt.money_about(proposal.amount)
    if empty:
        return translate("Texts", "Top up about {amount} now: orders will fail until money arrives.").format(
            amount=amount
        )
    cover = cover_of(proposal)
    if _is_due_now(proposal.before, zone, now):
        return top_up_at_once(proposal)
    if _is_due_today(proposal.before, zone, now):
        return translate("Texts", "Top up about {amount} today: {cover}.").format(amount=amount, cover=cover)
    return translate("Texts", "Top up about {amount} before {when}: {cover}.").format(
        amount=amount, when=day_parts.day_part(proposal.before, zone, now), cover=cover
    )


def top_up_at_once(proposal: Proposal) -> str:
    """“Top up about $350 now: 7 days of usual spend.”"""
    return translate("Texts", "Top up about {amount} now: {cover}.").format(
        amount=fmt.money_about(proposal.amount), cover=cover_of(proposal)
    )


def cover_of(proposal: Proposal) -> str:
    """What the proposed amount is made of."""
    cover = _days_of_spend(proposal.days, learning=proposal.learning)
    if proposal.shortfall is None:
        return cover
    return translate("Texts", "what is missing now, and {cover}", "what a top-up covers").format(cover=cover)


def top_up_now(*, used_up: bool) -> str:
    """What to do at once, where no amount can be named."""
    if used_up:
        return translate("Texts", "Top up now: orders will fail until money arrives.")
    return translate("Texts", "Top up now.")


def may_be_used_up() -> str:
    """Of a balance whose likely end has passed since it was read."""
    return translate("Texts", "May be used up by now.")


def is_used_up(balance: Money | None, reserve: Money | None) -> bool:
    """Of an empty account: nothing is left, not even a part of its reserve."""
    return balance is None or reserve is None or min(balance.amount, reserve.amount) <= 0


def top_up_by(ends_at: datetime, runway: Runway, zone: ZoneInfo, now: datetime) -> str:
    """“Top up before Thursday morning. About $350 covers 7 days of usual spend.”, while nothing is proposed yet."""
    return " ".join(filter(None, (_top_up_by(ends_at, zone, now), _usual_week(runway))))


def _top_up_by(ends_at: datetime, zone: ZoneInfo, now: datetime) -> str:
    if _is_due_now(ends_at, zone, now):
        return translate("Texts", "Top up now.")
    if _is_due_today(ends_at, zone, now):
        return translate("Texts", "Top up today.")
    return translate("Texts", "Top up before {when}.").format(when=day_parts.day_part(ends_at, zone, now))


def _usual_week(runway: Runway) -> str:
    """What a week costs; empty where nobody can say."""
    burn = runway.burn_per_day
    if burn is None or burn.amount <= 0 or runway.is_of_a_first_day:
        return ""
    amount = fmt.money_about(rounded_up(burn.times(DAYS_COVERED)))
    cover = _days_of_spend(DAYS_COVERED, learning=runway.state is ForecastState.LEARNING)
    return translate("Texts", "About {amount} covers {spend}.", "a top-up").format(amount=amount, spend=cover)


def _is_due_today(ends_at: datetime, zone: ZoneInfo, now: datetime) -> bool:
    """Within 24 hours, while today is long enough to be of use: at 23:00 it is “before tomorrow evening”."""
    return ends_at - now < _TODAY and not day_parts.is_late(now, zone)


def _is_due_now(ends_at: datetime, zone: ZoneInfo, now: datetime) -> bool:
    """The money has ended; or at night, where it ends in the same night."""
    if ends_at <= now:
        return True
    return day_parts.is_late(now, zone) and day_parts.day_part(max(ends_at, now), zone, now) == day_parts.tonight()


def was_at_reserve(snapshot: Snapshot) -> bool:
    """Whether the last reading, too old to tell the level, had no more than the reserve: that is known, not likely."""
    balance, reserve = snapshot.balance, snapshot.reserve
    return snapshot.runway.is_outdated and balance is not None and reserve is not None and balance <= reserve


def earliest_end(snapshot: Snapshot) -> datetime | None:
    """When the money ends by the cautious end of the forecast; None where nobody can say."""
    return _ends(snapshot, snapshot.runway.p10_days)


def _used_up(snapshot: Snapshot) -> str:
    if snapshot.reserve is None or is_used_up(snapshot.balance, snapshot.reserve):
        return translate("Texts", "The balance is used up.")
    return translate("Texts", "The balance is down to its reserve of {amount}.").format(
        amount=fmt.money(snapshot.reserve)
    )


def _was_used_up(snapshot: Snapshot) -> str:
    if snapshot.reserve is None or is_used_up(snapshot.balance, snapshot.reserve):
        return translate("Texts", "The balance was used up when it was last read.")
    return translate("Texts", "The balance was down to its reserve of {amount} when it was last read.").format(
        amount=fmt.money(snapshot.reserve)
    )


def _no_spend_seen(runway: Runway) -> str:
    if runway.history_days <= 0:
        return translate("Texts", "No spend seen so far, so nobody can say how long it lasts.")
    return translate("Texts", "No spend seen in {history}, so nobody can say how long it lasts.").format(
        history=_history(runway)
    )


def _of_first_day(snapshot: Snapshot, now: datetime) -> str:
    """No day by what a few hours say, unless even their late end makes the level."""
    late, hours = _late_end(snapshot), int(snapshot.runway.history_days * 24)
    if late is None and hours < 1:
        return translate("Texts", "Too few readings yet to say how long it lasts.")
    if late is None:
        return translate("Texts", "Too early to say how long it lasts: %n hour(s) of readings so far.", "", hours)
    if late <= now:
        return may_be_used_up()
    return translate("Texts", "Probably lasts no longer than {when}.").format(
        when=day_parts.day_part(late, ZoneInfo(snapshot.timezone), now)
    )


def _late_end(snapshot: Snapshot) -> datetime | None:
    """When the money ends even by the hopeful end of the forecast; None where that does not make the level."""
    under = snapshot.threshold is not None and snapshot.balance is not None and snapshot.balance < snapshot.threshold
    if snapshot.level in {Level.WATCH, Level.CRITICAL} or (snapshot.level is Level.LOW and not under):
        return _ends(snapshot, snapshot.runway.p90_days)
    return None


def _until(snapshot: Snapshot, now: datetime) -> str:
    runway, zone = snapshot.runway, ZoneInfo(snapshot.timezone)
    early = _ends(snapshot, runway.p10_days)
    early = None if early is None else max(early, now)
    likely = _ends(snapshot, runway.p50_days)
    if runway.has_lapsed:
        return translate("Texts", "The balance is too old to say how long it lasts.")
    if likely is None:
        horizon = fmt.duration(timedelta(days=runway.horizon_days))
        if early is None:
            return translate("Texts", "Lasts more than {duration}.").format(duration=horizon)
        return translate("Texts", "Probably lasts more than {duration}; could end {when}.").format(
            duration=horizon, when=day_parts.day_part(early, zone, now)
        )
    if likely <= now:
        return may_be_used_up()
    likely_words = day_parts.day_part(likely, zone, now)
    early_words = "" if early is None else day_parts.earlier_part(early, likely, zone, now)
    if likely_words == day_parts.tonight():  # nobody says “until about tonight”
        if not early_words:
            return translate("Texts", "Lasts until some time tonight.")
        return translate("Texts", "Lasts until some time tonight; could be {early}.").format(early=early_words)
    if not early_words:
        return translate("Texts", "Lasts until about {when}.").format(when=likely_words)
    return translate("Texts", "Lasts until about {when}; could be {early}.").format(
        when=likely_words, early=early_words
    )


def _history(runway: Runway) -> str:
    """“16 days of history”, “9 hours of history”."""
    hours = int(runway.history_days * 24)
    if hours < 1:
        return translate("Texts", "less than an hour of history")
    if hours < 48:
        return translate("Texts", "%n hour(s) of history", "what a forecast is based on", hours)
    days = hours // 24
    return translate("Texts", "%n day(s) of history", "what a forecast is based on", days)


def _range(spend: ExpectedSpend) -> str:
    low, high = fmt.money_about(spend.low), fmt.money_about(spend.high)
    if low == high:
        return translate("Texts", "about {amount}", "expected spend").format(amount=low)
    return translate("Texts", "{low}–{high}", "a range of amounts").format(low=low, high=high)


def _days_of_spend(days: int, *, learning: bool) -> str:
    if learning:
        text = translate("Texts", "{days} of spend, as far as it is known yet", "what a top-up covers")
    else:
        text = translate("Texts", "{days} of usual spend", "what a top-up covers")
    return text.format(days=fmt.whole_days(days))


def _ends(snapshot: Snapshot, days: float | None) -> datetime | None:
    return None if days is None else snapshot.at + timedelta(days=days)
