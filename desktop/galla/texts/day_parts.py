"""Times ahead as people call them: “this evening”, “tomorrow morning”, “Thursday night”, “12 Nov”."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.texts.locale_format import date_near, weekday

translate = QCoreApplication.translate

_NIGHT_ENDS_H = 5
_NOON_H = 12
_EVENING_H = 17
_NIGHT_H = 21


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
    return date_near(day, today)


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
        return date_near(day, today)
    return weekday(day)


def is_late(at: datetime, zone: ZoneInfo) -> bool:
    """Whether little is left of the day of `at` to do anything in."""
    return at.astimezone(zone).hour >= _NIGHT_H


def tonight() -> str:
    """What `day_part` calls the night that is next or already there."""
    return translate("Texts", "tonight", "when the money ends")


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
    return tonight()


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
