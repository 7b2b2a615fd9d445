"""The heartbeat: one GET that tells a dead man's switch elsewhere that we are alive."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from galla.adapters.http_messages import Prepared
from galla.adapters.httpx_loading import load_httpx
from galla.adapters.send_status import outcome_of_status
from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.errors import BadAnswer, GallaError, Unreachable, UnreachableReason
from galla.domain.model import Secret
from galla.domain.setting_values import is_loopback

if TYPE_CHECKING:
    import ssl

    import httpx

    from galla.adapters.http_exchange import Deadlines, HttpExchange

_CONNECT_TIMEOUT_S = 5.0
_HEADERS = {"Accept": "*/*"}
_TIMEOUT_S = 10.0


def check_address(address: Secret) -> SendFailure | None:
    """Why `address` cannot be pinged: BAD_ADDRESS, or INSECURE where it is plain HTTP to another machine."""
    text = address.reveal().strip()
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return SendFailure.BAD_ADDRESS
    if parts.scheme not in {"http", "https"} or not host or not text.isprintable() or " " in text:
        return SendFailure.BAD_ADDRESS
    here = is_loopback(f"[{host}]" if ":" in host else host)
    return None if parts.scheme == "https" or here else SendFailure.INSECURE


class HttpPinger:
    """`ports.Pinger` over one HTTP client, which is made (and imported) for the first ping.

    `transport` and `ssl_context` replace the network and the certificates that are trusted; `deadlines` the time that
    an answer may take.
    """

    def __init__(
        self,
        *,
        deadlines: Deadlines | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._deadlines = deadlines
        self._transport = transport
        self._ssl_context = ssl_context
        self._exchange: HttpExchange | None = None

    async def ping(self, address: Secret) -> SendOutcome:
        """What came of one GET of `address`; raises nothing.

        A redirect is followed within the same scheme, host and port alone.
        """
        refused = check_address(address)
        if refused is not None:
            return SendOutcome(refused)
        try:
            exchange = await self._http()
            received = await exchange.send(Prepared("GET", address.reveal().strip(), _HEADERS), error_body=False)
        except Unreachable as error:
            reason = error.problem.reason
            timeout = reason == UnreachableReason.TIMEOUT
            return SendOutcome(SendFailure.TIMEOUT if timeout else SendFailure.UNREACHABLE, reason)
        except BadAnswer as error:
            return SendOutcome(SendFailure.UNKNOWN, error.problem.reason)
        except GallaError:  # a proxy in the environment that cannot be used
            return SendOutcome(SendFailure.UNREACHABLE, "proxy")
        except Exception as error:  # an address that only the HTTP library finds wrong; its text would name it
            return SendOutcome(SendFailure.BAD_ADDRESS, type(error).__name__)
        return outcome_of_status(received.status)

    async def close(self) -> None:
        """Lets go of all connections."""
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            await exchange.close()

    async def _http(self) -> HttpExchange:
        if self._exchange is None:
            # In a thread, because a tenth of a second of imports would hold up the windows.
            await asyncio.to_thread(load_httpx)
        if self._exchange is None:
            from galla.adapters.http_exchange import Deadlines, HttpExchange

            deadlines = self._deadlines or Deadlines(_CONNECT_TIMEOUT_S, _TIMEOUT_S)
            self._exchange = HttpExchange(deadlines, self._transport, self._ssl_context)
        return self._exchange
