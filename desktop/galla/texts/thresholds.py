"""The money threshold in words: the owner's amount as he chose it, a learned one as what it is made of."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QCoreApplication

from galla.domain.money import Money
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate


def amount(threshold: Money, hours: int | None) -> str:
    """“$100.00”; of `hours` of usual spend “₹1,80,000”, which knows no more."""
    return fmt.money(threshold) if hours is None else fmt.money_about(threshold)


def balance_under(threshold: Money, hours: int | None) -> str:
    """“Balance under $100.00”, “Balance under ₹1,80,000 (24 h of usual spend)”: the name of an open alert."""
    if hours is None:
        return translate("Texts", "Balance under {threshold}", "an open alert").format(
            threshold=amount(threshold, hours)
        )
    return translate("Texts", "Balance under {threshold} ({duration} of usual spend)", "an open alert").format(
        threshold=amount(threshold, hours), duration=_duration(hours)
    )


def under_threshold_sentence(threshold: Money, hours: int | None) -> str:
    """What a notification says of the threshold that a balance fell below."""
    if hours is None:
        return translate("Texts", "Under your threshold of {threshold}.", "body of a notification").format(
            threshold=amount(threshold, hours)
        )
    return translate(
        "Texts", "Under {threshold}, about {duration} of your usual spend.", "body of a notification"
    ).format(threshold=amount(threshold, hours), duration=_duration(hours))


def _duration(hours: int) -> str:
    return fmt.duration(timedelta(hours=hours))
