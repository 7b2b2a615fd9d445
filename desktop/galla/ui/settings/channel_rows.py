"""What can be set of every channel, the desktop included: what it is told, and its quiet hours."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from galla.domain.alert_settings import Channel, Quiet
from galla.domain.hours import Hours
from galla.domain.notice import Severity
from galla.ui.settings.channel_words import common_quiet_name, least_severity_name
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.entries import Choice
from galla.ui.settings.parts import HoursEntry
from galla.ui.settings.quiet_section import USUAL_NIGHT
from galla.ui.settings.rows import FieldRow, beside

translate = QCoreApplication.translate


def severity_choice() -> Choice[Severity]:
    """A choice of what a channel is told."""
    return Choice([(severity, least_severity_name(severity)) for severity in Severity])


class LeastSeverityRow(FieldRow):
    """From which severity on the channel is told."""

    def __init__(self, channel_id: str, editor: SettingsEditor) -> None:
        choice = severity_choice()
        super().__init__(
            "least_severity", translate("Settings", "Tell of", "followed by: critical alerts only"), choice
        )
        self._id, self._choice, self._editor = channel_id, choice, editor
        choice.chosen.connect(self._on_chosen)

    def show_channel(self, channel: Channel) -> None:
        """Shows what `channel` is told."""
        self._choice.show_value(channel.least_severity)

    def _on_chosen(self, severity: Severity) -> None:
        self._editor.change_channel(self, self._id, lambda channel: replace(channel, least_severity=severity))


class QuietKind(StrEnum):
    """Whose quiet hours a channel has."""

    COMMON = "common"
    OWN = "own"
    NONE = "none"


class ChannelQuietRow(FieldRow):
    """Those of all channels, its own, or none."""

    def __init__(self, channel_id: str, editor: SettingsEditor) -> None:
        kind: Choice[QuietKind] = Choice()
        hours = HoursEntry()
        super().__init__("quiet_hours", translate("Settings", "Quiet hours", "of a channel"), beside(kind, hours))
        self._id, self._kind, self._hours, self._editor = channel_id, kind, hours, editor
        self._last = USUAL_NIGHT
        self.name_entries((kind, translate("Settings", "which", "read aloud: quiet hours")), *hours.named())
        kind.chosen.connect(self._on_kind)
        hours.entered.connect(self._on_hours)

    def show_channel(self, channel: Channel, common: Quiet) -> None:
        """Shows the quiet hours of `channel`; those of all channels are `common`."""
        self._kind.offer(
            [
                (QuietKind.COMMON, common_quiet_name(common)),
                (QuietKind.OWN, translate("Settings", "its own", "quiet hours of a channel")),
                (QuietKind.NONE, translate("Settings", "none", "quiet hours of a channel")),
            ]
        )
        kind = _kind_of(channel)
        self._kind.show_value(kind)
        self._hours.setVisible(kind is QuietKind.OWN)
        if channel.quiet is not None and channel.quiet.hours is not None:
            self._last = channel.quiet.hours
        elif common.hours is not None:
            self._last = common.hours
        self._hours.show_value(self._last)

    def _on_kind(self, kind: QuietKind) -> None:
        quiet = {QuietKind.COMMON: None, QuietKind.OWN: Quiet(self._last), QuietKind.NONE: Quiet(None)}[kind]
        self._set(quiet)

    def _on_hours(self, hours: Hours) -> None:
        self._set(Quiet(hours))

    def _set(self, quiet: Quiet | None) -> None:
        self._editor.change_channel(self, self._id, lambda channel: replace(channel, quiet=quiet))


def _kind_of(channel: Channel) -> QuietKind:
    if channel.quiet is None:
        return QuietKind.COMMON
    return QuietKind.NONE if channel.quiet.hours is None else QuietKind.OWN
