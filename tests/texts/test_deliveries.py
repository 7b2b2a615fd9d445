from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from galla.domain.channel import DELIVERED, Delivery, SendFailure, SendOutcome
from galla.domain.settings import Language
from galla.texts import notices
from texts.alert_samples import KOLKATA, NOW, ago, ahead

OWED = Delivery("n", "phone", NOW, NOW + timedelta(hours=12))
REFUSED = SendOutcome(SendFailure.REFUSED, "403")


def said(delivery: Delivery) -> str:
    return notices.delivery_sentence(delivery, "Phone", KOLKATA, NOW)


def test_what_was_delivered_says_when(english: None) -> None:
    assert said(replace(OWED, delivered_at=ago(minutes=27))) == "Phone: delivered 14:05"
    assert said(replace(OWED, delivered_at=ago(days=1))) == "Phone: delivered yesterday 14:32"


def test_what_is_held_back_says_until_when(english: None) -> None:
    held = replace(OWED, not_before=ahead(hours=17, minutes=28), held=True)
    assert said(held) == "Phone: waits until tomorrow 08:00 (quiet hours)"
    assert said(replace(held, not_before=ago(minutes=1))) == "Phone: about to be sent"
    assert said(OWED) == "Phone: about to be sent"


def test_what_is_tried_again_says_how_often_and_when(english: None) -> None:
    tried = replace(OWED, attempts=3, next_attempt_at=ahead(minutes=8), outcome=SendOutcome(SendFailure.UNREACHABLE))
    assert said(tried) == "Phone: tried 3 times, next 14:40: not reachable"
    assert said(replace(tried, attempts=1)) == "Phone: tried 1 time, next 14:40: not reachable"


def test_what_was_given_up_says_why(english: None) -> None:
    assert said(replace(OWED, attempts=5, failed_at=ago(hours=2), outcome=REFUSED)) == (
        "Phone: given up 12:32: refused (403)"
    )
    assert said(replace(OWED, failed_at=ago(hours=2))) == "Phone: given up 12:32: no reason given"


def test_the_outcome_of_a_test_says_what_to_do(english: None) -> None:
    assert notices.outcome_sentence(DELIVERED, "Phone") == "Delivered to Phone."
    assert notices.outcome_sentence(REFUSED, "Phone") == (
        "The service behind Phone refused the message (403). It does not accept the key or the recipient: enter the "
        "address again in the settings, under Channels."
    )
    assert notices.outcome_sentence(SendOutcome(SendFailure.NO_ADDRESS), "Phone") == (
        "No address is stored for Phone. Enter it in the settings, under Channels."
    )


@pytest.mark.parametrize("chosen", [Language.ENGLISH, Language.HINDI])
def test_every_failure_has_words_of_its_own(speak: Callable[[Language], None], chosen: Language) -> None:
    speak(chosen)
    for detail in ("", "HTTP 503"):
        told = [notices.outcome_sentence(SendOutcome(failure, detail), "Phone") for failure in SendFailure]
        assert len(set(told)) == len(SendFailure)
        assert all("Phone" in sentence and "{" not in sentence for sentence in told)
        assert all(detail in sentence for sentence in told)
    assert len({notices.failure_name(failure) for failure in SendFailure}) == len(SendFailure)
