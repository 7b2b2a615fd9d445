"""Which Apprise addresses may be used. Runs in the channel's child, where Apprise is imported."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from galla.adapters.channels_transport import guarded, is_here
from galla.domain.channel import MOST_RECIPIENTS, CheckedAddress, SendFailure
from galla.domain.model import Secret

_THIS_DESKTOP = frozenset(
    {"dbus", "qt", "kde", "glib", "gio", "gnome", "macosx", "windows", "syslog", "blink1", "growl"}
)
"""Schemes that reach nobody elsewhere: the desktop has a channel of its own."""

_NEVER_ENCRYPTED = frozenset({"aprs"})
"""Schemes that Apprise names among the secure ones, though they go over the air or the wire in plain text."""

_CONNECT_TIMEOUT_S = 10.0
_READ_TIMEOUT_S = 15.0
"""Longer than Apprise's 4 s: what is given up too early was often delivered, and is then sent twice."""
_PAUSE_S = 1.0
"""Seconds between two recipients of one message. Apprise rests for up to 5.5 s, to suit whoever writes all day long."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service of Apprise, ready to be used."""

    plugin: Any
    notify: Callable[..., Any]
    """Apprise's own `notify`, which fits the text to the service."""


def opened(address: Secret) -> Service | None:
    """The one service that `address` names; None where Apprise understands none, or several."""
    import apprise

    text = address.reveal().strip()
    if not text.isprintable():
        return None
    asset = apprise.AppriseAsset(app_id="Galla", app_desc="Galla", image_url_mask="", image_url_logo="")
    bundle = apprise.Apprise(asset=asset)
    try:
        plugins = list(bundle) if bundle.add(text) else []
    except Exception:  # each service reads addresses with code of its own
        return None
    if len(plugins) != 1:
        return None
    (plugin,) = plugins
    plugin.optional = False  # else a failure would be called a success
    plugin.retry = 0  # the outbox tries again
    plugin.overflow_mode = apprise.OverflowMode.TRUNCATE  # a service refuses what is too long: no summary would arrive
    plugin.request_rate_per_sec = min(float(plugin.request_rate_per_sec), _PAUSE_S)
    plugin.socket_connect_timeout = max(float(plugin.socket_connect_timeout), _CONNECT_TIMEOUT_S)
    plugin.socket_read_timeout = max(float(plugin.socket_read_timeout), _READ_TIMEOUT_S)
    return Service(plugin, bundle.notify)


def check(address: Secret) -> CheckedAddress:
    """Whether `address` can be used, and the plain name of its service, such as "Slack".

    A message is sent in rehearsal, up to the first connection, which is not made: only so is it seen where a service
    goes and whether encrypted. `ntfy://topic` is HTTPS to its cloud, `ntfy://host/topic` plain HTTP.
    """
    service = opened(address)
    if service is None:
        return CheckedAddress(SendFailure.BAD_ADDRESS)
    name = str(service.plugin.service_name)
    failure = refused_at_sight(service.plugin)
    if failure is None:
        service.plugin.request_rate_per_sec = 0
        with guarded(rehearsal=True) as seen:
            service.notify(body="Galla", title="Galla", body_format="text")
        if any(outcome.failure is SendFailure.INSECURE for outcome in seen):
            failure = SendFailure.INSECURE
    return CheckedAddress(failure, name)


def refused_at_sight(plugin: Any) -> SendFailure | None:
    """Why a message must not even be tried; what goes over HTTP is judged by its connection."""
    schemes = _schemes(plugin.protocol) | _schemes(plugin.secure_protocol)
    if schemes & _THIS_DESKTOP:
        return SendFailure.BAD_ADDRESS
    if not plugin.verify_certificate:
        return SendFailure.INSECURE
    if len(plugin) > MOST_RECIPIENTS:
        return SendFailure.TOO_MANY
    if _speaks_http(plugin):
        return None
    if hasattr(plugin, "smtp_host"):
        encrypted, host = plugin.secure_mode != "insecure", plugin.smtp_host
    else:
        encrypted = plugin.schema in _schemes(plugin.secure_protocol) - _NEVER_ENCRYPTED
        host = plugin.host
    return None if encrypted or is_here(host or "") else SendFailure.INSECURE


def _speaks_http(plugin: Any) -> bool:
    return any("requests" in vars(sys.modules[kind.__module__]) for kind in type(plugin).__mro__)


def _schemes(named: str | tuple[str, ...] | list[str] | None) -> set[str]:
    return {named} if isinstance(named, str) else set(named or ())
