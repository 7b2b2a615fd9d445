"""What `galla profiles` says."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.profiles.examples import Difference
from galla.domain.profiles.model import Field, Profile
from galla.domain.profiles.requests import BUILT_IN
from galla.domain.readings import Reading
from galla.texts import locale_format as fmt
from galla.texts import profile_words as words

translate = QCoreApplication.translate


def line(profile_id: str, profile: Profile, *, is_own: bool) -> str:
    """One line of `profiles list`."""
    own = translate("Profiles", "your own file") if is_own else ""
    about = ", ".join(filter(None, (words.category(profile.about.category), own)))
    if not about:
        return translate("Profiles", "{id}  {name}", "a supplier profile").format(id=profile_id, name=profile.name)
    return translate("Profiles", "{id}  {name}  ({about})", "a supplier profile").format(
        id=profile_id, name=profile.name, about=about
    )


def broken_line(profile_id: str, sentence: str) -> str:
    """One line of `profiles list` about a file that cannot be used."""
    return translate("Profiles", "{id}  cannot be used: {why}", "a supplier profile").format(
        id=profile_id, why=sentence
    )


def details(profile_id: str, profile: Profile) -> Iterator[str]:
    """The lines of `profiles show`."""
    yield line(profile_id, profile, is_own=False)
    if profile.base_url is not None:
        yield translate("Profiles", "Address: {url}").format(url=profile.base_url)
    if profile.sandbox_base_url is not None and profile.sandbox_base_url != profile.base_url:
        yield translate("Profiles", "Sandbox: {url}").format(url=profile.sandbox_base_url)
    elif profile.sandbox_base_url is not None:
        yield translate("Profiles", "Sandbox: the same address with other keys")
    yield translate("Profiles", "Currency: {currency}").format(currency=_currency(profile))
    yield translate("Profiles", "What is asked of you:")
    for field in profile.fields:
        if field.name != "currency":
            yield _field_line(field)
    if profile.secondary:
        names = ", ".join(words.balance_name(rule.name, rule.label) for rule in profile.secondary)
        yield translate("Profiles", "Shown besides: {names}").format(names=names)
    interval_s = profile.min_interval_s
    if interval_s:
        yield translate("Profiles", "Asked at most every %n second(s)", "", interval_s)
    if profile.top_up_page is not None:
        yield translate("Profiles", "Topped up at: {url}").format(url=profile.top_up_page)
    yield words.verified(profile.about.verified)
    for source in profile.about.sources:
        yield translate("Profiles", "  {source}", "of a supplier profile").format(source=source)


def sound(name: str, examples: int) -> str:
    """A file without mistakes."""
    if not examples:
        return translate(
            "Profiles", "{name}: the file is sound. It has no example that it could be tried with."
        ).format(name=name)
    return translate(
        "Profiles", "{name}: the file is sound, and reads its %n example(s) as it says.", "", examples
    ).format(name=name)


def reads_otherwise(number: int, difference: Difference) -> str:
    """An example of the profile's own that it does not read as it says."""
    return translate("Profiles", "Example {number}: {field} should be {expected}, but is {found}.").format(
        number=fmt.number(number),
        field=difference.field,
        expected=difference.expected or "–",
        found=difference.found or "–",
    )


def would_read(profile: Profile, reading: Reading, zone: ZoneInfo) -> Iterator[str]:
    """What an answer would be read as."""
    yield translate("Profiles", "Balance: {amount}").format(amount=fmt.money(reading.balance))
    for item in reading.secondary:
        yield translate("Profiles", "{name}: {amount}", "a further balance").format(
            name=words.balance_name(item.name, item.label), amount=fmt.money(item.balance)
        )
    if reading.reported_at is not None:
        yield translate("Profiles", "Time stamp: {when}").format(
            when=fmt.instant(reading.reported_at, zone, reading.observed_at)
        )
    elif profile.reported_at is not None:
        yield translate("Profiles", "Time stamp: none that names an instant")


def _currency(profile: Profile) -> str:
    if profile.currency.fixed is not None:
        return profile.currency.fixed
    if profile.needs_currency:
        return translate("Profiles", "yours to say")
    return translate("Profiles", "as the supplier says")


def _field_line(field: Field) -> str:
    label, where = words.field_label(field), words.chosen(field.where)
    how = "" if field.is_secret else f"--field {field.name}=…"
    if field.name in BUILT_IN:
        how = "--base-url …"
    parts = filter(None, (where, how))
    return translate("Profiles", "  {label}: {where}", "of a supplier profile").format(
        label=label, where="; ".join(parts) or translate("Profiles", "kept in the keyring")
    )
