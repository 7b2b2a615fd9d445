"""The settings as last read, and a file that somebody else changes meanwhile."""

from __future__ import annotations

from dataclasses import replace

from app.conftest import Bench, has_balance
from galla.domain.errors import SettingsError, SettingsReason
from galla.domain.settings import General, Language, Settings, SettingsWarning
from galla.settings_keeping import SettingsKeeping


async def test_only_a_file_that_says_something_else_is_another_one(idle_bench: Bench) -> None:
    bench = idle_bench
    bench.settings = Settings(general=General(Language.HINDI))
    keeping = SettingsKeeping(bench.parts, bench.face)
    await keeping.load()
    assert not await keeping._have_changed()
    bench.settings = replace(bench.settings, warnings=(SettingsWarning("colour", 3),))
    assert await keeping._have_changed()
    await keeping.load()
    assert not await keeping._have_changed()


async def test_a_broken_file_is_another_one_once_and_so_is_the_mended_one(idle_bench: Bench) -> None:
    bench = idle_bench
    keeping = SettingsKeeping(bench.parts, bench.face)
    await keeping.load()
    bench.settings = SettingsError(SettingsReason.NOT_TOML, line=3)
    assert await keeping._have_changed()
    await keeping.load()
    assert not await keeping._have_changed()
    bench.settings = SettingsError(SettingsReason.NOT_TOML, line=4)
    assert await keeping._have_changed()
    bench.settings = Settings()
    assert await keeping._have_changed()


async def test_a_file_that_is_edited_by_hand_while_the_program_runs_is_taken_up(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    assert isinstance(bench.settings, Settings)
    assert bench.settings_news.on_change is not None
    bench.settings = replace(bench.settings, general=General(Language.HINDI))
    bench.settings_news.on_change()
    await bench.until(lambda: bench.face.settings[-1].general.language is Language.HINDI)


async def test_a_file_that_is_broken_by_hand_is_told_and_the_balance_stays_until_it_is_mended(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    good = bench.settings
    assert bench.settings_news.on_change is not None
    bench.settings = SettingsError(SettingsReason.NOT_TOML, line=3)
    bench.settings_news.on_change()
    await bench.until(lambda: bench.face.trouble_now is not None)
    await bench.until(lambda: has_balance(bench))
    bench.settings = good
    bench.settings_news.on_change()
    await bench.until(lambda: bench.face.trouble_now is None)
    await bench.stop()
    assert bench.settings_news.on_change is None
