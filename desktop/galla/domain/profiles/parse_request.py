"""`[request]` and `[auth]` of a profile's file, checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlsplit

from galla.domain.errors import SettingsReason
from galla.domain.profiles.checked_table import CheckedTable
from galla.domain.profiles.requests import (
    BUILT_IN,
    DEFAULT_TOKEN_LIFETIME_S,
    GRANTED,
    SIGNATURE,
    SIGNED,
    AnswerFormat,
    Auth,
    Basic,
    Digest,
    DigestText,
    JsonNode,
    JsonObject,
    Method,
    Pair,
    Request,
    Signer,
    TokenRequest,
    TokenRule,
)
from galla.domain.profiles.template import Template
from galla.domain.setting_values import is_loopback

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OUR_HEADERS = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "cookie"})
"""What the client alone decides; a profile that set them could undo its limits."""
_DEEPEST_BODY = 8


class _AuthType(StrEnum):
    NONE = "none"
    BEARER = "bearer"
    HEADERS = "headers"
    BASIC = "basic"
    QUERY = "query"
    FORM = "form"
    OAUTH2 = "oauth2_client_credentials"
    SIGNER = "signer"


def parse_request(table: CheckedTable) -> Request:
    """The request that `[request]` describes."""
    method = table.choice("method", Method, Method.GET)
    request = Request(
        path=_path(table),
        method=method,
        query=_pairs(table, "query"),
        headers=_headers(table, "headers"),
        json=_json(table),
        form=_pairs(table, "form"),
        answer=table.choice("answer", AnswerFormat, AnswerFormat.JSON),
    )
    if method is Method.GET and (request.json is not None or request.form):
        table.refuse("method", '"POST"')
    if request.json is not None and request.form:
        table.refuse("form", "json | form")
    table.finish()
    return request


def parse_auth(table: CheckedTable, request: Request) -> Auth:
    """What `[auth]` describes."""
    auth = _AUTH[table.choice("type", _AuthType)](table)
    if auth.form and (request.method is Method.GET or request.json is not None):
        table.refuse("form", 'request.method = "POST", request.form')
    table.finish()
    return auth


# --- each type


def _nothing(table: CheckedTable) -> Auth:
    return Auth()


def _bearer(table: CheckedTable) -> Auth:
    return Auth((Pair("Authorization", Template("Bearer {api_key}")),))


def _free_headers(table: CheckedTable) -> Auth:
    headers = _headers(table, "headers")
    if not any(pair.value.names for pair in headers):
        table.refuse("headers", 'X-Api-Key = "{api_key}"', SettingsReason.MISSING_FIELD)
    return Auth(headers)


def _basic(table: CheckedTable) -> Auth:
    return Auth(basic=Basic(table.needed_template("username"), table.needed_template("password")))


def _query(table: CheckedTable) -> Auth:
    return Auth(query=_needed_pairs(table, "query"))


def _form(table: CheckedTable) -> Auth:
    return Auth(form=_needed_pairs(table, "form"))


def _oauth2(table: CheckedTable) -> Auth:
    request = table.choice("token_request", TokenRequest, TokenRequest.FORM)
    rule = TokenRule(
        url=_token_url(table),
        request=request,
        fields=_needed_pairs(table, "token_fields"),
        headers=_headers(table, "token_headers"),
        lifetime_s=table.whole_number("token_lifetime_s", DEFAULT_TOKEN_LIFETIME_S, 30, 10**9),
    )
    basic = table.table("token_basic")
    if not basic.is_absent:
        rule = replace(rule, basic=Basic(basic.needed_template("username"), basic.needed_template("password")))
        basic.finish()
    pointer, expires_in = table.optional_pointer("token_pointer"), table.optional_pointer("expires_in_pointer")
    rule = replace(rule, pointer=pointer or rule.pointer, expires_in=expires_in or rule.expires_in)
    headers, query = _headers(table, "headers", GRANTED), _pairs(table, "query")
    if not headers and not query:
        headers = (Pair("Authorization", Template("Bearer {token}")),)
    if not any("token" in pair.value.names for pair in (*headers, *query)):
        table.refuse("headers", 'Authorization = "Bearer {token}"', SettingsReason.MISSING_FIELD)
    return Auth(headers, query, token=rule)


def _signed(table: CheckedTable) -> Auth:
    key, message = table.needed_template("key"), table.needed_template("message")
    signer = Signer(
        digest=table.choice("signer", Digest),
        key=key,
        message=message,
        text=table.choice("encoding", DigestText, DigestText.HEX),
        timestamp_ms=table.boolean("timestamp_ms", False),
    )
    headers, query = _headers(table, "headers"), _pairs(table, "query")
    if not any("signature" in pair.value.names for pair in (*headers, *query)):
        table.refuse("headers", 'X-Signature = "{signature}"', SettingsReason.MISSING_FIELD)
    if set(message.names) & {"signature"}:
        table.refuse("message", ", ".join(f"{{{name}}}" for name in sorted(SIGNED)))
    return Auth(headers, query, signer=signer)


_AUTH: Mapping[_AuthType, Callable[[CheckedTable], Auth]] = {
    _AuthType.NONE: _nothing,
    _AuthType.BEARER: _bearer,
    _AuthType.HEADERS: _free_headers,
    _AuthType.BASIC: _basic,
    _AuthType.QUERY: _query,
    _AuthType.FORM: _form,
    _AuthType.OAUTH2: _oauth2,
    _AuthType.SIGNER: _signed,
}


def free_names(auth: Auth) -> Collection[str]:
    """Placeholders that nobody is asked for: the account or the moment answers them."""
    moment = SIGNATURE | SIGNED if auth.signer is not None else frozenset()
    return BUILT_IN | moment | (GRANTED if auth.token is not None else frozenset())


# --- what they are made of


def _path(table: CheckedTable) -> Template:
    template = table.needed_template("path")
    bare = template.fill(dict.fromkeys(template.names, "x"))
    if not re.fullmatch(r"/[!-~]*", bare) or set(bare) & set("#\\{}") or bare.startswith("//"):
        table.refuse("path", "/path?query")
    if any(part in {".", ".."} for part in bare.partition("?")[0].split("/")):
        table.refuse("path", "/path?query")
    return template


def _token_url(table: CheckedTable) -> Template:
    template = table.needed_template("token_url")
    bare = template.fill({name: "https://x" if name == "base_url" else "x" for name in template.names})
    try:
        parts = urlsplit(bare)
        host, well_formed = parts.hostname or "", parts.port != 0
    except ValueError:
        host, well_formed = "", False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)) if host else False
    if not (is_safe and well_formed) or "@" in parts.netloc or not re.fullmatch(r"[!-~]+", bare):
        table.refuse("token_url", "https://…, {base_url}/…")
    return template


def _headers(table: CheckedTable, key: str, more: Collection[str] = ()) -> tuple[Pair, ...]:
    named = table.table(key)
    headers = []
    for name in named.keys():  # noqa: SIM118 - the table counts which keys were asked for
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _OUR_HEADERS:
            named.refuse(name, "A–Z a–z 0–9 - _")
        value = named.text(name)
        if not (value.isascii() and value.isprintable()):
            named.refuse(name, "{api_key}")
        headers.append(Pair(name, named.as_template(name, value)))
    return tuple(headers)


def _pairs(table: CheckedTable, key: str) -> tuple[Pair, ...]:
    named = table.table(key)
    return tuple(Pair(name, named.as_template(name, named.text(name))) for name in named.keys())  # noqa: SIM118


def _needed_pairs(table: CheckedTable, key: str) -> tuple[Pair, ...]:
    pairs = _pairs(table, key)
    if not any(pair.value.names for pair in pairs):
        table.refuse(key, 'key = "{api_key}"', SettingsReason.MISSING_FIELD)
    return pairs


def _json(table: CheckedTable) -> JsonObject | None:
    value = table.value("json")
    if value is None:
        return None
    if not isinstance(value, Mapping):
        table.refuse("json", "[table]", SettingsReason.WRONG_TYPE)
    node = _node(value, table, _DEEPEST_BODY)
    assert isinstance(node, JsonObject)
    return node


def _node(value: object, table: CheckedTable, depth: int) -> JsonNode:
    if depth == 0:
        table.refuse("json", f"<= {_DEEPEST_BODY} [ ]")
    if isinstance(value, str):
        return table.as_template("json", value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    if isinstance(value, list):
        return tuple(_node(item, table, depth - 1) for item in value)
    if not isinstance(value, Mapping):
        table.refuse("json", '"…", 1, true, [ ], { }', SettingsReason.WRONG_TYPE)
    return JsonObject(tuple((str(key), _node(item, table, depth - 1)) for key, item in value.items()))
