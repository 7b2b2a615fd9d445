"""The short-lived child process that sends one message through Apprise, or judges one address.

The address holds credentials: it comes by the pipe, and nothing but the answer leaves this process.

Request: `{"op": "send", "address": TEXT, "title": TEXT, "body": TEXT, "severity": 0…2}` or
`{"op": "check", "address": TEXT}`. Answer: `{"failure": FAILURE or null, "detail": TEXT}`, of a check with
`"service": NAME` besides.
"""

from __future__ import annotations

import json
import logging

from galla.adapters import channels_address
from galla.adapters.channels_transport import guarded, verdict
from galla.adapters.one_answer import serve
from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.model import Secret
from galla.domain.notice import Severity

LIFETIME_S = 90
"""Longer than the parent waits."""

_TYPES = {Severity.INFO: "info", Severity.WARNING: "warning", Severity.CRITICAL: "failure"}


def main() -> int:
    """0 when an answer was written, which may tell of a failure."""
    # Apprise and the libraries below it log addresses
    logging.disable(logging.CRITICAL)
    import truststore

    # what the operating system trusts, such as the authority of an office's proxy
    truststore.inject_into_ssl()
    return serve(answer_to, LIFETIME_S)


def answer_to(request: bytes) -> dict[str, str | None]:
    """The answer to one request, as the module's head describes it."""
    try:
        match json.loads(request):
            case {"op": "send", "address": str(address), "title": str(title), "body": str(body), "severity": severity}:
                outcome = send(Secret(address), title, body, Severity(severity))
                return {"failure": outcome.failure, "detail": outcome.detail}
            case {"op": "check", "address": str(address)}:
                checked = channels_address.check(Secret(address))
                return {"failure": checked.failure, "detail": "", "service": checked.service}
        return {"failure": SendFailure.UNKNOWN, "detail": "request"}
    except Exception as error:  # whatever a service's code raises: its text may hold the address, its type does not
        return {"failure": SendFailure.UNKNOWN, "detail": type(error).__name__}


def send(address: Secret, title: str, body: str, severity: Severity) -> SendOutcome:
    """What came of one attempt."""
    service = channels_address.opened(address)
    if service is None:
        return SendOutcome(SendFailure.BAD_ADDRESS)
    refused = channels_address.refused_at_sight(service.plugin)
    if refused is not None:
        return SendOutcome(refused)
    with guarded() as seen:
        accepted = service.notify(body=body, title=title, notify_type=_TYPES[severity], body_format="text")
    return verdict(bool(accepted), seen)
