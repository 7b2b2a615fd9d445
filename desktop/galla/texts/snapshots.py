"""Sentences about an account at one moment: age, level, and all in a line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.model import Level, Snapshot, StorageState
from galla.domain.schedule import Refusal
from galla.domain.urgency import by_urgency
from galla.texts import locale_format as fmt
from galla.texts import outlook, profile_words, runways

translate = QCoreApplication.translate

TOOLTIP_ACCOUNTS = 4
"""More lines than this do not fit a tray's tooltip."""
TOOLTIP_WITH_RANGE = 2
"""With more accounts than this a tooltip has no room for the range of each: Windows cuts it at 127 characters."""
LINE = 62
"""Characters in a line: two fit into a tooltip, and a panel that cuts a menu's line in its middle leaves it whole."""
NAME_IN_LINE = 32
"""Characters of an account's name in a line, at most; fewer where its figures need the room, but"""
SHORTEST_NAME = 12
"""no fewer than these."""

_TOLD_BY_LEVEL = frozenset({Level.EMPTY, Level.PAUSED})
"""How long the money lasts is no question there."""


def level_name(level: Level) -> str:
    """One word for a level."""
    match level:
        case Level.HEALTHY:
            return translate("Texts", "Healthy", "level of an account")
        case Level.WATCH:
            return translate("Texts", "Watch", "level of an account: getting short")
        case Level.LOW:
            return translate("Texts", "Low", "level of an account")
        case Level.CRITICAL:
            return translate("Texts", "Critical", "level of an account")
        case Level.EMPTY:
            return translate("Texts", "Empty", "level of an account")
        case Level.UNKNOWN:
            return translate("Texts", "Unknown", "level of an account")
        case Level.PAUSED:
            return translate("Texts", "Paused", "level of an account: not watched")


def row_note(snapshot: Snapshot, now: datetime) -> str:
    """“5 days”, with the age of the balance where that is out of date: for an account that is shown in one line.

    Where there is nothing to last it is the level: “Empty”, “Unknown”.
    """
    told = snapshot.level if snapshot.balance is None else _instead_of_runway(snapshot)
    runway = runways.short(snapshot.runway) if told is None else level_name(told)
    age = snapshot.age(now)
    if not snapshot.stale or age is None:
        return runway
    return translate("Texts", "{runway}, {age} old", "a balance: how long it lasts, and that it is out of date").format(
        runway=runway, age=fmt.duration(age)
    )


def age_sentence(snapshot: Snapshot, now: datetime) -> str:
    """“Read 4 min ago.”, with the clock time when stale; what is old by the supplier's clock alone is said to be so."""
    age = snapshot.age(now)
    if age is None or snapshot.age_base is None:
        return translate("Texts", "Never read.", "the balance")
    read = age if snapshot.observed_at is None else max(now - snapshot.observed_at, timedelta(0))
    if fmt.duration(read) != fmt.duration(age):
        return _age_by_suppliers_clock(snapshot).format(
            instant=fmt.instant_in_short(snapshot.age_base, _zone(snapshot), now),
            age=fmt.duration(age),
            read=fmt.duration(read),
        )
    if snapshot.stale:
        return translate("Texts", "Out of date: read {age} ago, {instant}.", "the balance").format(
            age=fmt.duration(age), instant=fmt.instant(snapshot.age_base, _zone(snapshot), now)
        )
    return translate("Texts", "Read {age} ago.", "the balance").format(age=fmt.duration(age))


def _age_by_suppliers_clock(snapshot: Snapshot) -> str:
    if snapshot.stale:
        return translate(
            "Texts", "Out of date: the supplier's figure is from {instant} ({age} ago); read {read} ago.", "the balance"
        )
    return translate("Texts", "The supplier's figure is from {instant} ({age} ago); read {read} ago.", "the balance")


def secondary_sentence(snapshot: Snapshot) -> str:
    """“Held $12.00 · Credit limit $500.00”; empty where the supplier says nothing besides."""
    return " · ".join(
        translate("Texts", "{name} {amount}", "a further balance: “Held $12.00”").format(
            name=profile_words.balance_name(item.name, item.label), amount=fmt.money(item.balance)
        )
        for item in snapshot.secondary
    )


def spent_today(snapshot: Snapshot) -> str | None:
    """“$31.20”; a day that began in a silence has an estimated part, whose further digits mean nothing.

    Spend of less than the smallest coin is no zero, so that is said exactly.
    """
    spent = snapshot.spend_today
    if spent is None:
        return None
    rounded = fmt.money_rounded(spent)
    return fmt.money(spent) if rounded == fmt.money_rounded(spent.times(0)) else rounded


def tooltip(snapshots: Iterable[Snapshot], now: datetime) -> str:
    """One line per account, the worst first: name, balance, runway, and when it was read."""
    ordered = by_urgency(snapshots)
    if not ordered:
        return translate("Texts", "Galla: no account yet", "tray tooltip")
    with_range = len(ordered) <= TOOLTIP_WITH_RANGE
    lines = [account_line(snapshot, now, with_range=with_range) for snapshot in ordered[:TOOLTIP_ACCOUNTS]]
    more = len(ordered) - TOOLTIP_ACCOUNTS
    if more > 0:
        lines.append(more_accounts(more))
    return "\n".join(lines)


def more_accounts(count: int) -> str:
    """The line below the accounts that there is room for."""
    return translate("Texts", "and %n more account(s)", "tray tooltip", count)


def storage_sentence(state: StorageState) -> str:
    """What the owner must know of the ledger; empty when all is durable."""
    match state:
        case StorageState.DURABLE:
            return ""
        case StorageState.RESTORED:
            return translate(
                "Texts", "The history file was damaged and its last backup was restored; some readings may be missing."
            )
        case StorageState.STARTED_NEW:
            return translate("Texts", "The history file was damaged and set aside; a new history was begun.")
        case StorageState.MEMORY_ONLY:
            return translate(
                "Texts", "The history cannot be saved (disk full or read-only): it will be lost when Galla closes."
            )


def checking_again_sentence(snapshot: Snapshot) -> str:
    """That a surprising balance came and is read again; empty when none did."""
    if not snapshot.checking_again:
        return ""
    if snapshot.suspect_balance is None:
        return translate("Texts", "A surprising balance came and is being read again.")
    return translate("Texts", "The supplier said {amount}, which is surprising; it is being read again.").format(
        amount=fmt.money(snapshot.suspect_balance)
    )


def next_poll_sentence(snapshot: Snapshot, now: datetime) -> str:
    """When the supplier is asked next, and whether that is because it asked for silence; empty when not planned."""
    if snapshot.polling:
        return translate("Texts", "Reading the balance…")
    if snapshot.level is Level.PAUSED or snapshot.next_poll_at is None:
        return ""
    zone = _zone(snapshot)
    if snapshot.next_allowed_at is not None and snapshot.next_allowed_at > now:
        return translate("Texts", "The supplier asks to wait; next reading at {time}.").format(
            time=fmt.clock_time(max(snapshot.next_allowed_at, snapshot.next_poll_at), zone)
        )
    return translate("Texts", "Next reading at {time}.").format(time=fmt.clock_time(snapshot.next_poll_at, zone))


def account_line(snapshot: Snapshot, now: datetime, *, with_range: bool = True) -> str:
    """“FoxReload: $84.20, 3 days (2–5), as of 14:29”: the vital facts on one line, for the tray's tooltip and menu."""
    if snapshot.balance is None or snapshot.age_base is None:
        line = translate("Texts", "{account}: {level}", "tray tooltip")
        return _with_name(snapshot, line, level=level_name(snapshot.level))
    return _with_name(
        snapshot,
        translate("Texts", "{account}: {amount}, {runway}, as of {time}", "tray tooltip"),
        amount=fmt.money(snapshot.balance),
        runway=_runway_in_short(snapshot, with_range=with_range),
        time=fmt.instant_in_short(snapshot.age_base, _zone(snapshot), now),
    )


def _with_name(snapshot: Snapshot, line: str, **figures: str) -> str:
    """`line` with `figures`, and as much of the account's name as they leave room for."""
    name = snapshot.account_name
    room = min(max(LINE - len(line.format(account="", **figures)), SHORTEST_NAME), NAME_IN_LINE)
    return line.format(account=name if len(name) <= room else f"{name[: room - 1].rstrip()}…", **figures)


def _runway_in_short(snapshot: Snapshot, *, with_range: bool) -> str:
    told = _instead_of_runway(snapshot)
    if told is not None:
        return level_name(told)
    return runways.short_with_range(snapshot.runway) if with_range else runways.short(snapshot.runway)


def _instead_of_runway(snapshot: Snapshot) -> Level | None:
    """The level that was read, where it answers how long the money lasts."""
    if snapshot.level in _TOLD_BY_LEVEL:
        return snapshot.level
    return Level.EMPTY if outlook.was_at_reserve(snapshot) else None


def _zone(snapshot: Snapshot) -> ZoneInfo:
    return ZoneInfo(snapshot.timezone)


def refusal_sentence(refusal: Refusal, snapshot: Snapshot, now: datetime) -> str:
    """Why “Check now” asks nobody."""
    match refusal:
        case Refusal.JUST_READ:
            return translate("Texts", "The balance was read only seconds ago.")
        case Refusal.SUPPLIER_ASKED_FOR_SILENCE:
            until = snapshot.next_allowed_at
            if until is None:
                return translate("Texts", "The supplier asked us to wait before the next request.")
            return translate("Texts", "The supplier asked us to wait until {instant}.").format(
                instant=fmt.instant(until, _zone(snapshot), now)
            )
