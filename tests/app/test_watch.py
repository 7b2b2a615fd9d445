"""The watch from the supplier to whoever shows it, over restarts and changed settings."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from decimal import Decimal

import pytest

from app.conftest import Bench, has_balance
from galla.demo.supplier import Fault
from galla.domain import standing
from galla.domain.chart import ChartRequest
from galla.domain.errors import ProblemKind, SettingsError, SettingsReason, UnreachableReason
from galla.domain.model import AccountMemory, Level, Runway
from galla.domain.money import Money
from galla.domain.past import Correction, CreditKind
from galla.domain.settings import Settings
from galla.domain.spend_hours import SpendHours
from galla.domain.watched import Watched


async def test_a_balance_travels_from_the_supplier_to_the_face(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))

    assert bench.face.last.balance == Money(Decimal("500.00"), "USD")
    assert bench.face.last.level is Level.HEALTHY or bench.face.last.threshold is not None
    assert bench.face.last.problem is None


async def test_a_fall_under_the_threshold_is_notified_once_and_so_is_the_recovery(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    await bench.read("300.00")
    for balance in ("95.00", "94.00", "93.00"):
        await bench.read(balance)
    await bench.until(lambda: len(bench.notifier.shown) == 1)
    for balance in ("600.00", "599.00"):
        await bench.read(balance)
    await bench.until(lambda: len(bench.notifier.shown) == 3)

    assert [f"{message.title} {message.body}" for message in bench.notifier.shown] == [
        "balance_below raised",
        "credit raised",
        "balance_below recovered",
    ]


async def test_after_a_restart_the_last_balance_is_on_screen_before_any_request(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    asked = bench.supplier.requests
    bench.supplier.fault = Fault.SLOW

    await bench.restart()
    await bench.until(lambda: bool(bench.face.rendered))

    first = bench.face.rendered[0][0]
    assert first.balance == Money(Decimal("500.00"), "USD")
    assert first.observed_at is not None
    assert bench.supplier.requests == asked


async def test_a_restart_repeats_no_notification(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    await bench.read("300.00")
    await bench.read("95.00")
    await bench.until(lambda: len(bench.notifier.shown) == 1)

    await bench.restart()
    await bench.until(lambda: has_balance(bench))
    await bench.read("94.00")

    assert len(bench.notifier.shown) == 1


async def test_a_notice_that_no_server_took_is_shown_by_the_next_run(bench: Bench) -> None:
    bench.notifier.answers = False
    await bench.until(lambda: has_balance(bench))
    await bench.read("300.00")
    await bench.read("95.00")

    bench.notifier.answers = True
    await bench.restart()

    await bench.until(lambda: len(bench.notifier.shown) == 1)
    assert bench.notifier.shown[0].notice_id.startswith("main.balance_below.")


async def test_changed_settings_take_effect_without_a_restart(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    assert isinstance(bench.settings, Settings)
    renamed = replace(bench.settings.accounts[0], name="Renamed")

    bench.settings = Settings(accounts=(renamed,))
    bench.watch.reload_settings()

    await bench.until(lambda: bool(bench.face.rendered[-1]) and bench.face.last.account_name == "Renamed")
    assert bench.face.last.balance is not None


async def test_settings_broken_while_running_are_told_and_the_watch_goes_on(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))

    bench.settings = SettingsError(SettingsReason.NOT_TOML, line=3)
    bench.watch.reload_settings()
    await bench.until(lambda: bool(bench.face.problems))
    rendered = len(bench.face.rendered)
    await bench.until(lambda: len(bench.face.rendered) > rendered)
    await bench.read("400.00")

    assert bench.face.problems[0].kind is ProblemKind.SETTINGS


async def test_a_failing_supplier_leaves_the_balance_on_screen_marked_stale(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))

    bench.supplier.fault = Fault.SERVER_ERROR
    await bench.watch.refresh("main")
    await bench.until(lambda: bench.face.last.problem is not None)

    assert bench.face.last.balance == Money(Decimal("500.00"), "USD")
    assert bench.face.last.stale
    assert bench.face.last.problem is not None
    assert bench.face.last.problem.kind is ProblemKind.SUPPLIER_FAILING


async def test_snoozing_is_written_to_the_ledger(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    await bench.read("300.00")
    await bench.read("95.00")
    (episode,) = bench.face.last.episodes

    await bench.watch.snooze(episode.id)
    await bench.restart()
    await bench.until(lambda: has_balance(bench))

    assert bench.face.last.episodes[0].snoozed_until is not None


@pytest.mark.parametrize(
    "change", [{"currency": "EUR"}, {"environment": "sandbox"}, {"base_url": "http://127.0.0.1:9"}]
)
async def test_after_a_swap_the_chart_shows_nothing_of_the_source_before(
    bench: Bench, change: dict[str, object]
) -> None:
    await bench.until(lambda: has_balance(bench))
    request = ChartRequest("main", None, bench.parts.clock.now())
    before = await bench.watch.chart(request)
    assert isinstance(bench.settings, Settings)
    swapped = replace(bench.settings.accounts[0], name="Swapped", **change)  # type: ignore[arg-type]
    bench.supplier.fault = Fault.SERVER_ERROR

    bench.settings = Settings(accounts=(swapped,))
    bench.watch.reload_settings()
    await bench.until(lambda: bool(bench.face.rendered[-1]) and bench.face.last.account_name == "Swapped")

    assert before is not None
    assert bench.face.last.balance is None
    assert await bench.watch.chart(request) is None


async def test_after_a_swap_nothing_of_the_source_before_is_scored(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    before = await bench.watch.forecast_log("main")
    assert isinstance(bench.settings, Settings)
    swapped = replace(bench.settings.accounts[0], name="Swapped", environment="sandbox")
    bench.supplier.fault = Fault.SERVER_ERROR

    bench.settings = Settings(accounts=(swapped,))
    bench.watch.reload_settings()
    await bench.until(lambda: bool(bench.face.rendered[-1]) and bench.face.last.account_name == "Swapped")

    assert before is not None
    assert before.until is not None
    assert await bench.watch.forecast_log("main") is None
    assert await bench.watch.forecast_log("gone") is None


async def test_the_owners_word_on_a_credit_is_in_the_log_and_survives_a_restart(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    await bench.read("700.00")
    log = await bench.watch.forecast_log("main")
    assert log is not None
    (rise,) = log.hours.credits
    word = Correction(rise.at, CreditKind.REFUND)

    await bench.watch.correct("main", word)
    await bench.restart()
    await bench.until(lambda: has_balance(bench))

    log = await bench.watch.forecast_log("main")
    assert log is not None
    assert log.corrections == (word,)


async def test_forecasts_are_computed_beside_the_thread_that_shows_them(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[str] = set()
    original = standing.runway_of

    def noted(hours: SpendHours | None, memory: AccountMemory, watched: Watched) -> Runway:
        threads.add(threading.current_thread().name)
        return original(hours, memory, watched)

    monkeypatch.setattr(standing, "runway_of", noted)
    await bench.until(lambda: has_balance(bench))
    await bench.read("480.00")

    assert threads == {"forecast_0"}


async def test_an_account_without_a_named_currency_has_the_chart_of_its_source(idle_bench: Bench) -> None:
    bench = idle_bench
    address = await bench.supplier.start()
    bench.settings = Settings(accounts=(replace(bench.account(address), currency=None),))
    bench.resume()
    await bench.until(lambda: has_balance(bench))

    assert await bench.watch.chart(ChartRequest("main", None, bench.parts.clock.now())) is not None


@pytest.mark.parametrize(("wish", "field"), [("snooze", "snoozed_until"), ("acknowledge", "acknowledged_at")])
async def test_a_wish_while_the_settings_are_read_anew_is_carried_out_afterwards(
    bench: Bench, wish: str, field: str
) -> None:
    await bench.until(lambda: has_balance(bench))
    await bench.read("300.00")
    await bench.read("95.00")
    (episode,) = bench.face.last.episodes
    reading, may_go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def read_slowly() -> None:
        loop.call_soon_threadsafe(reading.set)
        assert may_go_on.wait(20)

    bench.before_load = read_slowly
    bench.watch.reload_settings()
    await reading.wait()
    await getattr(bench.watch, wish)(episode.id)
    may_go_on.set()

    await bench.until(lambda: getattr(bench.face.last.episodes[0], field) is not None)
    assert bench.face.last.episodes[0].id == episode.id


async def test_a_word_on_a_credit_while_the_settings_are_read_anew_is_carried_out_afterwards(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    reading, may_go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def read_slowly() -> None:
        loop.call_soon_threadsafe(reading.set)
        assert may_go_on.wait(20)

    bench.before_load = read_slowly
    bench.watch.reload_settings()
    await reading.wait()
    at = bench.face.last.observed_at
    assert at is not None
    await bench.watch.correct("main", Correction(at, CreditKind.TOP_UP))
    shown = len(bench.face.rendered)
    may_go_on.set()

    await bench.until(lambda: len(bench.face.rendered) > shown + 1)
    log = await bench.watch.forecast_log("main")
    assert log is not None
    assert log.corrections == (Correction(at, CreditKind.TOP_UP),)


async def test_a_network_that_was_lost_before_a_reload_is_still_ours_to_mend(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    bench.news.on_network(False)
    bench.supplier.fault = Fault.RESET
    shown = len(bench.face.rendered)
    bench.watch.reload_settings()
    await bench.until(lambda: len(bench.face.rendered) > shown + 1)

    await bench.watch.refresh("main")
    await bench.until(lambda: bench.face.last.problem is not None)

    assert bench.face.last.problem is not None
    assert bench.face.last.problem.reason == UnreachableReason.OFFLINE


async def test_another_environment_is_asked_at_once(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    assert isinstance(bench.settings, Settings)
    (account,) = bench.settings.accounts
    bench.balance = "123.00"
    bench.settings = Settings(accounts=(replace(account, environment="sandbox"),))
    bench.watch.reload_settings()
    await bench.until(lambda: bench.face.last.balance == Money(Decimal("123.00"), "USD"))


async def test_settings_that_are_read_again_never_show_some_accounts_without_the_others(bench: Bench) -> None:
    assert isinstance(bench.settings, Settings)
    (account,) = bench.settings.accounts
    bench.settings = Settings(accounts=tuple(replace(account, id=key, name=key) for key in ("main", "b", "c")))
    bench.watch.reload_settings()
    await bench.until(lambda: bool(bench.face.rendered) and len(bench.face.rendered[-1]) == 3)
    seen = len(bench.face.rendered)
    for _ in range(3):
        before = bench.watch._monitor
        bench.watch.reload_settings()
        await bench.until(lambda before=before: bench.watch._monitor not in (None, before))
    shown = [[one.account_id for one in snapshots] for snapshots in bench.face.rendered[seen:]]
    assert shown and all(ids == ["main", "b", "c"] for ids in shown)


async def test_a_monitor_that_settings_have_replaced_remembers_nothing_any_more(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    before = bench.watch._monitor
    assert before is not None
    bench.watch.reload_settings()
    await bench.until(lambda: bench.watch._monitor not in (None, before))
    assert all(loop.memory == AccountMemory(key) for key, loop in before._loops.items())
    assert has_balance(bench)


async def test_an_account_that_was_removed_does_not_come_back_with_what_a_command_wrote(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    assert isinstance(bench.settings, Settings)
    (account,) = bench.settings.accounts
    many = tuple(replace(account, id=f"a{number}") for number in range(12))
    bench.settings = Settings(accounts=many)
    bench.watch.reload_settings()
    await bench.until(lambda: len(bench.face.rendered[-1]) == len(many))
    reading = asyncio.ensure_future(bench.watch.read_again())
    await asyncio.sleep(0)
    bench.settings = Settings(accounts=many[:1])
    bench.watch.reload_settings()
    await bench.until(lambda: bench.face.settings[-1].accounts == many[:1] and len(bench.face.rendered[-1]) == 1)
    shown = len(bench.face.rendered)
    await reading
    assert all(len(accounts) == 1 for accounts in bench.face.rendered[shown:])


async def test_a_refresh_while_the_settings_are_read_anew_is_carried_out_afterwards(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    reading, may_go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def read_slowly() -> None:
        loop.call_soon_threadsafe(reading.set)
        assert may_go_on.wait(20)

    bench.before_load = read_slowly
    bench.watch.reload_settings()
    await reading.wait()
    bench.balance = "432.00"
    assert await bench.watch.refresh("main") is None
    may_go_on.set()

    await bench.until(lambda: bench.face.last.balance == Money(Decimal("432.00"), "USD"))


async def test_a_refresh_that_changed_settings_cut_short_is_carried_out_afterwards(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    bench.supplier.fault = Fault.SLOW
    assert await bench.watch.refresh("main") is None
    await bench.until(lambda: bench.face.last.polling)
    bench.supplier.fault = None
    bench.balance = "432.00"
    bench.watch.reload_settings()

    await bench.until(lambda: bench.face.last.balance == Money(Decimal("432.00"), "USD"))
