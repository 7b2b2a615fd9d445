"""Watches and guards what Apprise's services do on the network, in the channel's child.

Apprise tells only that a message failed. What really came back is seen where its services meet the network: in
`requests` (nearly all of them) and `smtplib`. There, too, nothing passes that would go unencrypted to another machine.
"""

from __future__ import annotations

import ipaddress
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from galla.adapters.send_status import outcome_of_status
from galla.domain.channel import DELIVERED, SendFailure, SendOutcome
from galla.domain.setting_values import is_loopback

_UNKNOWN = SendOutcome(SendFailure.UNKNOWN)
_INSECURE = SendOutcome(SendFailure.INSECURE)

_BY_WORD = {
    "ratelimited": SendFailure.SERVICE_FAILING,
    "rate_limited": SendFailure.SERVICE_FAILING,
    "internal_error": SendFailure.SERVICE_FAILING,
    "fatal_error": SendFailure.SERVICE_FAILING,
    "service_unavailable": SendFailure.SERVICE_FAILING,
} | dict.fromkeys(
    (
        "account_inactive",
        "channel_not_found",
        "invalid_auth",
        "is_archived",
        "missing_scope",
        "no_permission",
        "not_authed",
        "not_in_channel",
        "restricted_action",
        "token_expired",
        "token_revoked",
        "user_not_found",
    ),
    SendFailure.REFUSED,
)
"""Slack's Web API answers a bot with 200 and the error in words."""

_MOST_TELLING = (
    SendFailure.INSECURE,
    SendFailure.SERVICE_FAILING,
    SendFailure.UNREACHABLE,
    SendFailure.TIMEOUT,
    SendFailure.REFUSED,
    SendFailure.BAD_ADDRESS,
    SendFailure.UNKNOWN,
)
"""Of several recipients one may be refused and another not be reached: as long as one can be, it is tried again."""


def verdict(accepted: bool, seen: Sequence[SendOutcome]) -> SendOutcome:
    """What came of an attempt that Apprise calls `accepted` or not, after `seen` happened on the network."""
    if accepted:
        return DELIVERED
    failures = [outcome for outcome in seen if outcome.failure is not None]
    return min(failures, key=_rank, default=_UNKNOWN)


def _rank(outcome: SendOutcome) -> int:
    return _MOST_TELLING.index(outcome.failure or SendFailure.UNKNOWN)


def is_here(host: str) -> bool:
    """Whether `host`, a name or an IP address, can only be this machine."""
    return is_loopback(f"[{host}]" if ":" in host and not host.startswith("[") else host)


@contextmanager
def guarded(*, rehearsal: bool = False) -> Iterator[list[SendOutcome]]:
    """Gives the list to which all that happens on the network is added, as long as this lasts.

    With `rehearsal` no connection is made: each is judged, and then fails.
    """
    seen: list[SendOutcome] = []
    with ExitStack() as stack:
        _guard_http(stack, seen, rehearsal)
        _guard_smtp(stack, seen)
        if rehearsal:
            _cut_off(stack)
        yield seen


def _replace(stack: ExitStack, owner: Any, name: str, new: object) -> None:
    """Replaces an attribute until `stack` ends."""
    if name in vars(owner):
        stack.callback(setattr, owner, name, getattr(owner, name))
    else:
        stack.callback(delattr, owner, name)
    setattr(owner, name, new)


def _cut_off(stack: ExitStack) -> None:
    """No socket connects, and no name is looked up."""

    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    for name in ("connect", "connect_ex", "sendto"):
        _replace(stack, socket.socket, name, refuse)
    _replace(stack, socket, "getaddrinfo", refuse)


def _guard_http(stack: ExitStack, seen: list[SendOutcome], rehearsal: bool) -> None:
    import requests

    send = requests.Session.send

    @wraps(send)
    def guarded_send(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> Any:
        parts = urlsplit(request.url or "")
        here = is_here(parts.hostname or "")
        if not options.get("verify", session.verify) or not (parts.scheme == "https" or here):
            seen.append(_INSECURE)
            raise requests.ConnectionError("insecure")
        if rehearsal:
            raise requests.ConnectionError("rehearsal")
        # A redirect may lead anywhere, and turns a POST into a GET, whose success is none.
        options["allow_redirects"] = False
        if here:
            options["proxies"] = {}
        try:
            response = send(session, request, **options)
        except requests.RequestException as error:
            seen.append(_outcome_of_http(error))
            raise
        seen.append(_outcome_of_response(response))
        return response

    _replace(stack, requests.Session, "send", guarded_send)


def _outcome_of_response(response: Any) -> SendOutcome:
    outcome = outcome_of_status(response.status_code)
    if not outcome.delivered:
        return outcome
    try:
        answer = response.json()
    except ValueError:
        answer = None
    word = answer.get("error") if isinstance(answer, dict) and answer.get("ok") is False else None
    if isinstance(word, str) and word in _BY_WORD:
        return SendOutcome(_BY_WORD[word], word)
    # counts only where the service says in some other way that it did not take the message
    return SendOutcome(SendFailure.UNKNOWN, str(response.status_code))


def _outcome_of_http(error: Exception) -> SendOutcome:
    """The failure, with the name of the innermost exception's type: texts would hold the address."""
    import requests

    cause: object = error
    while isinstance(cause, BaseException) and isinstance(inner := _inner(cause), BaseException):
        cause = inner
    detail = type(cause).__name__
    if isinstance(error, requests.Timeout) or "Timeout" in detail:
        return SendOutcome(SendFailure.TIMEOUT, detail)
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return SendOutcome(SendFailure.BAD_ADDRESS, detail)
    if isinstance(error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        return SendOutcome(SendFailure.UNREACHABLE, detail)
    return SendOutcome(SendFailure.UNKNOWN, detail)


def _inner(error: BaseException) -> object:
    reason = getattr(error, "reason", None)  # of urllib3's MaxRetryError
    return reason if isinstance(reason, BaseException) else next(iter(error.args), None)


def _guard_smtp(stack: ExitStack, seen: list[SendOutcome]) -> None:
    for name in ("__init__", "starttls", "login", "sendmail"):
        _replace(stack, smtplib.SMTP, name, _watched(getattr(smtplib.SMTP, name), seen))


def _watched(method: Callable[..., Any], seen: list[SendOutcome]) -> Callable[..., Any]:
    """`method` of an SMTP connection; it adds its failure to `seen`, and tells no secret to an open line."""

    @wraps(method)
    def watched(connection: smtplib.SMTP, *arguments: Any, **options: Any) -> Any:
        if method.__name__ in {"login", "sendmail"} and not _is_private(connection):
            seen.append(_INSECURE)
            raise smtplib.SMTPException("insecure")
        try:
            refused = method(connection, *arguments, **options)
        except (OSError, smtplib.SMTPException) as error:
            seen.append(_outcome_of_smtp(error, method.__name__))
            raise
        if method.__name__ == "sendmail" and refused:
            seen.append(_outcome_of_smtp(smtplib.SMTPRecipientsRefused(refused), "sendmail"))
        return refused

    return watched


def _is_private(connection: smtplib.SMTP) -> bool:
    line = connection.sock
    if line is None or isinstance(line, ssl.SSLSocket):
        return True  # without a line smtplib says so itself
    return ipaddress.ip_address(line.getpeername()[0]).is_loopback


def _outcome_of_smtp(error: Exception, step: str) -> SendOutcome:
    detail = type(error).__name__
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            # as long as one of them can still be reached, it is tried again
            return _outcome_of_reply(min(code for code, _ in recipients.values()))
        case smtplib.SMTPResponseException(smtp_code=int(code)) if 400 <= code <= 599:
            return _outcome_of_reply(code)
        case smtplib.SMTPNotSupportedError():
            failure = SendFailure.INSECURE if step == "starttls" else SendFailure.REFUSED
        case _ if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
            failure = SendFailure.TIMEOUT
        case smtplib.SMTPServerDisconnected() | smtplib.SMTPResponseException():
            failure = SendFailure.UNREACHABLE
        case smtplib.SMTPException():
            failure = SendFailure.REFUSED if step == "login" else SendFailure.UNKNOWN
        case _:
            failure = SendFailure.UNREACHABLE
    return SendOutcome(failure, detail)


def _outcome_of_reply(code: int) -> SendOutcome:
    """4xx asks to try again later, as greylisting does; 5xx is for good."""
    return SendOutcome(SendFailure.REFUSED if code >= 500 else SendFailure.SERVICE_FAILING, str(code))
