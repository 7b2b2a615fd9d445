"""The supplier client: one account's balance over HTTPS, by the rules of its profile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from galla.adapters.httpx_loading import load_httpx
from galla.domain.errors import (
    UNFIT_KEY,
    GallaError,
    KeyRejected,
    KeyringError,
    KeyringReason,
    SettingsError,
    SettingsReason,
)
from galla.domain.extract import error_message, extract
from galla.domain.http_status import problem_of_status
from galla.domain.model import Answer, Secret
from galla.domain.ports import Clock
from galla.domain.profile import PLACEHOLDER, HeaderAuth, Profile
from galla.domain.retry_after import next_allowed_at
from galla.domain.setting_values import Place, check_base_url
from galla.domain.settings import Account

if TYPE_CHECKING:
    import ssl

    import httpx

    from galla.adapters.http_exchange import Deadlines, HttpExchange

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
        if account.currency is None and profile.currency.must_be_asked:
            raise SettingsError(SettingsReason.CURRENCY_REQUIRED, account=account.id, field="currency")
        place = Place("base_url", lambda: None, account.id)
        url = check_base_url(account.base_url, place) + profile.request.path
        headers = {header.name: header.value for header in profile.request.headers}
        headers |= _signed(profile.auth, account.id, secrets)
        wants_message = profile.errors.message is not None
        exchange = await self._http()
        received = await exchange.get(url, headers, error_body=wants_message)
        now = self._clock.now()
        allowed_at = next_allowed_at(received.status, received.headers, now)
        body = _without_secrets(received.body, secrets.values())
        host = url.split("/")[2]
        message = error_message(profile, body)
        problem = problem_of_status(received.status, profile.errors, allowed_at, message, host)
        if problem is not None:
            raise problem
        return Answer(extract(profile, body, now, account.currency), allowed_at)

    async def _http(self) -> HttpExchange:
        if self._exchange is None:
            # In a thread, because a tenth of a second of imports would hold up the windows.
            await asyncio.to_thread(load_httpx)
        if self._exchange is None:
            from galla.adapters.http_exchange import Deadlines, HttpExchange

            deadlines = self._deadlines or Deadlines()
            self._exchange = HttpExchange(deadlines, self._transport, self._ssl_context)
        return self._exchange


def _signed(auth: HeaderAuth, account_id: str, secrets: Mapping[str, Secret]) -> dict[str, str]:
    """The headers that show who asks. Raises KeyringError for a missing secret, KeyRejected for an unfit one."""
    values: dict[str, str] = {}
    for name in auth.secret_names:
        # Space around a key is what a paste or a pipe adds.
        text = secrets[name].reveal().strip() if name in secrets else ""
        if not text:
            raise KeyringError(KeyringReason.MISSING, account=account_id, field=name)
        if not (text.isascii() and text.isprintable()):
            raise KeyRejected(account=account_id, field=name, detail=UNFIT_KEY)
        values[name] = text
    return {h.name: PLACEHOLDER.sub(lambda found: values[found[1]], h.value) for h in auth.headers}


def _without_secrets(body: bytes, secrets: Iterable[Secret]) -> bytes:
    """`body` with each secret blotted out: a supplier that repeats the key in its answer must not put it on screen."""
    for secret in secrets:
        text = secret.reveal().strip()
        if len(text) < _SHORTEST_HIDDEN:
            continue
        for written in (text, text.replace("/", "\\/")):
            body = body.replace(written.encode("utf-8", "replace"), "…".encode())
    return body
