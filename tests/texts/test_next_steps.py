"""What the owner does next, where an alert or a payment says more than the level."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from galla.domain.model import Level
from galla.domain.notice import Episode, Rule, Severity
from galla.domain.payment import Payment
from galla.texts import next_steps
from ui import snapshots as samples

FAST = Episode("main.fast", "main", Rule.FAST_DROP, Severity.CRITICAL, samples.NOW)
PAID = Payment(samples.NOW, samples.NOW + timedelta(hours=2))


def test_while_money_goes_too_fast_there_is_something_to_do_however_much_is_left() -> None:
    said = next_steps.next_step(replace(samples.healthy(), episodes=(FAST,)), samples.NOW)
    assert said.startswith("Check for duplicate orders")


def test_once_the_owner_knows_of_it_the_level_says_what_to_do() -> None:
    known = replace(FAST, acknowledged_at=samples.NOW)
    assert next_steps.next_step(replace(samples.healthy(), episodes=(known,)), samples.NOW) == "Nothing to do."


def test_nobody_is_asked_to_pay_while_a_payment_is_under_way() -> None:
    low = replace(samples.healthy(), level=Level.LOW, payment=PAID)
    assert next_steps.next_step(low, samples.NOW).startswith("Wait for your payment, expected by")
    empty = replace(low, level=Level.EMPTY)
    assert next_steps.next_step(empty, samples.NOW).endswith("or pay in a quicker way.")


def test_a_payment_that_is_late_is_to_be_looked_for() -> None:
    late = replace(samples.healthy(), payment=PAID)
    assert next_steps.next_step(late, samples.NOW + timedelta(hours=3)).startswith("Ask the supplier")
