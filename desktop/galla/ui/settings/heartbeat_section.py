"""The heartbeat: calls a service while Galla watches, so that silence raises an alarm elsewhere."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QPushButton

from galla.domain.alert_settings import AlertSettings
from galla.domain.alert_settings_rules import HEARTBEAT_MIN
from galla.ui.settings import checks
from galla.ui.settings.channel_words import heartbeat_sentence
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.entries import Switch
from galla.ui.settings.notes import Tone
from galla.ui.settings.parts import UnitEntry
from galla.ui.settings.rows import Card, FieldRow, Section, beside
from galla.ui.settings.state import ChannelState, SettingsView

translate = QCoreApplication.translate

_UNKNOWN = ChannelState("", has_address=False)


class HeartbeatSection(Section):
    """Switch, address, interval, and how calling goes."""

    address_wanted = Signal()
    removal_wanted = Signal()

    def __init__(self, editor: SettingsEditor) -> None:
        super().__init__(
            translate("Settings", "Heartbeat", "heading of settings: a sign of life"),
            translate(
                "Settings",
                "A computer that is closed, offline or broken cannot warn you. While Galla watches, it calls an"
                " address every few minutes; when the calls stop, the service behind it tells you. Healthchecks.io"
                " is such a service.",
            ),
        )
        self._editor = editor
        self._has_address = False
        self._switch = Switch()
        self._address = QPushButton()
        self._remove = QPushButton(translate("Settings", "Remove…", "an address"))
        self._remove.setObjectName("danger")
        self._interval = UnitEntry(translate("Settings", "min", "minutes, behind a number"))
        self._address.clicked.connect(self.address_wanted)
        self._remove.clicked.connect(self.removal_wanted)
        self._switch.switched.connect(self._on_switched)
        card = Card()
        card.add(*self._build_rows())
        self.add(card)

    def show_view(self, view: SettingsView) -> None:
        """Shows what is set, and how calling goes."""
        state, heartbeat = view.heartbeat or _UNKNOWN, self._editor.alerts.heartbeat
        self._has_address = state.has_address
        self._switch.show_value(heartbeat.enabled)
        self._switch_row.setEnabled(state.has_address or heartbeat.enabled)
        self._interval.entry.show_value(str(heartbeat.interval_min))
        self._address.setText(
            translate("Settings", "Replace address…") if state.has_address else translate("Settings", "Enter address…")
        )
        self._remove.setVisible(state.has_address)
        sentence, tone = heartbeat_sentence(state, heartbeat.enabled, view)
        self._address_row.set_hint(sentence, alarm=tone is Tone.ALARM)

    @property
    def has_address(self) -> bool:
        """Whether an address is stored."""
        return self._has_address

    def switch_on(self) -> None:
        """It has got an address, so it is wanted."""
        self._set_enabled(True)

    def _build_rows(self) -> tuple[FieldRow, ...]:
        self._switch_row = FieldRow(
            "heartbeat.enabled", translate("Settings", "Call while Galla watches", "the heartbeat"), self._switch
        )
        self._address_row = FieldRow(
            "heartbeat.address", translate("Settings", "Address"), beside(self._address, self._remove)
        )
        self._address_row.name_entries(
            (self._address, translate("Settings", "change", "read aloud: an address")),
            (self._remove, translate("Settings", "remove", "read aloud: an address")),
        )
        self._interval_row = FieldRow(
            "heartbeat.interval_min",
            translate("Settings", "Every", "followed by minutes"),
            self._interval,
            translate("Settings", "Let the service wait for some calls more before it raises its alarm."),
        )
        self._interval_row.name_entries((self._interval.entry, self._interval.unit))
        self._interval_row.bind(self._interval.entry, self._on_interval)
        return (self._switch_row, self._address_row, self._interval_row)

    def _on_switched(self, on: bool) -> None:
        if not self._set_enabled(on):
            self._switch.show_value(not on)

    def _set_enabled(self, on: bool) -> bool:
        def change(alerts: AlertSettings) -> AlertSettings:
            return replace(alerts, heartbeat=replace(alerts.heartbeat, enabled=on))

        return self._editor.change_alerts(self._switch_row, change)

    def _on_interval(self, text: str) -> bool:
        def change(alerts: AlertSettings) -> AlertSettings:
            minutes = checks.whole_number(text, self._interval_row.field, HEARTBEAT_MIN)
            return replace(alerts, heartbeat=replace(alerts.heartbeat, interval_min=minutes))

        return self._editor.change_alerts(self._interval_row, change)
