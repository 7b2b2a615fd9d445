"""What the chart window is told of forecasts and credits, from the log of a real ledger."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from app.conftest import Bench, has_balance
from galla.domain.chart import CreditMark
from galla.domain.money import Money
from galla.domain.past import Correction, CreditKind, ForecastLog, PastHours
from galla.domain.track_record import TrackRecord
from galla.scoring import scored
from histories import START

HOUR = int(START.timestamp()) // 3600
TOP_UP = CreditMark(START + timedelta(days=4, minutes=30), Money(Decimal(900), "USD"))


def log(*corrections: Correction, credits: tuple[CreditMark, ...] = (TOP_UP,)) -> ForecastLog:
    """Ten days at ten dollars an hour."""
    hours = PastHours(HOUR, (10.0,) * 240, (True,) * 240, credits)
    return ForecastLog((), hours, corrections, START + timedelta(days=10) - timedelta(minutes=1))


def test_every_credit_is_judged() -> None:
    (credit,) = scored(log(), "UTC").judged
    assert (credit.at, credit.kind, credit.by_owner) == (TOP_UP.at, CreditKind.TOP_UP, False)


def test_the_owners_word_counts() -> None:
    (credit,) = scored(log(Correction(TOP_UP.at, CreditKind.REFUND)), "Asia/Kolkata").judged
    assert (credit.kind, credit.by_owner) == (CreditKind.REFUND, True)


def test_without_credits_and_forecasts_there_is_nothing_to_tell() -> None:
    told = scored(log(credits=()), "UTC")
    assert (told.judged, told.record) == ((), TrackRecord())


async def test_a_ledger_of_a_few_minutes_can_be_scored(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    await bench.read("700.00")
    found = await bench.watch.forecast_log("main")
    assert found is not None
    told = scored(found, "UTC")
    assert [credit.amount for credit in told.judged] == [Money(Decimal(200), "USD")]
    assert told.record.points == ()
