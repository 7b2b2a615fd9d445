"""Money, numbers, dates and durations as text in the default locale. Nothing else in Galla formats them.

Money never passes through a float. Clock times are of 24 hours, which needs no "am" in a tooltip's short line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Date  # noqa: N812
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale

from galla.domain.currencies import display_decimals, storage_decimals
from galla.domain.money import Money

translate = QCoreApplication.translate

_SYMBOLS = {
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "INR": "₹",
    "JPY": "¥",
    "KRW": "₩",
    "NGN": "₦",
    "PHP": "₱",
    "VND": "₫",
    "ILS": "₪",
    "UAH": "₴",
    "TRY": "₺",
    "THB": "฿",
    "BDT": "৳",
    "CNY": "CN¥",
    "BRL": "R$",
    "AUD": "A$",
    "CAD": "CA$",
    "NZD": "NZ$",
    "HKD": "HK$",
    "MXN": "MX$",
}
"""A bare $ is the US dollar, in which suppliers bill; every other dollar names its country. The rest show the code."""

_COIN_DECIMALS = 3
"""With so many decimals or fewer an amount shows all of them or none: nobody writes $8.4."""
_NO_BREAK_SPACE = "\u00a0"


def money(value: Money) -> str:
    """`value` exactly: “$84.20”, “₹1,00,000.00”, “AED 84.20”; digits finer than the minor unit stay visible, as far
    as the ledger keeps them."""
    return _with_symbol(value.amount, _visible_decimals(value.amount, value.currency), value.currency)


def money_rounded(value: Money, decimals: int | None = None) -> str:
    """`value` to the currency's minor unit, or to `decimals`: for estimates, whose further digits mean nothing."""
    decimals = display_decimals(value.currency) if decimals is None else decimals
    return _with_symbol(_rounded(value.amount, decimals), decimals, value.currency)


def money_about(value: Money) -> str:
    """`value` to two significant digits, “$350”, “$8.40”, “₹1,30,000”: for a forecast, which knows no more."""
    decimals = display_decimals(value.currency)
    places = 1 - value.amount.adjusted() if value.amount else 0
    shown = 0 if places <= 0 else decimals if decimals <= _COIN_DECIMALS else min(places, decimals)
    return _with_symbol(_rounded(value.amount, min(places, decimals)), shown, value.currency)


def amount(value: Money) -> str:
    """`value` exactly, without its currency, for a column or an axis that names it."""
    return _grouped(value.amount, _visible_decimals(value.amount, value.currency))


def currency_symbol(code: str) -> str:
    """What stands for the currency beside an amount: “$”, “₹”, or the code itself."""
    return _SYMBOLS.get(code, code)


def number(value: Decimal | int | float, decimals: int = 0) -> str:
    """A plain number with that many decimals, grouped as the locale does."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return _grouped(_rounded(exact, decimals), decimals)


def percent(share: float, decimals: int = 0) -> str:
    """“25 %” of a share of 0.25, spaced as the language does."""
    return translate("Texts", "{number}%", "a share of a whole").format(number=number(share * 100, decimals))


def duration(span: timedelta) -> str:
    """“under a minute”, “12 min”, “3 h 20 min”, “18 h”, “4 days”; a negative span counts as none."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 1:
        return translate("Texts", "under a minute", "a duration")
    if minutes < 60:
        return translate("Texts", "{minutes} min", "a duration").format(minutes=number(minutes))
    hours, rest = divmod(minutes, 60)
    if hours < 6 and rest:
        return translate("Texts", "{hours} h {minutes} min", "a duration").format(
            hours=number(hours), minutes=number(rest)
        )
    if hours < 48:
        return translate("Texts", "%n h", "a duration", hours)
    return whole_days(hours // 24)


def whole_days(days: int) -> str:
    """“4 days”."""
    return translate("Texts", "%n day(s)", "a duration", days)


def clock_time(at: datetime, zone: ZoneInfo | None) -> str:
    """“14:32” in `zone`; None is the machine's own."""
    return at.astimezone(zone).strftime("%H:%M")


def date(at: datetime | Date, zone: ZoneInfo | None = None) -> str:
    """“12 Nov 2026”: the day of `at`, in `zone` where it is an instant."""
    day = _day(at, zone)
    return translate("Texts", "{day} {month} {year}", "a date").format(
        day=day.day, month=_month(day.month), year=day.year
    )


def short_date(at: datetime | Date, zone: ZoneInfo | None = None) -> str:
    """“12 Nov”: the same without its year."""
    day = _day(at, zone)
    return translate("Texts", "{day} {month}", "a date").format(day=day.day, month=_month(day.month))


def date_near(day: Date, today: Date) -> str:
    """“12 Nov”, with its year where that is not the one of `today`."""
    return short_date(day) if day.year == today.year else date(day)


def weekday(at: datetime | Date, zone: ZoneInfo | None = None) -> str:
    """“Thursday”."""
    return QLocale().dayName(_day(at, zone).isoweekday(), QLocale.FormatType.LongFormat)


def short_weekday(at: datetime | Date, zone: ZoneInfo | None = None) -> str:
    """“Thu”."""
    return QLocale().dayName(_day(at, zone).isoweekday(), QLocale.FormatType.ShortFormat)


def instant(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """“today 14:32”, “yesterday 14:32”, “Thu 14:32” within six days, “12 Nov 14:32”, with its year in another."""
    day, today = _day(at, zone), _day(now, zone)
    clock = clock_time(at, zone)
    distance = (day - today).days
    if distance == 0:
        return translate("Texts", "today {time}", "an instant").format(time=clock)
    if distance == 1:
        return translate("Texts", "tomorrow {time}", "an instant").format(time=clock)
    if distance == -1:
        return translate("Texts", "yesterday {time}", "an instant").format(time=clock)
    name = short_weekday(day) if abs(distance) < 7 else date_near(day, today)
    return translate("Texts", "{day} {time}", "an instant: day and clock time").format(day=name, time=clock)


def instant_in_short(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """“14:32” of today, else as `instant`."""
    return clock_time(at, zone) if _day(at, zone) == _day(now, zone) else instant(at, zone, now)


def listed(names: Sequence[str]) -> str:
    """“FoxReload, Mobile and Games”, as the language joins a list."""
    return QLocale().createSeparatedList(list(names))


def _day(at: datetime | Date, zone: ZoneInfo | None) -> Date:
    if isinstance(at, datetime):
        return at.astimezone(zone).date()
    return at


def _month(month: int) -> str:
    return QLocale().monthName(month, QLocale.FormatType.ShortFormat)


def _visible_decimals(value: Decimal, currency: str) -> int:
    exponent = value.normalize().as_tuple().exponent
    given = -exponent if isinstance(exponent, int) else 0
    return min(max(display_decimals(currency), given), storage_decimals(currency))


def _rounded(value: Decimal, decimals: int) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _with_symbol(value: Decimal, decimals: int, currency: str) -> str:
    symbol = _SYMBOLS.get(currency, f"{currency}{_NO_BREAK_SPACE}")
    sign = "−" if value < 0 else ""
    return f"{sign}{symbol}{_grouped(abs(value), decimals)}"


def _grouped(value: Decimal, decimals: int) -> str:
    locale = QLocale()
    whole, _, fraction = f"{abs(value):.{decimals}f}".partition(".")
    first, further = _group_sizes(locale)
    rest = whole[:-first]
    groups = [rest[max(end - further, 0) : end] for end in range(len(rest), 0, -further)]
    text = locale.groupSeparator().join([*reversed(groups), whole[-first:]])
    sign = "−" if value < 0 else ""
    return f"{sign}{text}{locale.decimalPoint()}{fraction}" if fraction else f"{sign}{text}"


def _group_sizes(locale: QLocale) -> tuple[int, int]:
    """How many digits the last group and those before it have: (3, 3), in India (3, 2)."""
    parts = locale.toString(10**9).split(locale.groupSeparator())
    if len(parts) < 3:
        return 3, 3
    return len(parts[-1]), len(parts[-2])
