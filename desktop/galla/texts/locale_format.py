"""Money, numbers, dates and durations as text in the default locale. Nothing else in Galla formats them.

Money never passes through a float. Clock times are of 24 hours, which needs no "am" in a tooltip's short line.
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale

from galla.domain.currencies import display_decimals
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
_NIGHT_ENDS_H = 5
_NOON_H = 12
_EVENING_H = 17
_NIGHT_H = 21


def money(value: Money) -> str:
    """`value` exactly: “$84.20”, “₹1,00,000.00”, “AED 84.20”; digits finer than the minor unit stay visible."""
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


def weekday(at: datetime | Date, zone: ZoneInfo | None = None) -> str:
    """“Thursday”."""
    return QLocale().dayName(_day(at, zone).isoweekday(), QLocale.FormatType.LongFormat)


def is_late(at: datetime, zone: ZoneInfo) -> bool:
    """Whether little is left of the day of `at` to do anything in."""
    return at.astimezone(zone).hour >= _NIGHT_H


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
    name = short_weekday(day) if abs(distance) < 7 else _date_near(day, today)
    return translate("Texts", "{day} {time}", "an instant: day and clock time").format(day=name, time=clock)


def day_part(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """“this evening”, “tomorrow morning”, “Thursday evening” within a week, then “12 Nov”, in another year with it.

    The hours after midnight belong to the night before: nobody calls Thursday 02:00 “Thursday night”. In these hours
    themselves “tomorrow” could be either of two days, so the next one has its name.
    """
    hour = at.astimezone(zone).hour
    day, today = _day_of_part(at, zone, at), _day_of_part(now, zone, at)
    distance = (day - today).days
    if distance == 0:
        return _part_today(hour)
    if distance == 1 and not _is_after_midnight(now, zone):
        return _part_tomorrow(hour)
    if 0 < distance < 7:
        return _part_of_weekday(hour, weekday(day))
    return _date_near(day, today)


def earlier_part(at: datetime, than: datetime, zone: ZoneInfo, now: datetime) -> str:
    """What tells `at` from the later `than`, once that was said: “Wednesday”, “tomorrow”, “that afternoon”, “22 Dec”.

    Empty where the two have the same name. Of today it is always the part: “this evening”. Where the later is told by
    its date, so is this, unless it is tomorrow: “3 Dec; could be Wednesday” leaves open which.
    """
    said = day_part(at, zone, now)
    if said == day_part(than, zone, now):
        return ""
    day, today = _day_of_part(at, zone, at), _day_of_part(now, zone, at)
    distance = (day - today).days
    if not 0 < distance < 7:
        return said
    later = _day_of_part(than, zone, than)
    if day == later:
        return _that_part(at.astimezone(zone).hour)
    if distance == 1 and not _is_after_midnight(now, zone):
        return translate("Texts", "tomorrow", "when the money ends")
    if (later - _day_of_part(now, zone, than)).days >= 7:
        return _date_near(day, today)
    return weekday(day)


def _is_after_midnight(at: datetime, zone: ZoneInfo) -> bool:
    return at.astimezone(zone).hour < _NIGHT_ENDS_H


def _day_of_part(at: datetime, zone: ZoneInfo, part_of: datetime) -> Date:
    """The day of `at`, counted from where the day of `part_of` begins: at 05:00 if that is at night."""
    hour = part_of.astimezone(zone).hour
    night = hour >= _NIGHT_H or hour < _NIGHT_ENDS_H
    return (at.astimezone(zone) - (timedelta(hours=_NIGHT_ENDS_H) if night else timedelta(0))).date()


def _that_part(hour: int) -> str:
    """Of a day that was just named. It is earlier than another part of it, so it is not the night."""
    if hour < _NOON_H:
        return translate("Texts", "that morning", "when the money ends")
    if hour < _EVENING_H:
        return translate("Texts", "that afternoon", "when the money ends")
    return translate("Texts", "that evening", "when the money ends")


def _part_today(hour: int) -> str:
    if _NIGHT_ENDS_H <= hour < _NOON_H:
        return translate("Texts", "this morning", "when the money ends")
    if _NOON_H <= hour < _EVENING_H:
        return translate("Texts", "this afternoon", "when the money ends")
    if _EVENING_H <= hour < _NIGHT_H:
        return translate("Texts", "this evening", "when the money ends")
    return translate("Texts", "tonight", "when the money ends")


def _part_tomorrow(hour: int) -> str:
    if _NIGHT_ENDS_H <= hour < _NOON_H:
        return translate("Texts", "tomorrow morning", "when the money ends")
    if _NOON_H <= hour < _EVENING_H:
        return translate("Texts", "tomorrow afternoon", "when the money ends")
    if _EVENING_H <= hour < _NIGHT_H:
        return translate("Texts", "tomorrow evening", "when the money ends")
    return translate("Texts", "tomorrow night", "when the money ends")


def _part_of_weekday(hour: int, name: str) -> str:
    if _NIGHT_ENDS_H <= hour < _NOON_H:
        return translate("Texts", "{weekday} morning", "when the money ends").format(weekday=name)
    if _NOON_H <= hour < _EVENING_H:
        return translate("Texts", "{weekday} afternoon", "when the money ends").format(weekday=name)
    if _EVENING_H <= hour < _NIGHT_H:
        return translate("Texts", "{weekday} evening", "when the money ends").format(weekday=name)
    return translate("Texts", "{weekday} night", "when the money ends").format(weekday=name)


def _date_near(day: Date, today: Date) -> str:
    return short_date(day) if day.year == today.year else date(day)


def _day(at: datetime | Date, zone: ZoneInfo | None) -> Date:
    if isinstance(at, datetime):
        return at.astimezone(zone).date()
    return at


def _month(month: int) -> str:
    return QLocale().monthName(month, QLocale.FormatType.ShortFormat)


def _visible_decimals(value: Decimal, currency: str) -> int:
    exponent = value.normalize().as_tuple().exponent
    given = -exponent if isinstance(exponent, int) else 0
    return max(display_decimals(currency), given)


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
    groups = [whole[-first:]]
    rest = whole[:-first]
    while rest:
        groups.insert(0, rest[-further:])
        rest = rest[:-further]
    text = locale.groupSeparator().join(groups)
    sign = "−" if value < 0 else ""
    return f"{sign}{text}{locale.decimalPoint()}{fraction}" if fraction else f"{sign}{text}"


def _group_sizes(locale: QLocale) -> tuple[int, int]:
    """How many digits the last group and those before it have: (3, 3), in India (3, 2)."""
    parts = locale.toString(10**9).split(locale.groupSeparator())
    if len(parts) < 3:
        return 3, 3
    return len(parts[-1]), len(parts[-2])
