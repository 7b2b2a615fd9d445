"""The page of alert rules: what an account is warned of, and when."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication

from galla.ui.settings.account_section import AccountSection
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.page import SettingsPage
from galla.ui.settings.quiet_section import QuietSection
from galla.ui.settings.rules_section import RulesSection
from galla.ui.settings.timing_section import TimingSection

translate = QCoreApplication.translate

NAME = "alerts"


class AlertsPage(SettingsPage):
    """First what each account has for itself, then what is common to all."""

    def __init__(self, editor: SettingsEditor) -> None:
        super().__init__(
            NAME,
            translate("Settings", "Alerts", "a page of settings"),
            [partial(kind, editor) for kind in (AccountSection, QuietSection, TimingSection, RulesSection)],
        )

    @property
    def account_section(self) -> AccountSection | None:
        """What an account has for itself; None while it is not built."""
        return self.findChild(AccountSection)
