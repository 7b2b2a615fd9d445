"""What an account of one supplier needs: a name, perhaps address and currency, and what the profile asks for."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from galla.domain.errors import SettingsError
from galla.domain.profiles.model import Field, Profile
from galla.domain.profiles.requests import BUILT_IN
from galla.domain.settings import Account
from galla.domain.settings_rules import check_account
from galla.texts import problems, profile_words
from galla.texts.language import system_timezone
from galla.ui.settings.channel_ids import slug_of
from galla.ui.settings.entries import Choice, TextEntry
from galla.ui.settings.keys_form import KeysForm
from galla.ui.settings.rows import Card, FieldRow

translate = QCoreApplication.translate

_LIVE, _SANDBOX = "live", "sandbox"


class AccountForm(QWidget):
    """What an account of one supplier needs."""

    def __init__(self, profile_id: str, profile: Profile, taken: Collection[str]) -> None:
        super().__init__()
        self._profile_id, self._profile, self._taken = profile_id, profile, taken
        self.name = TextEntry()
        self.name.setMinimumWidth(260)
        self.name.setText(profile.name)
        self.address = TextEntry()
        self.address.setText(profile.base_url or "")
        self.address.setPlaceholderText("https://")
        self.currency = TextEntry()
        self.currency.setText(self._field("currency").default)
        self.environment: Choice[str] = Choice(
            [
                (_LIVE, translate("Settings", "the real account", "the supplier's environment")),
                (_SANDBOX, translate("Settings", "the supplier's trial environment", "the supplier's environment")),
            ]
        )
        self.environment.chosen.connect(self._on_environment)
        self.keys = KeysForm(field for field in profile.fields if field.name not in BUILT_IN)
        self._rows = self._build_rows()
        asked = {
            "name": True,
            "environment": profile.sandbox_base_url is not None,
            "base_url": profile.base_url is None,
            "currency": profile.needs_currency,
        }
        self._shown = [name for name, is_asked in asked.items() if is_asked]
        self._lay_out()

    def focus_order(self) -> tuple[QWidget, ...]:
        """Where something is entered, from top to bottom."""
        entries: dict[str, QWidget] = {
            "name": self.name,
            "environment": self.environment,
            "base_url": self.address,
            "currency": self.currency,
        }
        return (*(entries[name] for name in self._shown), *self.keys.focus_order())

    @property
    def account(self) -> Account:
        """The account, checked. Raises SettingsError."""
        name, currency = self.name.text().strip(), self.currency.text().strip()
        return check_account(
            Account(
                id=slug_of(name, self._taken, self._profile_id),
                name=name,
                base_url=self.address.text().strip(),
                profile=self._profile_id,
                currency=currency or None,
                fields=self.keys.texts,
                environment=self.environment.value or _LIVE,
                timezone=system_timezone(),
            )
        )

    def check(self) -> bool:
        """Whether the account can be made; says beside a field what is wrong."""
        for row in self._rows.values():
            row.clear_refusal()
        good = self.keys.check()
        if self._profile.needs_currency and not self.currency.text().strip():
            self._refuse("currency", translate("Settings", "Enter it."))
            return False
        try:
            return bool(self.account) and good
        except SettingsError as error:
            self._refuse(error.problem.fact("field"), problems.sentence(error.problem))
            return False

    def _refuse(self, field: str, sentence: str) -> None:
        row = self._rows.get(field) or self.keys.rows.get(field.removeprefix("fields.")) or self._rows["name"]
        row.refuse(sentence)

    def _field(self, name: str) -> Field:
        return next((field for field in self._profile.fields if field.name == name), Field(name, is_secret=False))

    def _on_environment(self, environment: str) -> None:
        profile = self._profile
        self.address.setText((profile.sandbox_base_url if environment == _SANDBOX else profile.base_url) or "")

    def _build_rows(self) -> dict[str, FieldRow]:
        address, currency = self._field("base_url"), self._field("currency")
        says = translate("Settings", "The supplier says it; enter one only to be sure that it stays the same.")
        if self._profile.needs_currency:
            says = translate("Settings", "Of the balance, such as USD: the supplier does not say it.")
        return {
            "name": FieldRow("name", translate("Settings", "Name", "of an account"), self.name),
            "environment": FieldRow(
                "environment", translate("Settings", "Ask", "followed by: the real account"), self.environment
            ),
            "base_url": FieldRow(
                "base_url",
                profile_words.field_label(address),
                self.address,
                profile_words.chosen(address.where),
                below=True,
            ),
            "currency": FieldRow("currency", profile_words.field_label(currency), self.currency, says),
        }

    def _lay_out(self) -> None:
        card = Card()
        card.add(*(self._rows[name] for name in self._shown))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(card)
        if self.keys.rows:
            column.addWidget(self.keys)
