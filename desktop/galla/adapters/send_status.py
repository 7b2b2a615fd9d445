"""What the status of an HTTP answer means for a message that was sent."""

from __future__ import annotations

from galla.domain.channel import DELIVERED, SendFailure, SendOutcome

_OTHERWISE = {
    407: SendFailure.UNREACHABLE,  # a proxy on our side wants a password
    408: SendFailure.TIMEOUT,
    425: SendFailure.SERVICE_FAILING,
    429: SendFailure.SERVICE_FAILING,
    511: SendFailure.UNREACHABLE,  # a network that wants one to sign in answers in the service's place
}


def outcome_of_status(status: int) -> SendOutcome:
    """Delivered for 2xx; else the failure, with the status as its detail.

    Every 4xx not listed above is a refusal: the same request would get the same answer. 400 is how Telegram and most
    SMS services say that there is no such recipient. A redirect that was not followed is unknown.
    """
    if 200 <= status <= 299:
        return DELIVERED
    if status in _OTHERWISE:
        return SendOutcome(_OTHERWISE[status], str(status))
    if 400 <= status <= 499:
        return SendOutcome(SendFailure.REFUSED, str(status))
    failure = SendFailure.SERVICE_FAILING if status >= 500 else SendFailure.UNKNOWN
    return SendOutcome(failure, str(status))
