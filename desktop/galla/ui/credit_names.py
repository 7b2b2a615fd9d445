"""What a rise of the balance is called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from galla.domain.past import CreditKind

translate = QCoreApplication.translate


def credit_name(kind: CreditKind) -> str:
    """“Top-up”."""
    match kind:
        case CreditKind.TOP_UP:
            return translate("Credits", "Top-up", "why the balance rose")
        case CreditKind.REFUND:
            return translate("Credits", "Refund", "why the balance rose")
        case CreditKind.REVERSAL:
            return translate("Credits", "Correction of an earlier fall", "why the balance rose")


def credit_meaning(kind: CreditKind) -> str:
    """“Top-up: money you paid in”, to choose from."""
    match kind:
        case CreditKind.TOP_UP:
            return translate("Credits", "Top-up: money you paid in. Spend stays as it is.")
        case CreditKind.REFUND:
            return translate("Credits", "Refund, or a hold that was released. Spend is less by it.")
        case CreditKind.REVERSAL:
            return translate("Credits", "Correction: the fall before it was no spend. Both are left out.")
