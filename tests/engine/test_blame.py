"""Whose fault it is that a supplier cannot be reached."""

from __future__ import annotations

import pytest

from fakes import account
from galla.domain.errors import UNFIT_KEY, KeyringReason, Problem, ProblemKind, UnreachableReason
from galla.engine.blame import Blame

DNS = Problem(ProblemKind.UNREACHABLE, UnreachableReason.DNS)
OFFLINE = Problem(ProblemKind.UNREACHABLE, UnreachableReason.OFFLINE)
FAILING = Problem(ProblemKind.SUPPLIER_FAILING)
ONE = account(id="one", base_url="https://one.example.com")
TWO = account(id="two", base_url="https://two.example.com")
THIRD = account(id="third", base_url="https://third.example.com")
SAME_HOST = account(id="three", base_url="https://one.example.com/eu")


def test_while_the_machine_says_it_has_no_network_nobody_else_is_to_blame() -> None:
    blame = Blame()
    blame.network_up = False
    assert blame.of(ONE, DNS, 0.0) == OFFLINE
    assert blame.of(ONE, FAILING, 0.0) == FAILING


def test_one_supplier_out_of_reach_is_its_own_fault() -> None:
    blame = Blame()
    assert blame.of(ONE, DNS, 0.0) == DNS
    assert blame.of(SAME_HOST, DNS, 1.0) == DNS


def test_all_suppliers_out_of_reach_at_once_are_our_own_network() -> None:
    blame = Blame()
    blame.of(ONE, DNS, 0.0)
    assert blame.of(TWO, DNS, 5.0) == OFFLINE
    assert blame.of(ONE, DNS, 30.0) == OFFLINE


def test_as_long_as_one_answers_the_others_are_to_blame() -> None:
    blame = Blame()
    assert blame.of(TWO, DNS, 5.0) == DNS
    blame.answered(ONE, 8.0)
    assert blame.of(SAME_HOST, DNS, 10.0) == DNS


def test_an_answer_from_before_the_first_failed_says_nothing_of_the_network_now() -> None:
    blame = Blame()
    blame.answered(THIRD, 0.0)
    assert blame.of(ONE, DNS, 300.0) == DNS
    assert blame.of(TWO, DNS, 310.0) == OFFLINE
    blame.answered(THIRD, 3_000.0)
    assert blame.of(ONE, DNS, 3_010.0) == DNS


def test_a_loss_of_our_own_stays_ours_over_a_restart_until_a_host_answers() -> None:
    blame = Blame()
    assert blame.of(ONE, DNS, 0.0, known=OFFLINE) == OFFLINE
    blame.answered(TWO, 5.0)
    assert blame.of(ONE, DNS, 30.0, known=OFFLINE) == DNS


@pytest.mark.parametrize(
    "problem",
    [
        Problem(ProblemKind.KEYRING, KeyringReason.MISSING),
        Problem(ProblemKind.KEY_REJECTED, "", (("detail", UNFIT_KEY),)),
    ],
)
def test_a_supplier_that_was_not_asked_has_not_answered(problem: Problem) -> None:
    blame = Blame()
    assert blame.of(TWO, problem, 0.0) == problem
    assert blame.of(ONE, DNS, 1.0, known=OFFLINE) == OFFLINE
    blame = Blame()
    blame.of(ONE, DNS, 0.0)
    blame.of(TWO, problem, 1.0)
    assert blame.of(THIRD, DNS, 2.0) == OFFLINE


def test_a_loss_that_no_other_host_shares_is_ours_no_longer_than_it_takes_to_ask_all() -> None:
    blame = Blame()
    assert blame.of(ONE, DNS, 100.0, known=OFFLINE) == OFFLINE
    assert blame.of(ONE, DNS, 1_900.0, known=OFFLINE) == OFFLINE
    assert blame.of(ONE, DNS, 1_901.0, known=OFFLINE) == DNS


def test_an_error_that_a_supplier_sent_is_an_answer() -> None:
    blame = Blame()
    blame.of(ONE, FAILING, 0.0)
    assert blame.of(TWO, DNS, 5.0) == DNS


def test_an_answer_of_long_ago_says_nothing_of_now() -> None:
    blame = Blame()
    blame.answered(SAME_HOST, 0.0)
    blame.of(ONE, DNS, 7_000.0)
    assert blame.of(TWO, DNS, 7_010.0) == OFFLINE


def test_a_portal_before_the_network_is_told_as_such() -> None:
    portal = Problem(ProblemKind.UNREACHABLE, UnreachableReason.CAPTIVE_PORTAL)
    blame = Blame()
    blame.network_up = False
    assert blame.of(ONE, portal, 0.0) == portal
