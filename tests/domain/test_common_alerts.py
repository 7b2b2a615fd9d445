"""What is lost for all accounts is told once; a channel that fails is told of until it works again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from fakes import MONDAY_NOON, usd
from galla.domain.alert_settings import DEFAULT_ALERTS, AlertSettings, Channel
from galla.domain.alerts import Verdict
from galla.domain.channel import ChannelHealth, SendFailure, SendOutcome
from galla.domain.common_alerts import CommonFigures, evaluate, next_change_at
from galla.domain.errors import KeyringReason, Problem, ProblemKind, UnreachableReason
from galla.domain.model import Level, Snapshot
from galla.domain.notice import ALL_ACCOUNTS, Episode, NoticeKind, Rule, Severity
from galla.domain.silence import Silence

HOUR = timedelta(hours=1)
OFFLINE = Problem(ProblemKind.UNREACHABLE, UnreachableReason.OFFLINE)
LOCKED = Problem(ProblemKind.KEYRING, KeyringReason.LOCKED)
DOWN = Problem(ProblemKind.UNREACHABLE, UnreachableReason.CONNECT)
PHONE = Channel("phone", "Phone")
REFUSED = SendOutcome(SendFailure.REFUSED, "403")
RAISED, ESCALATED, REMINDER, RECOVERED = NoticeKind


def account(name: str, problem: Problem | None = OFFLINE, **silence: object) -> Snapshot:
    """Read last at noon; nothing since, if there is a problem."""
    shown = Snapshot(name, name.title(), "UTC", MONDAY_NOON, Level.LOW, usd("150"), observed_at=MONDAY_NOON)
    if problem is None:
        return shown
    quiet = Silence(MONDAY_NOON, MONDAY_NOON, problem, usd("120"), usd("100"))
    return replace(shown, problem=problem, silence=replace(quiet, **silence))  # type: ignore[arg-type]


class House:
    """Keeps the open episodes as the ledger keeps them."""

    def __init__(self, settings: AlertSettings = DEFAULT_ALERTS) -> None:
        self.settings = settings
        self.open: tuple[Episode, ...] = ()
        self.told: list[tuple[Rule, NoticeKind]] = []
        self.health: tuple[ChannelHealth, ...] = ()

    def figures(self, after: timedelta, *snapshots: Snapshot) -> CommonFigures:
        return CommonFigures(MONDAY_NOON + after, snapshots, self.health, self.settings)

    def sees(self, after: timedelta, *snapshots: Snapshot) -> Verdict:
        verdict = evaluate(self.open, self.figures(after, *snapshots))
        merged = {e.id: e for e in self.open} | {e.id: e for e in verdict.episodes}
        self.open = tuple(e for e in merged.values() if e.is_open)
        self.told += [(notice.rule, notice.kind) for notice in verdict.notices]
        return verdict


def test_a_loss_of_our_own_network_is_one_message_for_all_accounts() -> None:
    house = House()
    accounts = [account(name) for name in ("one", "two", "three")]
    house.sees(HOUR, *accounts)
    assert house.told == []
    (notice,) = house.sees(2 * HOUR, *accounts).notices
    assert (notice.account_id, notice.rule, notice.severity) == (ALL_ACCOUNTS, Rule.NO_READING, Severity.WARNING)
    assert (notice.problem, notice.evidence.accounts) == (OFFLINE, ("one", "two", "three"))
    house.sees(3 * HOUR, *accounts)
    assert len(house.told) == 1


def test_it_is_worded_by_the_account_that_is_nearest_to_running_short_and_critical_once_that_is_passed() -> None:
    house = House()
    accounts = (account("one"), account("two", limit_passed_at=MONDAY_NOON + 3 * HOUR))
    (notice,) = house.sees(2 * HOUR, *accounts).notices
    assert notice.evidence.accounts == ("two", "one")
    (worse,) = house.sees(3 * HOUR, *accounts).notices
    assert (worse.kind, worse.severity, worse.evidence.expected) == (ESCALATED, Severity.CRITICAL, usd("120"))


def test_a_locked_keyring_is_ours_too_but_a_supplier_that_is_down_is_not() -> None:
    house = House()
    house.sees(2 * HOUR, account("one", DOWN), account("two", DOWN))
    assert house.told == []
    house.sees(2 * HOUR, account("one", LOCKED))
    assert house.told == [(Rule.NO_READING, RAISED)]


def test_it_is_over_when_an_account_is_read_again_and_not_before() -> None:
    house = House()
    house.sees(2 * HOUR, account("one"), account("two"))
    house.sees(3 * HOUR, account("one", DOWN), account("two", DOWN))
    assert house.told == [(Rule.NO_READING, RAISED)]
    read = replace(account("one", None), observed_at=MONDAY_NOON + 3 * HOUR)
    house.sees(3 * HOUR, read, account("two", DOWN))
    assert house.told[1:] == [(Rule.NO_READING, RECOVERED)]
    assert house.open == ()


def test_what_was_raised_under_a_clock_that_ran_ahead_is_over_with_the_first_reading_after_it_was_put_right() -> None:
    house = House()
    house.sees(20 * HOUR, account("one"), account("two"))
    assert house.told == [(Rule.NO_READING, RAISED)]
    house.sees(2 * HOUR, account("one"), account("two"))
    assert len(house.open) == 1
    house.sees(2 * HOUR, replace(account("one", None), observed_at=MONDAY_NOON + 2 * HOUR), account("two", DOWN))
    assert house.open == ()


def test_after_a_suspend_the_network_gets_some_minutes_first() -> None:
    house = House()
    waking = account("one", trying_since=MONDAY_NOON + 8 * HOUR)
    house.sees(8 * HOUR, waking)
    assert house.told == []
    assert next_change_at((), house.figures(8 * HOUR, waking)) == MONDAY_NOON + 8 * HOUR + timedelta(minutes=10)


def test_it_is_told_again_after_four_hours() -> None:
    house = House()
    house.sees(2 * HOUR, account("one"))
    assert next_change_at(house.open, house.figures(3 * HOUR, account("one"))) == MONDAY_NOON + 6 * HOUR
    house.sees(6 * HOUR, account("one"))
    assert house.told[1:] == [(Rule.NO_READING, REMINDER)]


def failing(at: datetime = MONDAY_NOON) -> tuple[ChannelHealth, ...]:
    return (ChannelHealth("phone", None, at, REFUSED),)


def with_phone() -> House:
    house = House(replace(DEFAULT_ALERTS, channels=(PHONE,)))
    house.health = failing()
    return house


def test_a_channel_that_failed_for_good_is_told_with_the_reason() -> None:
    (notice,) = with_phone().sees(HOUR).notices
    evidence = notice.evidence
    assert (notice.rule, notice.severity) == (Rule.CHANNEL_FAILED, Severity.WARNING)
    assert (evidence.channel, evidence.failure, evidence.detail) == ("Phone", "refused", "403")


def test_each_channel_has_an_alert_of_its_own() -> None:
    house = with_phone()
    sms = replace(PHONE, id="sms", name="SMS")
    house.settings = replace(house.settings, channels=(PHONE, sms))
    house.sees(HOUR)
    house.health = (*failing(), replace(failing()[0], channel_id="sms"))
    house.sees(2 * HOUR)
    assert house.told == [(Rule.CHANNEL_FAILED, RAISED)] * 2
    assert {episode.subject for episode in house.open} == {"phone", "sms"}


def test_a_channel_has_recovered_when_it_has_delivered() -> None:
    house = with_phone()
    house.sees(HOUR)
    house.health = (replace(failing()[0], delivered_at=MONDAY_NOON + 2 * HOUR),)
    (notice,) = house.sees(2 * HOUR).notices
    assert (notice.kind, notice.evidence.channel) == (RECOVERED, "Phone")
    assert house.open == ()


def test_a_channel_that_the_owner_takes_away_is_no_matter_any_more_and_nothing_is_said() -> None:
    house = with_phone()
    house.sees(HOUR)
    house.settings = DEFAULT_ALERTS
    house.sees(2 * HOUR)
    assert (house.open, len(house.told)) == ((), 1)


def test_of_a_channel_that_is_switched_off_nothing_is_raised() -> None:
    house = with_phone()
    house.settings = replace(house.settings, channels=(replace(PHONE, enabled=False),))
    house.sees(HOUR)
    assert house.told == []
