"""What people read of a supplier's profile: its fields, its further balances, and how far it was verified."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from galla.domain.profiles.model import UNNAMED, Field, Verified, Words

translate = QCoreApplication.translate


def chosen(words: Words) -> str:
    """The text in the language of everything else; in English where it has no other."""
    is_hindi = QLocale().language() == QLocale.Language.Hindi
    return words.hi if is_hindi and words.hi else words.en


def field_label(field: Field) -> str:
    """What a field is called: by the profile, or by what fields of this name are everywhere."""
    return chosen(field.label) or secret_label(field.name)


def secret_label(name: str) -> str:
    """What a secret of that name is called."""
    match name:
        case "api_key":
            return translate("Profiles", "API key")
        case "api_secret":
            return translate("Profiles", "API secret")
        case "client_id":
            return translate("Profiles", "Client ID")
        case "client_secret":
            return translate("Profiles", "Client secret")
        case "username":
            return translate("Profiles", "User name")
        case "password":
            return translate("Profiles", "Password")
        case "base_url":
            return translate("Profiles", "Address")
        case "currency":
            return translate("Profiles", "Currency")
    return name.replace("_", " ").capitalize()


def balance_name(name: str, label: Words = UNNAMED) -> str:
    """What a further balance is called: by its profile, or by what balances of this name are everywhere."""
    if chosen(label):
        return chosen(label)
    match name:
        case "held":
            return translate("Profiles", "Held", "a balance")
        case "pending":
            return translate("Profiles", "Pending", "a balance")
        case "credit":
            return translate("Profiles", "Credit", "a balance")
        case "credit_limit":
            return translate("Profiles", "Credit limit", "a balance")
        case "spendable":
            return translate("Profiles", "Spendable", "a balance")
        case "granted":
            return translate("Profiles", "Granted", "a balance")
        case "topped_up":
            return translate("Profiles", "Topped up", "a balance")
    return name.replace("_", " ").capitalize()


def category(name: str) -> str:
    """What a supplier sells."""
    known = {
        "any": translate("Profiles", "any supplier"),
        "mobile top-up": translate("Profiles", "mobile top-up"),
        "gift cards": translate("Profiles", "gift cards"),
        "game keys": translate("Profiles", "game keys"),
        "top-up / gift cards / eSIM": translate("Profiles", "top-up, gift cards, eSIM"),
        "gift cards / top-up / eSIM": translate("Profiles", "gift cards, top-up, eSIM"),
        "gift cards / payouts": translate("Profiles", "gift cards, payouts"),
        "social services": translate("Profiles", "social services"),
        "SMS/voice": translate("Profiles", "SMS and voice"),
        "AI credits": translate("Profiles", "AI credits"),
    }
    return known.get(name, name)


def verified(how: Verified) -> str:
    """What a profile was checked against; none was tried with a real account."""
    match how:
        case Verified.DOCUMENTATION:
            return translate("Profiles", "Checked against the supplier's documentation, not tried with a real account.")
        case Verified.SDK:
            return translate(
                "Profiles", "Checked against the supplier's own client library, not tried with a real account."
            )
        case Verified.CLIENT:
            return translate("Profiles", "Checked against other people's programs, not tried with a real account.")
        case Verified.NOTHING:
            return translate("Profiles", "Not checked against any supplier.")
