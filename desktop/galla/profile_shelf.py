"""Accounts joined with their profiles: what the engine watches. Shared by the tray and the commands."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from galla.adapters.profiles import load_profile
from galla.domain.alert_settings import DEFAULT_ALERTS, AlertSettings
from galla.domain.errors import SettingsError
from galla.domain.profiles.answers import TimeMeaning
from galla.domain.profiles.model import Profile
from galla.domain.settings import Account
from galla.domain.watched import Watched


class ProfileShelf:
    """Profiles by account, each file read once; what cannot be read raises SettingsError."""

    def __init__(self, user_folder: Path | None) -> None:
        self._user_folder = user_folder
        self._profiles: dict[str, Profile] = {}

    def of(self, account: Account) -> Profile:
        """The account's profile."""
        return self.get(account.profile)

    def get(self, profile_id: str) -> Profile:
        """The profile of that id."""
        if profile_id not in self._profiles:
            self._profiles[profile_id] = load_profile(profile_id, self._user_folder)
        return self._profiles[profile_id]

    def secret_names(self, account: Account) -> tuple[str, ...]:
        """The names of the secrets that the account's profile needs."""
        return self.of(account).secret_names

    def currency(self, account: Account) -> str | None:
        """The currency that the account's settings or its profile name; None where only an answer does."""
        try:
            return account.currency or self.of(account).currency.fixed
        except SettingsError:
            return None

    def watched(self, account: Account, alerts: AlertSettings = DEFAULT_ALERTS) -> Watched:
        """The account as the monitor sees it; where its profile cannot be read, each poll of it says so."""
        try:
            profile = self.of(account)
        except SettingsError:
            profile = None
        rule = None if profile is None else profile.reported_at
        return Watched(
            account,
            ZoneInfo(account.timezone),
            reported_is_recalculation=rule is not None and rule.meaning is TimeMeaning.RECALCULATED,
            alerts=alerts,
            min_interval_s=0 if profile is None else profile.min_interval_s,
            asked_for=None if profile is None else profile.asked_for(dict(account.fields)),
            top_up_page=account.top_up.page or (None if profile is None else profile.top_up_page),
        )
