"""What a mail server's refusal of recipients means: for good only where no recipient can be reached any more."""

from __future__ import annotations

import smtplib

import pytest

from galla.adapters.channels_transport import _outcome_of_smtp
from galla.domain.channel import SendFailure


@pytest.mark.parametrize(
    ("codes", "failure"), [((450, 550), SendFailure.SERVICE_FAILING), ((550,), SendFailure.REFUSED)]
)
def test_a_recipient_who_is_only_put_off_keeps_the_mail_from_being_given_up(
    codes: tuple[int, ...], failure: SendFailure
) -> None:
    refused = {f"{code}@example.com": (code, b"") for code in codes}
    assert _outcome_of_smtp(smtplib.SMTPRecipientsRefused(refused), "rcpt").failure is failure
