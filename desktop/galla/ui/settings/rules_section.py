"""Which alert rules are on: each with a switch, its name, and what it warns of."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from galla.domain.alert_settings import ALWAYS_ON, AlertSettings
from galla.domain.notice import Rule
from galla.texts.alert_names import rule_explanation, rule_name
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.entries import Switch
from galla.ui.settings.rows import Card, FieldRow, Section
from galla.ui.settings.state import SettingsView

translate = QCoreApplication.translate

_STEP = 4
"""Rows that are built at a time."""


class RulesSection(Section):
    """A switch for every rule."""

    def __init__(self, editor: SettingsEditor) -> None:
        super().__init__(
            translate("Settings", "Rules", "heading of settings: which alerts there are"),
            translate("Settings", "What Galla tells you of, for all accounts."),
        )
        self._editor = editor
        self._card = Card()
        self._rows: dict[Rule, RuleRow] = {}
        self.add(self._card)
        self.build_next()

    @property
    def is_complete(self) -> bool:
        """Whether every rule has its row."""
        return len(self._rows) == len(Rule)

    def build_next(self) -> None:
        """Builds some rows more."""
        for rule in [rule for rule in Rule if rule not in self._rows][:_STEP]:
            self._rows[rule] = RuleRow(rule, self._editor)
            self._card.add(self._rows[rule])

    def show_view(self, view: SettingsView) -> None:
        """Shows which rules are on."""
        alerts = self._editor.alerts
        for rule, row in self._rows.items():
            row.show_value(rule not in alerts.off)


class RuleRow(FieldRow):
    """One rule. Those without which nothing could be relied on are always on, and say so."""

    def __init__(self, rule: Rule, editor: SettingsEditor) -> None:
        switch = Switch()
        super().__init__(f"alerts.rules.{rule}", rule_name(rule), switch, _explanation(rule))
        self._rule, self._switch, self._editor = rule, switch, editor
        switch.setEnabled(rule not in ALWAYS_ON)
        switch.switched.connect(self._on_switched)

    def show_value(self, on: bool) -> None:
        """Shows whether the rule is on."""
        self._switch.show_value(on)

    def _on_switched(self, on: bool) -> None:
        def change(alerts: AlertSettings) -> AlertSettings:
            return replace(alerts, off=alerts.off - {self._rule} if on else alerts.off | {self._rule})

        if not self._editor.change_alerts(self, change):
            self._switch.show_value(not on)


def _explanation(rule: Rule) -> str:
    explanation = rule_explanation(rule)
    if rule not in ALWAYS_ON:
        return explanation
    reason = translate("Settings", "Always on: without it, all would look well while nothing works.")
    return f"{explanation} {reason}"
