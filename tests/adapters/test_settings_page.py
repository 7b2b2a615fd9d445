"""docs/settings.md: what it shows is a file that Galla takes as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from galla.adapters.settings_file import SettingsFile

PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_the_example_is_read_without_a_warning_and_says_the_defaults(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    file = tmp_path / "settings.toml"
    file.write_text(example[1], encoding="utf-8")
    settings = SettingsFile(file).load()
    assert settings.warnings == ()
    (account,) = settings.accounts
    assert account.fields == (("account_identifier", "A17"),)
    assert account.top_up.page == "https://shop.example.com/top-up"
    file.write_text('[[accounts]]\nid = "main"\nbase_url = "https://api.example.com"\n', encoding="utf-8")
    (bare,) = SettingsFile(file).load().accounts
    assert (account.polling, account.environment, account.reserve) == (bare.polling, bare.environment, bare.reserve)
