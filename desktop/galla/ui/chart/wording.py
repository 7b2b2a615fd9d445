"""The chart's words: titles, legend, the values under the crosshair."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from math import floor, log10
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.chart_bars import Bar, BarUnit
from galla.domain.currencies import display_decimals
from galla.domain.money import Money
from galla.domain.past import CreditKind
from galla.texts import locale_format as fmt
from galla.ui.chart.pointed import Pointed
from galla.ui.credit_names import credit_name
from galla.ui.fan import Expected

translate = QCoreApplication.translate

_WHOLE_FROM = 100
"""Cents of a forecast of more than this mean nothing."""
_COIN_DECIMALS = 3
_DIGITS = 3
"""A forecast knows no more; of coins it is given to the cent all the same, as amounts in coins are written."""


def balance_title(currency: str) -> str:
    """“Balance ($)”."""
    return translate("Chart", "Balance ({currency})", "title of a plot").format(currency=fmt.currency_symbol(currency))


def spend_title(unit: BarUnit, currency: str) -> str:
    """“Spend per day ($)”."""
    match unit:
        case BarUnit.HOUR:
            text = translate("Chart", "Spend per hour ({currency})", "title of a plot")
        case BarUnit.DAY:
            text = translate("Chart", "Spend per day ({currency})", "title of a plot")
        case BarUnit.WEEK:
            text = translate("Chart", "Spend per week ({currency})", "title of a plot")
    return text.format(currency=fmt.currency_symbol(currency))


def balance_reading(under: Pointed, currency: str, zone: ZoneInfo, kind: CreditKind | None = None) -> str:
    """“Thu 19 Nov 2026 14:32:  $412.10”, “about $410 (380–430)” where forecast; only the instant where unknown."""
    at = under.at
    instant = translate("Chart", "{weekday} {date} {time}", "an instant: “Thu 19 Nov 2026 14:32”").format(
        weekday=fmt.short_weekday(at, zone), date=fmt.date(at, zone), time=fmt.clock_time(at, zone)
    )
    if under.expected is not None:
        return translate("Chart", "{instant}:  {amount}", "a balance at an instant").format(
            instant=instant, amount=expected_balance(under.expected, currency)
        )
    if under.balance is None:
        return instant
    amount = fmt.money_rounded(under.balance)
    if under.balance_estimated:
        amount = translate("Chart", "about {amount}", "an estimated amount").format(amount=amount)
    if under.credit is not None and kind is not None:
        return translate(
            "Chart", "{instant}:  {amount} (+{credit}: {kind})", "a balance, and the money that came in"
        ).format(instant=instant, amount=amount, credit=fmt.money(under.credit), kind=credit_name(kind))
    if under.credit is not None:
        return translate("Chart", "{instant}:  {amount} (+{credit})", "a balance, and the money that came in").format(
            instant=instant, amount=amount, credit=fmt.money(under.credit)
        )
    return translate("Chart", "{instant}:  {amount}", "a balance at an instant").format(instant=instant, amount=amount)


def expected_balance(expected: Expected, currency: str) -> str:
    """“about $410 (380–430)”, in whole units from 100 on; only the range where no likely balance is known."""
    decimals = _decimals_of(expected.high, currency)
    lowest, highest = _in_digits(expected.low, expected.high), _in_digits(expected.high, expected.high)
    low, high = fmt.number(lowest, decimals), fmt.number(highest, decimals)
    if expected.likely is None:
        return translate("Chart", "{low} to {high}", "between which balances the account will be").format(
            low=_money(lowest, currency, decimals), high=_money(highest, currency, decimals)
        )
    likely = _money(_in_digits(expected.likely, expected.high), currency, decimals)
    if low == high:
        return translate("Chart", "about {amount}", "an estimated amount").format(amount=likely)
    return translate("Chart", "about {amount} ({low}–{high})", "an expected balance and its range").format(
        amount=likely, low=low, high=high
    )


def _decimals_of(high: float, currency: str) -> int:
    decimals = display_decimals(currency)
    if high >= _WHOLE_FROM:
        return 0
    if decimals <= _COIN_DECIMALS or high <= 0:
        return decimals
    return min(decimals, max(0, _DIGITS - 1 - floor(log10(high))))


def _in_digits(amount: float, high: float) -> float:
    """`amount` in the digits that mean something of `high`, above the point."""
    spare = 0 if high < _WHOLE_FROM else floor(log10(high)) - (_DIGITS - 1)
    return float(round(amount, -spare)) if spare > 0 else amount


def _money(amount: float, currency: str, decimals: int) -> str:
    return fmt.money_rounded(Money(Decimal(repr(amount)), currency), decimals)


def spend_reading(bar: Bar, unit: BarUnit, currency: str, zone: ZoneInfo, now: datetime) -> str:
    """“Thu 19 Nov:  $31.20, usually $28.00”, with “so far” for the slot that is not over."""
    slot = _slot(bar, unit, zone)
    spend = fmt.money_rounded(Money(bar.spend, currency))
    if bar.estimated:
        spend = translate("Chart", "about {amount}", "an estimated amount").format(amount=spend)
    if bar.end > now:
        spend = translate("Chart", "{amount} so far", "spend of a day that is not over").format(amount=spend)
    if bar.usual is None:
        return translate("Chart", "{slot}:  {amount}", "spend in an hour, day or week").format(slot=slot, amount=spend)
    return translate("Chart", "{slot}:  {amount}, usually {usual}", "spend in an hour, day or week").format(
        slot=slot, amount=spend, usual=fmt.money_rounded(Money(bar.usual, currency))
    )


def _slot(bar: Bar, unit: BarUnit, zone: ZoneInfo) -> str:
    match unit:
        case BarUnit.HOUR:
            return translate("Chart", "{weekday} {start}–{end}", "an hour: “Thu 14:00–15:00”").format(
                weekday=fmt.short_weekday(bar.start, zone),
                start=fmt.clock_time(bar.start, zone),
                end=fmt.clock_time(bar.end, zone),
            )
        case BarUnit.DAY:
            return translate("Chart", "{weekday} {date}", "a tick: “Thu 19 Nov”").format(
                weekday=fmt.short_weekday(bar.start, zone), date=fmt.short_date(bar.start, zone)
            )
        case BarUnit.WEEK:
            last = bar.end - timedelta(hours=12)
            return translate("Chart", "{start} – {end}", "a week: “16 Nov – 22 Nov”").format(
                start=fmt.short_date(bar.start, zone), end=fmt.short_date(last, zone)
            )
