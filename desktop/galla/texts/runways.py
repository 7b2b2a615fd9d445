"""How long a balance lasts, as a duration or a range of durations."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QCoreApplication

from galla.domain.model import Runway
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate


def short(runway: Runway) -> str:
    """“5 days”, “18 h”, “over 60 days”, “may be used up”, or a dash where nobody can say."""
    if not runway.is_usable or runway.has_lapsed:
        return "–"
    if runway.may_be_used_up:
        return translate("Texts", "may be used up", "a balance, instead of how long it lasts")
    return _quantile(runway.p50_days, runway)


def spread(runway: Runway) -> str:
    """“4–9 days”, “3–18 h”, “18 h – 3 days”, “up to 9 days”: from the cautious to the hopeful end; a dash where nobody
    can say."""
    if not runway.is_usable or runway.has_lapsed:
        return "–"
    if runway.p10_days == 0 and runway.p90_days:
        return translate("Texts", "up to {duration}", "how long a balance lasts").format(
            duration=_quantile(runway.p90_days, runway)
        )
    early, late = _quantile(runway.p10_days, runway), _quantile(runway.p90_days, runway)
    if early == late:
        return early
    return _range_in_one_unit(runway) or translate("Texts", "{early} – {late}", "a range of durations").format(
        early=early, late=late
    )


def short_with_range(runway: Runway) -> str:
    """“5 days (4–7)”, “38 h (1–2 days)”, “over 60 days (at least 31 days)”; without the range where it says no more."""
    likely, around = short(runway), spread(runway)
    if likely == around or runway.may_be_used_up or (runway.p10_days == 0 and runway.p90_days is None):
        return likely
    if runway.p50_days is None and runway.p10_days is not None:  # the range would say the same twice
        around = translate("Texts", "at least {duration}", "how long a balance lasts").format(
            duration=_quantile(runway.p10_days, runway)
        )
    quantiles = [days for days in (runway.p10_days, runway.p50_days, runway.p90_days) if days is not None]
    if len(quantiles) == 3:
        around = _bare_range(quantiles) or around
    return translate("Texts", "{runway} ({range})", "how long a balance lasts, and its range").format(
        runway=likely, range=around
    )


def _bare_range(quantiles: list[float]) -> str | None:
    """“4–7”, where p10, p50 and p90 are all shown in days, or all in hours; None elsewhere."""
    early, likely, late = quantiles
    if early >= 1 and likely >= 2:
        numbers = int(early), int(late)
    elif early * 24 >= 1 and likely * 24 >= 6 and late < 2:
        numbers = int(early * 24), int(late * 24)
    else:
        return None
    return translate("Texts", "{early}–{late}", "a range of numbers").format(
        early=fmt.number(numbers[0]), late=fmt.number(numbers[1])
    )


def _range_in_one_unit(runway: Runway) -> str | None:
    """The range in the unit of its hopeful end, rounded down; None where the cautious end is less than one of it."""
    early_days, late_days = runway.p10_days, runway.p90_days
    if early_days is None:
        return None
    if late_days is None and early_days >= 1:
        return translate("Texts", "{early} – {late}", "a range of durations").format(
            early=fmt.whole_days(int(early_days)), late=_quantile(None, runway)
        )
    if late_days is None:
        return None
    if late_days >= 2 and early_days >= 1:
        return translate("Texts", "{early}–{late} days", "a range of durations").format(
            early=fmt.number(int(early_days)), late=fmt.number(int(late_days))
        )
    early_h, late_h = int(early_days * 24), int(late_days * 24)
    if 6 <= late_h < 48 and 1 <= early_h < late_h:
        return translate("Texts", "{early}–{late} h", "a range of durations").format(
            early=fmt.number(early_h), late=fmt.number(late_h)
        )
    return None


def _quantile(days: float | None, runway: Runway) -> str:
    if days is None:
        return translate("Texts", "over {duration}", "longer than the forecast looks").format(
            duration=fmt.duration(timedelta(days=runway.horizon_days))
        )
    return fmt.duration(timedelta(days=days))
