"""What a profile says of the request: where it goes, what it carries, and how it shows who asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from galla.domain.json_pointer import Pointer
from galla.domain.profiles.template import Template

DEFAULT_TOKEN_LIFETIME_S = 3600
BUILT_IN = frozenset({"base_url", "currency"})
"""Placeholders that the account itself answers."""
GRANTED = frozenset({"token"})
"""The placeholder of what an OAuth2 server gave."""
SIGNATURE = frozenset({"signature", "timestamp", "nonce"})
"""Placeholders that a signer fills in headers and query."""
SIGNED = frozenset({"timestamp", "nonce", "method", "path", "body"})
"""Placeholders of what is signed; `path` has the query with it."""

_ACCESS_TOKEN = Pointer(("access_token",))
_EXPIRES_IN = Pointer(("expires_in",))

JsonNode: TypeAlias = "Template | Decimal | bool | tuple[JsonNode, ...] | JsonObject | None"


class Method(StrEnum):
    """How the balance is asked for."""

    GET = "GET"
    POST = "POST"


class AnswerFormat(StrEnum):
    """How the answer's body is written."""

    JSON = "json"
    FORM = "form"
    """`balance=284.50&currency=USD`"""
    TEXT = "text"
    """The whole body is one text, found by the empty pointer."""


class TokenRequest(StrEnum):
    """Where the fields of a token request stand."""

    JSON = "json"
    FORM = "form"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Pair:
    """One header, query parameter or form field."""

    name: str
    value: Template


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object of a JSON body."""

    members: tuple[tuple[str, JsonNode], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked; `path` is appended to the account's base address."""

    path: Template
    method: Method = Method.GET
    query: tuple[Pair, ...] = ()
    headers: tuple[Pair, ...] = ()
    json: JsonObject | None = None
    form: tuple[Pair, ...] = ()
    answer: AnswerFormat = AnswerFormat.JSON


@dataclass(frozen=True, slots=True)
class Basic:
    """User name and password of HTTP's basic authentication."""

    username: Template
    password: Template


@dataclass(frozen=True, slots=True)
class TokenRule:
    """How a token is got by OAuth2 client credentials (RFC 6749, section 4.4), with free names."""

    url: Template
    request: TokenRequest = TokenRequest.FORM
    fields: tuple[Pair, ...] = ()
    headers: tuple[Pair, ...] = ()
    basic: Basic | None = None
    pointer: Pointer = _ACCESS_TOKEN
    expires_in: Pointer = _EXPIRES_IN
    """Seconds; where the answer has none, `lifetime_s`."""
    lifetime_s: int = DEFAULT_TOKEN_LIFETIME_S


class Digest(StrEnum):
    """Signers that are built in: an HMAC of these hash functions (RFC 2104)."""

    HMAC_SHA256 = "hmac-sha256"
    HMAC_SHA512 = "hmac-sha512"


class DigestText(StrEnum):
    """How a signature is written."""

    HEX = "hex"
    BASE64 = "base64"


@dataclass(frozen=True, slots=True)
class Signer:
    """A signature over parts of the request; headers and query may hold `{signature}`, `{timestamp}` and `{nonce}`."""

    digest: Digest
    key: Template
    message: Template
    """May hold `{timestamp}`, `{nonce}`, `{method}`, `{path}` (with the query) and `{body}` besides fields."""
    text: DigestText = DigestText.HEX
    timestamp_ms: bool = False


@dataclass(frozen=True, slots=True)
class Auth:
    """How a request shows who asks: whatever of these there is goes along."""

    headers: tuple[Pair, ...] = ()
    query: tuple[Pair, ...] = ()
    form: tuple[Pair, ...] = ()
    basic: Basic | None = None
    token: TokenRule | None = None
    signer: Signer | None = None


def templates_of(request: Request, auth: Auth) -> Iterator[Template]:
    """Every text with placeholders, in the order in which an owner is asked for them."""
    if auth.basic is not None:
        yield from (auth.basic.username, auth.basic.password)
    for pairs in (auth.headers, auth.query, auth.form):
        yield from (pair.value for pair in pairs)
    if auth.token is not None:
        yield auth.token.url
        yield from (pair.value for pair in (*auth.token.fields, *auth.token.headers))
        if auth.token.basic is not None:
            yield from (auth.token.basic.username, auth.token.basic.password)
    if auth.signer is not None:
        yield from (auth.signer.key, auth.signer.message)
    yield from asked_templates(request)


def asked_templates(request: Request) -> Iterator[Template]:
    """Those that say what is asked for, and not who asks."""
    yield request.path
    for pairs in (request.query, request.headers, request.form):
        yield from (pair.value for pair in pairs)
    if request.json is not None:
        yield from _leaves(request.json)


def _leaves(node: JsonNode) -> Iterator[Template]:
    if isinstance(node, Template):
        yield node
    elif isinstance(node, tuple):
        for item in node:
            yield from _leaves(item)
    elif isinstance(node, JsonObject):
        for _, item in node.members:
            yield from _leaves(item)
