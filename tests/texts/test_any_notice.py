"""Whatever a notice carries, what is said of it is whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bad_input import CURRENCIES, FAR_AHEAD_S, LONG_AGO_S, PROBLEMS
from galla.domain.channel import AlertRecord, Delivery, Owed, SendFailure, SendOutcome
from galla.domain.model import ForecastState, Level, Runway, Snapshot
from galla.domain.money import Money, can_be_kept
from galla.domain.notice import ALL_ACCOUNTS, Episode, Evidence, Notice, NoticeKind, Rule, Severity
from galla.domain.payment import Payment
from galla.domain.settings import Language
from galla.domain.silence import Silence
from galla.domain.timeline import LARGEST
from galla.texts import notices
from histories import PLAUSIBLE, START

EXAMPLES = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
BROKEN = re.compile(r"\b(nan|inf|infinity|none)\b|[{}∞]|%n", re.IGNORECASE)
ZONES = st.sampled_from([ZoneInfo("UTC"), ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")])
NAMES = {"main": "FoxReload", "games": "Games"}

moneys = st.builds(Money, st.one_of(PLAUSIBLE, st.decimals(-LARGEST, LARGEST, places=6)), CURRENCIES).filter(
    can_be_kept
)
"""Any amount that a ledger holds."""
instants = st.one_of(st.integers(-200_000, 200_000), st.integers(LONG_AGO_S, FAR_AHEAD_S)).map(
    lambda passed_s: START + timedelta(seconds=passed_s)
)
days = st.none() | st.one_of(st.floats(0, 4), st.floats(0, 3650))
rules = st.sampled_from(Rule)


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


runways = st.builds(
    Runway,
    st.sampled_from(ForecastState),
    days,
    days,
    days,
    horizon_days=st.sampled_from([60.0, 0.0]),
    burn_per_day=maybe(moneys),
    history_days=st.floats(0, 400),
    alarm_days=days,
    may_be_used_up=st.booleans(),
    is_outdated=st.booleans(),
)
evidences = st.builds(
    Evidence,
    expected=maybe(moneys),
    limit_passed_at=maybe(instants),
    spent=maybe(moneys),
    usual=maybe(moneys),
    since=maybe(instants),
    next_opening=maybe(instants),
    deadline=maybe(instants),
    day=maybe(st.dates(date(1990, 1, 1), date(2200, 1, 1))),
    opening=maybe(moneys),
    credits=maybe(moneys),
    closing=maybe(moneys),
    estimated=st.booleans(),
    channel=st.sampled_from(["", "Phone"]),
    failure=st.sampled_from(["", "no such failure", *(failure.value for failure in SendFailure)]),
    detail=st.sampled_from(["", "403"]),
    accounts=st.lists(st.sampled_from(["main", "games", "gone"]), max_size=7).map(tuple),
    also=st.lists(rules, max_size=3).map(tuple),
    over=st.lists(rules, max_size=3).map(tuple),
)
any_notice = st.builds(
    Notice,
    id=st.sampled_from(["e.1", "e.2", "e.recovered"]),
    episode_id=st.just("e"),
    account_id=st.sampled_from(["main", ALL_ACCOUNTS, "gone"]),
    rule=rules,
    kind=st.sampled_from(NoticeKind),
    severity=st.sampled_from(Severity),
    created_at=instants,
    balance=maybe(moneys),
    threshold=maybe(moneys),
    threshold_hours=maybe(st.integers(1, 720)),
    runway=maybe(runways),
    observed_at=maybe(instants),
    problem=maybe(PROBLEMS),
    evidence=evidences,
)
episodes = st.builds(
    Episode,
    id=st.just("e"),
    account_id=st.just("main"),
    rule=rules,
    severity=st.sampled_from(Severity),
    raised_at=instants,
    snoozed_until=maybe(instants),
    acknowledged_at=maybe(instants),
    recovered_at=maybe(instants),
    until_top_up=st.booleans(),
)
deliveries = st.builds(
    Delivery,
    notice_id=st.just("e.1"),
    channel_id=st.just("phone"),
    not_before=instants,
    deadline=instants,
    held=st.booleans(),
    attempts=st.integers(0, 10**9),
    next_attempt_at=maybe(instants),
    delivered_at=maybe(instants),
    failed_at=maybe(instants),
    outcome=maybe(st.builds(SendOutcome, maybe(st.sampled_from(SendFailure)), st.sampled_from(["", "403"]))),
)
silences = st.builds(Silence, instants, instants, PROBLEMS, maybe(moneys), maybe(moneys), maybe(instants))


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    return Snapshot(
        "main",
        "FoxReload",
        "Asia/Kolkata",
        draw(instants),
        draw(st.sampled_from(Level)),
        silence=draw(st.none() | silences),
        problem=draw(st.none() | PROBLEMS),
        payment=draw(st.none() | st.builds(Payment, instants, instants, maybe(instants))),
    )


def said_of(notice: Notice, zone: ZoneInfo, now: datetime) -> Iterator[str]:
    native = notices.native_message(notice, "FoxReload", zone, now, names=NAMES, top_up_page=True)
    remote = notices.remote_message(notice, "FoxReload", zone, now, names=NAMES)
    yield from (native.title, native.body, remote.title, remote.body, *(label for _, label in native.actions))


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.HINDI])
@EXAMPLES
@given(notice=any_notice, zone=ZONES, now=instants)
def test_any_notice_is_whole(
    speak: Callable[[Language], None], language: Language, notice: Notice, zone: ZoneInfo, now: datetime
) -> None:
    speak(language)
    for moment in (now, notice.created_at, notice.created_at + timedelta(hours=3)):
        found = list(said_of(notice, zone, moment))
        assert [text for text in found if BROKEN.search(text)] == []
        assert found[0]
        assert found[2]
        assert found[3].endswith(notice.alert_id)


@EXAMPLES
@given(told=st.lists(st.tuples(any_notice, deliveries, episodes), min_size=1, max_size=4), zone=ZONES, now=instants)
def test_any_summary_and_history_is_whole(
    english: None, told: list[tuple[Notice, Delivery, Episode]], zone: ZoneInfo, now: datetime
) -> None:
    summary = notices.summary_message([Owed(*item) for item in told], NAMES, zone, now)
    record = AlertRecord(told[0][2], tuple(notice for notice, _, _ in told), ())
    found = [summary.title, summary.body, notices.history_title(record, "FoxReload", zone)]
    for _, delivery, episode in told:
        found += [notices.delivery_sentence(delivery, "Phone", zone, now), notices.state_name(episode, now)]
    assert [text for text in found if not text or BROKEN.search(text)] == []


@EXAMPLES
@given(episode=episodes, snapshot=snapshots())
def test_any_open_alert_is_whole(english: None, episode: Episode, snapshot: Snapshot) -> None:
    now = snapshot.at
    sentence = notices.episode_sentence(episode, snapshot, now)
    assert sentence
    for text in (sentence, notices.payment_sentence(snapshot, now), notices.untold_problem(snapshot)):
        assert BROKEN.search(text) is None


def test_an_instant_beyond_all_calendars_ends_no_message(english: None) -> None:
    last = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)
    silent = Notice("e.1", "e", "main", Rule.NO_READING, NoticeKind.RAISED, Severity.WARNING, START)
    for text in said_of(silent, ZoneInfo("UTC"), last):
        assert BROKEN.search(text) is None
