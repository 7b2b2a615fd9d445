"""The supplier client: one account's balance over HTTPS, by the rules of its profile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from galla.adapters.http_messages import Prepared, Received
from galla.adapters.httpx_loading import load_httpx
from galla.adapters.request_building import balance_request, values_of
from galla.adapters.token_keeping import TokenKeeper
from galla.domain.errors import BadAnswer, GallaError, KeyRejected
from galla.domain.http_status import problem_of_status
from galla.domain.model import Answer, Secret
from galla.domain.ports import Clock
from galla.domain.profiles import verdict
from galla.domain.profiles.answers import ErrorMeaning, ErrorRules
from galla.domain.profiles.extract import extract
from galla.domain.profiles.model import Profile
from galla.domain.retry_after import next_allowed_at
from galla.domain.settings import Account

if TYPE_CHECKING:
    import ssl

    import httpx

    from galla.adapters.http_exchange import Deadlines, HttpExchange

_TOKEN_ERRORS = ErrorRules(statuses=((400, ErrorMeaning.KEY_REJECTED),))
_SHORTEST_HIDDEN = 8
"""Characters; a shorter secret could be part of an amount."""


class HttpBalanceSource:
    """Balances over one HTTP client, which is made (and imported) for the first request.

    `profile_of` gives the profile of an id and may raise SettingsError. `transport` and `ssl_context` replace the
    network and the certificates that are trusted; `deadlines` the time that an answer may take.
    """

    def __init__(
        self,
        clock: Clock,
        profile_of: Callable[[str], Profile],
        *,
        deadlines: Deadlines | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._clock = clock
        self._profile_of = profile_of
        self._deadlines = deadlines
        self._transport = transport
        self._ssl_context = ssl_context
        self._exchange: HttpExchange | None = None
        self._tokens = TokenKeeper(self._token_answer, clock.monotonic)

    async def fetch(self, account: Account, secrets: Mapping[str, Secret]) -> Answer:
        """One reading of `account`; `secrets` by secret name.

        Raises SupplierError, or SettingsError where address, profile, currency or proxy cannot be used. A key that
        no header can carry (a line break or a letter outside ASCII in it) is a KeyRejected that never left
        the machine: the owner has to paste it again, as after a 401.
        """
        try:
            return await self._ask(account, secrets)
        except GallaError as error:
            failure = error
        # Without its frames and whatever it was raised from: their locals hold headers, and those hold the key.
        failure.__context__ = failure.__cause__ = None
        raise failure.with_traceback(None)

    async def close(self) -> None:
        """Lets go of all connections."""
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            await exchange.close()

    async def _ask(self, account: Account, secrets: Mapping[str, Secret]) -> Answer:
        profile = self._profile_of(account.profile)
        values = values_of(profile, account, secrets)
        rule = profile.auth.token
        if rule is None:
            return await self._balance(profile, account, values, tuple(secrets.values()))
        token, was_kept = await self._tokens.token(rule, values)
        try:
            return await self._with_token(profile, account, values, secrets, token)
        except KeyRejected:
            self._tokens.forget(rule, values, token)
            if not was_kept:
                raise
        # A token may end before its time; one that is new and refused is a wrong key.
        token, _ = await self._tokens.token(rule, values)
        return await self._with_token(profile, account, values, secrets, token)

    async def _with_token(
        self,
        profile: Profile,
        account: Account,
        values: Mapping[str, str],
        secrets: Mapping[str, Secret],
        token: Secret,
    ) -> Answer:
        return await self._balance(profile, account, {**values, "token": token.reveal()}, (*secrets.values(), token))

    async def _balance(
        self, profile: Profile, account: Account, values: Mapping[str, str], hidden: tuple[Secret, ...]
    ) -> Answer:
        prepared = balance_request(profile, values, self._clock.now())
        wants_body = profile.errors.message is not None or bool(profile.errors.bodies)
        received, allowed_at, body = await self._exchanged(prepared, hidden, error_body=wants_body)
        now = self._clock.now()
        message = verdict.error_message(profile, body)
        host = urlsplit(prepared.url).hostname or ""
        problem = problem_of_status(received.status, profile.errors, allowed_at, message, host)
        if isinstance(problem, BadAnswer):  # the status alone says nothing: perhaps the body does
            raise verdict.error_of_answer(profile, body) or problem
        if problem is not None:
            raise problem
        return Answer(extract(profile, body, now, account.currency), allowed_at)

    async def _token_answer(self, prepared: Prepared) -> bytes:
        """The body of a token request's success. OAuth2 says with 400 what others say with 401 (RFC 6749, 5.2)."""
        received, allowed_at, body = await self._exchanged(prepared, (), error_body=False)
        host = urlsplit(prepared.url).hostname or ""
        problem = problem_of_status(received.status, _TOKEN_ERRORS, allowed_at, None, host)
        if problem is not None:
            raise problem
        return body

    async def _exchanged(
        self, prepared: Prepared, hidden: tuple[Secret, ...], *, error_body: bool
    ) -> tuple[Received, datetime | None, bytes]:
        """The answer, when the next may follow, and its body without our secrets."""
        exchange = await self._http()
        received = await exchange.send(prepared, error_body=error_body)
        allowed_at = next_allowed_at(received.status, received.headers, self._clock.now())
        return received, allowed_at, _without_secrets(received.body, hidden)

    async def _http(self) -> HttpExchange:
        if self._exchange is None:
            # In a thread, because a tenth of a second of imports would hold up the windows.
            await asyncio.to_thread(load_httpx)
        if self._exchange is None:
            from galla.adapters.http_exchange import Deadlines, HttpExchange

            deadlines = self._deadlines or Deadlines()
            self._exchange = HttpExchange(deadlines, self._transport, self._ssl_context)
        return self._exchange


def _without_secrets(body: bytes, secrets: Iterable[Secret]) -> bytes:
    """`body` with each secret blotted out: a supplier that repeats the key in its answer must not put it on screen."""
    for secret in secrets:
        text = secret.reveal().strip()
        if len(text) < _SHORTEST_HIDDEN:
            continue
        for written in (text, text.replace("/", "\\/")):
            body = body.replace(written.encode("utf-8", "replace"), "…".encode())
    return body
