"""Which open episodes the screen shows: one for each matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fakes import MONDAY_NOON
from galla.domain.alert_news import one_for_each_matter
from galla.domain.notice import Episode, Rule, Severity
from galla.domain.reminders import acknowledge


def open_since(rule: Rule, hours: float, severity: Severity = Severity.WARNING) -> Episode:
    return Episode(f"main.{rule}", "main", rule, severity, MONDAY_NOON + timedelta(hours=hours))


BALANCE = open_since(Rule.BALANCE_BELOW, 1)
RUNWAY = open_since(Rule.RUNWAY_BELOW, 2)
HOURS = replace(RUNWAY, severity=Severity.CRITICAL)
EMPTY = open_since(Rule.EMPTY, 3, Severity.CRITICAL)
ACCESS = open_since(Rule.ACCESS, 4, Severity.CRITICAL)


def test_of_a_shortage_the_more_serious_episode_is_shown() -> None:
    assert one_for_each_matter((BALANCE, HOURS)) == (HOURS,)
    assert one_for_each_matter((EMPTY, BALANCE, HOURS)) == (EMPTY,)
    assert one_for_each_matter((BALANCE,)) == (BALANCE,)
    assert one_for_each_matter(()) == ()


def test_of_two_that_are_as_serious_it_is_the_one_that_the_owner_was_told_of() -> None:
    assert one_for_each_matter((BALANCE, RUNWAY)) == (BALANCE,)
    later = replace(BALANCE, raised_at=RUNWAY.raised_at + timedelta(hours=1))
    assert one_for_each_matter((later, RUNWAY)) == (RUNWAY,)
    at_once = replace(BALANCE, raised_at=RUNWAY.raised_at)
    assert one_for_each_matter((RUNWAY, at_once)) == (at_once,)


def test_what_the_owner_has_answered_does_not_give_way_to_the_same_told_another_way() -> None:
    answered = acknowledge(BALANCE, MONDAY_NOON + timedelta(hours=1))
    assert one_for_each_matter((answered, RUNWAY)) == (answered,)
    assert one_for_each_matter((answered, HOURS)) == (HOURS,)


def test_a_key_that_is_rejected_is_another_matter_and_what_is_over_none() -> None:
    assert one_for_each_matter((ACCESS, BALANCE, HOURS)) == (HOURS, ACCESS)
    assert one_for_each_matter((BALANCE, replace(HOURS, recovered_at=MONDAY_NOON), ACCESS)) == (ACCESS, BALANCE)
