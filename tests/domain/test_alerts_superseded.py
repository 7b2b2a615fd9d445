"""What is kept of an episode for which another notice spoke: its figures, and which notice that was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from alert_owner import REJECTED, Owner
from fakes import usd
from galla.domain.alert_settings import DEFAULT_ALERTS
from galla.domain.notice import KEPT_BACK, NoticeKind, Rule, Severity
from galla.domain.payment import Payment

RAISED, ESCALATED, REMINDER, RECOVERED = NoticeKind


def test_what_begins_with_a_more_serious_alert_is_kept_with_its_figures_and_the_notice_that_names_it() -> None:
    owner = Owner()
    owner.fails(REJECTED)
    owner.seen["fast_drop"] = None
    verdict = owner.reads("0")
    (notice,) = verdict.notices
    (below,) = verdict.superseded
    assert (notice.rule, below.told_by) == (Rule.EMPTY, notice.id)
    assert (below.figures.rule, below.figures.kind, below.figures.severity) == (
        Rule.BALANCE_BELOW,
        RAISED,
        Severity.WARNING,
    )
    assert (below.figures.balance, below.figures.threshold, below.figures.created_at) == (
        usd("0"),
        usd("100"),
        notice.created_at,
    )


def test_what_begins_while_as_serious_a_shortage_is_known_points_to_what_was_told_of_that() -> None:
    owner = Owner()
    (told,) = owner.has_left(2.0, balance="150").notices
    verdict = owner.has_left(1.5, balance="90")
    (below,) = verdict.superseded
    assert (verdict.notices, below.figures.rule, below.told_by) == ((), Rule.BALANCE_BELOW, told.id)
    assert below.figures.balance == usd("90")


def test_what_gets_worse_unsaid_is_kept_too() -> None:
    owner = Owner()
    owner.has_left(2.0, balance="150")
    verdict = owner.has_left(0.0, balance="0")
    assert [(item.figures.rule, item.figures.kind) for item in verdict.superseded] == [
        (Rule.BALANCE_BELOW, RAISED),
        (Rule.RUNWAY_BELOW, ESCALATED),
    ]
    assert {item.told_by for item in verdict.superseded} == {verdict.notices[0].id}


def test_what_is_told_by_itself_is_not_superseded() -> None:
    owner = Owner()
    assert owner.reads("90").superseded == ()
    assert owner.reads("80").superseded == ()


def test_what_begins_while_a_payment_is_awaited_is_kept_once_and_nothing_spoke_for_it() -> None:
    owner = Owner()
    owner.seen = {"payment": Payment(owner.now, owner.now + timedelta(hours=6))}
    (below,) = owner.reads("90").superseded
    assert (below.figures.rule, below.figures.kind, below.told_by) == (Rule.BALANCE_BELOW, RAISED, KEPT_BACK)
    assert owner.reads("80").superseded == ()
    owner.waits(timedelta(hours=6))
    assert (Rule.BALANCE_BELOW, RAISED) in owner.told


def test_a_daily_close_that_waits_is_not_superseded() -> None:
    owner = Owner()
    owner.seen["settings"] = replace(DEFAULT_ALERTS, off=frozenset())
    assert owner.reads("90", "80").superseded == ()
