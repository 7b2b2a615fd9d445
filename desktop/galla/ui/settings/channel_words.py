"""What the settings say of channels: what they are told, how delivering goes, and what came of a test."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from galla.domain.alert_settings import DESKTOP, Channel, Quiet
from galla.domain.channel import SendOutcome
from galla.domain.notice import Severity
from galla.texts import locale_format as fmt
from galla.texts.alert_names import channel_name
from galla.texts.deliveries import outcome_sentence
from galla.ui.settings.notes import Tone
from galla.ui.settings.state import ChannelState, SettingsView

translate = QCoreApplication.translate


def least_severity_name(severity: Severity) -> str:
    """What a channel is told, by the least severity that reaches it."""
    match severity:
        case Severity.INFO:
            return translate("Settings", "everything, also news", "what a channel is told")
        case Severity.WARNING:
            return translate("Settings", "warnings and critical alerts", "what a channel is told")
        case Severity.CRITICAL:
            return translate("Settings", "critical alerts only", "what a channel is told")


def name_of(channel: Channel) -> str:
    """What the channel is called."""
    return channel_name(channel.id, channel.name)


def common_quiet_name(quiet: Quiet) -> str:
    """The choice to have the quiet hours of the page Alerts, with what they are."""
    if quiet.hours is None:
        return translate("Settings", "as for all: none", "quiet hours of a channel")
    return translate("Settings", "as for all: {start} to {end}", "quiet hours of a channel").format(
        start=quiet.hours.start.strftime("%H:%M"), end=quiet.hours.end.strftime("%H:%M")
    )


def state_sentence(channel: Channel, state: ChannelState, view: SettingsView) -> tuple[str, Tone]:
    """How delivering to the channel goes, and whether that is bad news."""
    health = state.health
    if not state.has_address and channel.id != DESKTOP:
        return translate("Settings", "Its address is not in the keyring: enter it with “Change address…”."), Tone.ALARM
    if health is None or (health.delivered_at is None and health.failed_at is None):
        return translate("Settings", "Nothing was sent yet.", "of a channel"), Tone.INFO
    if health.fails and health.failed_at is not None:
        when = fmt.instant(health.failed_at, view.zone, view.now)
        why = "" if health.outcome is None else outcome_sentence(health.outcome, name_of(channel))
        failing = translate("Settings", "Failing since {when}. {why}", "of a channel").format(when=when, why=why)
        return failing.rstrip(), Tone.ALARM
    assert health.delivered_at is not None
    when = fmt.instant(health.delivered_at, view.zone, view.now)
    return translate("Settings", "Last delivered {when}.", "of a channel").format(when=when), Tone.INFO


def heartbeat_sentence(state: ChannelState, enabled: bool, view: SettingsView) -> tuple[str, Tone]:
    """How calling the address goes, and whether that is bad news."""
    health = state.health
    if not state.has_address:
        return translate("Settings", "No address is stored.", "of the heartbeat"), Tone.ALARM if enabled else Tone.INFO
    if health is None or (health.delivered_at is None and health.failed_at is None):
        return translate("Settings", "The address was not called yet.", "of the heartbeat"), Tone.INFO
    if health.fails and health.failed_at is not None:
        when = fmt.instant(health.failed_at, view.zone, view.now)
        why = "" if health.outcome is None else heartbeat_outcome(health.outcome)
        failing = translate("Settings", "Failing since {when}. {why}", "of the heartbeat").format(when=when, why=why)
        return failing.rstrip(), Tone.ALARM
    assert health.delivered_at is not None
    when = fmt.instant(health.delivered_at, view.zone, view.now)
    return translate("Settings", "Last called {when}.", "of the heartbeat").format(when=when), Tone.INFO


def heartbeat_outcome(outcome: SendOutcome) -> str:
    """What came of calling the address once."""
    if outcome.delivered:
        return translate("Settings", "The address answered.", "of the heartbeat")
    return outcome_sentence(outcome, translate("Settings", "the heartbeat", "as the name of a channel"))


def tone_of(outcome: SendOutcome) -> Tone:
    """Whether what came of it is bad news."""
    return Tone.INFO if outcome.delivered else Tone.ALARM
