"""What became of a message on its way to a channel, and what the owner does about it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.channel import MOST_RECIPIENTS, Delivery, SendFailure, SendOutcome
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate


def outcome_sentence(outcome: SendOutcome, channel_name: str) -> str:
    """“Delivered to Phone.”, or why not and what to do."""
    if outcome.failure is None:
        return translate("Texts", "Delivered to {channel}.").format(channel=channel_name)
    return failure_sentence(outcome.failure, outcome.detail, channel_name)


def failure_sentence(failure: SendFailure, detail: str, channel_name: str) -> str:
    """Why the channel did not take a message, and what the owner does about it."""
    cause, advice = _cause(failure).format(channel=channel_name), _advice(failure)
    if detail:
        return translate("Texts", "{cause} ({detail}). {advice}", "a channel that failed, such as: (403)").format(
            cause=cause, detail=detail, advice=advice
        )
    return translate("Texts", "{cause}. {advice}", "a channel that failed").format(cause=cause, advice=advice)


def failure_name(failure: SendFailure) -> str:
    """Why a channel did not take a message, in two or three words."""
    match failure:
        case SendFailure.NOBODY_THERE:
            return translate("Texts", "no notification service", "why a message was not delivered")
        case SendFailure.NO_ADDRESS:
            return translate("Texts", "no address stored", "why a message was not delivered")
        case SendFailure.KEYRING:
            return translate("Texts", "keyring not available", "why a message was not delivered")
        case SendFailure.BAD_ADDRESS:
            return translate("Texts", "address not understood", "why a message was not delivered")
        case SendFailure.INSECURE:
            return translate("Texts", "address not secure", "why a message was not delivered")
        case SendFailure.TOO_MANY:
            return translate("Texts", "too many recipients", "why a message was not delivered")
        case SendFailure.REFUSED:
            return translate("Texts", "refused", "why a message was not delivered")
        case SendFailure.UNREACHABLE:
            return translate("Texts", "not reachable", "why a message was not delivered")
        case SendFailure.TIMEOUT:
            return translate("Texts", "no answer in time", "why a message was not delivered")
        case SendFailure.SERVICE_FAILING:
            return translate("Texts", "service failing", "why a message was not delivered")
        case SendFailure.UNKNOWN:
            return translate("Texts", "no reason given", "why a message was not delivered")
        case SendFailure.CHANNEL_GONE:
            return translate("Texts", "channel removed", "why a message was not delivered")


def failure_of(value: str) -> SendFailure:
    """The failure of that value; unknown where this version does not know it."""
    try:
        return SendFailure(value)
    except ValueError:
        return SendFailure.UNKNOWN


def delivery_sentence(delivery: Delivery, channel_name: str, zone: ZoneInfo, now: datetime) -> str:
    """“Phone: delivered 14:05”, “Phone: waits until 08:00 (quiet hours)”, “Phone: given up 16:00: refused (403)”."""
    if delivery.delivered_at is not None:
        return translate("Texts", "{channel}: delivered {when}", "an alert").format(
            channel=channel_name, when=_when(delivery.delivered_at, zone, now)
        )
    if delivery.failed_at is not None:
        return translate("Texts", "{channel}: given up {when}: {reason}", "an alert").format(
            channel=channel_name, when=_when(delivery.failed_at, zone, now), reason=_reason(delivery)
        )
    attempts = delivery.attempts
    if attempts:
        return translate("Texts", "{channel}: tried %n time(s), next {when}: {reason}", "an alert", attempts).format(
            channel=channel_name, when=_when(delivery.due_at, zone, now), reason=_reason(delivery)
        )
    if delivery.held and delivery.not_before > now:
        return translate("Texts", "{channel}: waits until {when} (quiet hours)", "an alert").format(
            channel=channel_name, when=_when(delivery.not_before, zone, now)
        )
    return translate("Texts", "{channel}: about to be sent", "an alert").format(channel=channel_name)


def _reason(delivery: Delivery) -> str:
    outcome = delivery.outcome
    if outcome is None or outcome.failure is None:
        return failure_name(SendFailure.UNKNOWN)
    name = failure_name(outcome.failure)
    if not outcome.detail:
        return name
    return translate("Texts", "{reason} ({detail})", "why a message was not delivered: “refused (403)”").format(
        reason=name, detail=outcome.detail
    )


def _when(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    return fmt.instant_in_short(at, zone, now)


def _cause(failure: SendFailure) -> str:
    """With `{channel}` in it."""
    match failure:
        case SendFailure.NOBODY_THERE:
            return translate("Texts", "Nothing here shows notifications, so {channel} took no message")
        case SendFailure.NO_ADDRESS:
            return translate("Texts", "No address is stored for {channel}")
        case SendFailure.KEYRING:
            return translate("Texts", "The keyring that holds the address of {channel} could not be read")
        case SendFailure.BAD_ADDRESS:
            return translate("Texts", "The address of {channel} is not one that Galla can send to")
        case SendFailure.INSECURE:
            return translate(
                "Texts",
                "The address of {channel} is not encrypted, or does not check certificates, so nothing was sent",
            )
        case SendFailure.TOO_MANY:
            return translate("Texts", "The address of {channel} names too many recipients, so nothing was sent")
        case SendFailure.REFUSED:
            return translate("Texts", "The service behind {channel} refused the message")
        case SendFailure.UNREACHABLE:
            return translate("Texts", "The service behind {channel} cannot be reached")
        case SendFailure.TIMEOUT:
            return translate("Texts", "The service behind {channel} did not answer in time")
        case SendFailure.SERVICE_FAILING:
            return translate("Texts", "The service behind {channel} is failing or overloaded")
        case SendFailure.UNKNOWN:
            return translate("Texts", "The message was not taken by {channel}, and nobody said why")
        case SendFailure.CHANNEL_GONE:
            return translate("Texts", "The settings no longer have a channel called {channel}")


def _advice(failure: SendFailure) -> str:
    match failure:
        case SendFailure.NOBODY_THERE:
            return translate("Texts", "Start your desktop's notification service, or install dunst.")
        case SendFailure.NO_ADDRESS:
            return translate("Texts", "Enter it in the settings, under Channels.")
        case SendFailure.KEYRING:
            return translate("Texts", "Unlock the keyring, then send a test.")
        case SendFailure.BAD_ADDRESS:
            return translate("Texts", "Enter it again in the settings, under Channels.")
        case SendFailure.INSECURE:
            return translate("Texts", "Enter an address that is encrypted and checks certificates.")
        case SendFailure.TOO_MANY:
            return translate("Texts", "Split them over several channels: each takes up to {count}.").format(
                count=fmt.number(MOST_RECIPIENTS)
            )
        case SendFailure.REFUSED:
            return translate(
                "Texts",
                "It does not accept the key or the recipient: enter the address again in the settings, under Channels.",
            )
        case SendFailure.UNREACHABLE:
            return translate("Texts", "Check the network, and the address of the channel.")
        case SendFailure.TIMEOUT:
            return translate("Texts", "Check the network, then send a test.")
        case SendFailure.SERVICE_FAILING:
            return translate("Texts", "Wait a while, then send a test.")
        case SendFailure.UNKNOWN:
            return translate("Texts", "Check the address of the channel, then send a test.")
        case SendFailure.CHANNEL_GONE:
            return translate("Texts", "Add it again, if you still want it.")
