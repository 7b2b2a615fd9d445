"""From a profile, an account and its secrets to one HTTP request, complete and signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets as randomness
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from galla.adapters.http_messages import Prepared
from galla.domain.errors import UNFIT_KEY, KeyRejected, KeyringError, KeyringReason, SettingsError, SettingsReason
from galla.domain.model import Secret
from galla.domain.profiles.model import Profile
from galla.domain.profiles.requests import (
    AnswerFormat,
    Basic,
    Digest,
    DigestText,
    JsonNode,
    JsonObject,
    Pair,
    Signer,
    TokenRequest,
    TokenRule,
)
from galla.domain.profiles.template import Template
from galla.domain.setting_values import Place, check_base_url
from galla.domain.settings import Account

_HASHES = {Digest.HMAC_SHA256: hashlib.sha256, Digest.HMAC_SHA512: hashlib.sha512}
_FORM = "application/x-www-form-urlencoded"


def values_of(profile: Profile, account: Account, secrets: Mapping[str, Secret]) -> dict[str, str]:
    """What the placeholders stand for.

    Raises SettingsError where address, currency or a field of the settings is missing, KeyringError for a missing
    secret, and KeyRejected for one that no request can carry (a line break or a letter outside ASCII in it).
    """
    if account.currency is None and profile.needs_currency:
        raise SettingsError(SettingsReason.CURRENCY_REQUIRED, account=account.id, field="currency")
    values = {"base_url": check_base_url(account.base_url, Place("base_url", lambda: None, account.id))}
    if account.currency is not None:
        values["currency"] = account.currency
    given = dict(account.fields)
    for wanted in profile.setting_fields:
        if wanted.name in values:
            continue
        text = given.get(wanted.name, "").strip() or wanted.default
        if not text:
            raise SettingsError(SettingsReason.MISSING_FIELD, account=account.id, field=f"fields.{wanted.name}")
        values[wanted.name] = text
    for name in profile.secret_names:
        # Space around a key is what a paste or a pipe adds.
        text = secrets[name].reveal().strip() if name in secrets else ""
        if not text:
            raise KeyringError(KeyringReason.MISSING, account=account.id, field=name)
        if not (text.isascii() and text.isprintable()):
            raise KeyRejected(account=account.id, field=name, detail=UNFIT_KEY)
        values[name] = text
    return values


def balance_request(profile: Profile, values: Mapping[str, str], now: datetime) -> Prepared:
    """The request for the balance; `values` has the token where one is needed."""
    request, auth = profile.request, profile.auth
    signer = auth.signer
    if signer is not None:
        values = {**values, **_moment(signer, now)}
    form = _filled((*request.form, *auth.form), values)
    body, content_type = _body(request.json, form, values)
    path = request.path.fill(values, _in_path)
    headers = {"Accept": "application/json" if request.answer is AnswerFormat.JSON else "*/*"} | content_type
    pairs = (*request.query, *auth.query)
    if signer is not None:  # what is signed is the query without the signature
        target = _with_query(path, _filled(pairs, values))
        values = {**values, "signature": _signature(signer, values, request.method, target, body)}
    headers |= _headers((*request.headers, *auth.headers), values)
    if auth.basic is not None:
        headers |= _basic(auth.basic, values)
    query = _filled(pairs, values)
    return Prepared(request.method.value, values["base_url"] + _with_query(path, query), headers, body)


def token_request(rule: TokenRule, values: Mapping[str, str]) -> Prepared:
    """The request for a token."""
    fields = _filled(rule.fields, values)
    headers = {"Accept": "application/json"} | _headers(rule.headers, values)
    if rule.basic is not None:
        headers |= _basic(rule.basic, values)
    url = rule.url.fill({name: value if name == "base_url" else _in_path(value) for name, value in values.items()})
    if rule.request is TokenRequest.QUERY:
        return Prepared("POST", _with_query(url, fields), headers, b"")
    if rule.request is TokenRequest.JSON:
        return Prepared("POST", url, headers | {"Content-Type": "application/json"}, json.dumps(dict(fields)).encode())
    return Prepared("POST", url, headers | {"Content-Type": _FORM}, urlencode(fields).encode("ascii"))


def _filled(pairs: Iterable[Pair], values: Mapping[str, str]) -> list[tuple[str, str]]:
    """The pairs with their values; those that wait for a signature come with the second filling."""
    return [(pair.name, pair.value.fill(values)) for pair in pairs if set(pair.value.names) <= values.keys()]


def _headers(pairs: Iterable[Pair], values: Mapping[str, str]) -> dict[str, str]:
    headers = {}
    for pair in pairs:
        text = pair.value.fill(values)
        if not (text.isascii() and text.isprintable()):  # a setting of the owner's; secrets are checked already
            raise SettingsError(SettingsReason.BAD_VALUE, field=f"fields.{pair.value.names[0]}", allowed="a–z 0–9")
        headers[pair.name] = text
    return headers


def _basic(basic: Basic, values: Mapping[str, str]) -> dict[str, str]:
    pair = f"{basic.username.fill(values)}:{basic.password.fill(values)}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode("ascii")}


def _body(
    tree: JsonObject | None, form: list[tuple[str, str]], values: Mapping[str, str]
) -> tuple[bytes | None, dict[str, str]]:
    if tree is not None:
        text = json.dumps(_json(tree, values), ensure_ascii=True, separators=(",", ":"))
        return text.encode("ascii"), {"Content-Type": "application/json"}
    return (urlencode(form).encode("ascii"), {"Content-Type": _FORM}) if form else (None, {})


def _json(node: JsonNode, values: Mapping[str, str]) -> Any:
    if isinstance(node, Template):
        return node.fill(values)
    if isinstance(node, Decimal):
        return int(node) if node == node.to_integral_value() else float(node)
    if isinstance(node, tuple):
        return [_json(item, values) for item in node]
    if isinstance(node, JsonObject):
        return {key: _json(item, values) for key, item in node.members}
    return node


def _with_query(path: str, query: list[tuple[str, str]]) -> str:
    if not query:
        return path
    return path + ("&" if "?" in path else "?") + urlencode(query, quote_via=quote)


def _in_path(text: str) -> str:
    """A value of the owner's as a part of a path: none of its characters means anything there."""
    return quote(text, safe="") if text not in {".", ".."} else text.replace(".", "%2E")


def _moment(signer: Signer, now: datetime) -> dict[str, str]:
    factor = 1000 if signer.timestamp_ms else 1
    return {"timestamp": str(int(now.timestamp() * factor)), "nonce": randomness.token_hex(16)}


def _signature(signer: Signer, values: Mapping[str, str], method: str, target: str, body: bytes | None) -> str:
    """RFC 2104 over the message that the profile describes."""
    known = {**values, "method": str(method), "path": target, "body": (body or b"").decode("ascii")}
    message = signer.message.fill(known).encode()
    digest = hmac.new(signer.key.fill(values).encode(), message, _HASHES[signer.digest]).digest()
    return digest.hex() if signer.text is DigestText.HEX else base64.b64encode(digest).decode("ascii")
