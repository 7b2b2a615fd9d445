"""OAuth2 tokens: one for all polls with the same credentials, in memory only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from galla.adapters.http_messages import Prepared
from galla.adapters.request_building import token_request
from galla.domain.errors import BadAnswer, BadAnswerReason
from galla.domain.json_pointer import Pointer
from galla.domain.model import Secret
from galla.domain.profiles.document import find, parse
from galla.domain.profiles.requests import AnswerFormat, TokenRule

_EARLY_S = 30.0
"""A token is renewed so long before its end: the request that carries it takes time too."""
_LONGEST_S = 30 * 86_400.0


@dataclass(slots=True)
class _Kept:
    token: Secret
    until_s: float


class TokenKeeper:
    """Gets tokens by `ask`, which sends a token request and gives the body of a success, or raises SupplierError."""

    def __init__(self, ask: Callable[[Prepared], Awaitable[bytes]], monotonic: Callable[[], float]) -> None:
        self._ask = ask
        self._monotonic = monotonic
        self._kept: dict[bytes, _Kept] = {}
        self._asking: dict[bytes, asyncio.Lock] = {}

    async def token(self, rule: TokenRule, values: dict[str, str]) -> tuple[Secret, bool]:
        """The token for these credentials, and whether it was kept from before. Raises SupplierError."""
        prepared = token_request(rule, values)
        key = _key(prepared)
        async with self._asking.setdefault(key, asyncio.Lock()):
            kept = self._kept.get(key)
            if kept is not None and self._monotonic() < kept.until_s:
                return kept.token, True
            began_s = self._monotonic()
            token, lifetime_s = _granted(rule, await self._ask(prepared))
            self._kept[key] = _Kept(token, began_s + max(lifetime_s - _EARLY_S, lifetime_s / 2))
            return token, False

    def forget(self, rule: TokenRule, values: dict[str, str], token: Secret) -> None:
        """The supplier no longer takes `token`; another that somebody got meanwhile stays."""
        key = _key(token_request(rule, values))
        if key in self._kept and self._kept[key].token == token:
            del self._kept[key]


def _key(prepared: Prepared) -> bytes:
    """The same for the same credentials; nothing of them can be read from it."""
    parts = (prepared.url, *(f"{name}:{value}" for name, value in prepared.headers.items()))
    return sha256("\n".join(parts).encode() + b"\n" + (prepared.body or b"")).digest()


def _granted(rule: TokenRule, body: bytes) -> tuple[Secret, float]:
    document = parse(body, AnswerFormat.JSON)
    token = find(rule.pointer, document)
    if not isinstance(token, str) or not token.strip() or not (token.isascii() and token.isprintable()):
        raise BadAnswer(BadAnswerReason.TOKEN_MISSING, field=rule.pointer)
    return Secret(token.strip()), min(_lifetime_s(rule.expires_in, document, rule.lifetime_s), _LONGEST_S)


def _lifetime_s(pointer: Pointer, document: object, default_s: float) -> float:
    value = find(pointer, document)
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 12:
        value = Decimal(value.strip())
    if isinstance(value, Decimal) and 0 < value < 10**12:
        return float(value)
    return default_s
