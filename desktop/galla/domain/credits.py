"""Why a balance rose: the owner paid in, spend was refunded, or a fall that was none is taken back.

Only top-ups are no part of spend, so a wrong guess makes the burn rate wrong; the owner's word goes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from galla.domain.credit_judge import Judge
from galla.domain.gross_hours import GrossHours, silences
from galla.domain.past import Correction, CreditKind, JudgedCredit


@dataclass(frozen=True, slots=True)
class NetHours:
    """What `net_hours` makes of gross hours: spend with refunds and reversals taken back, and every rise judged."""

    spend: list[float]
    kinds: list[CreditKind]
    """Of each of the credits."""
    top_ups: list[datetime]
    """The reading that showed it, of each top-up."""


def judge(hours: GrossHours, corrections: Sequence[Correction]) -> tuple[JudgedCredit, ...]:
    """What each rise within `hours` is taken for, oldest first; see `net_hours`."""
    kinds = net_hours(hours, silences(bytes(hours.polled)), corrections).kinds
    said = {correction.at for correction in corrections}
    return tuple(
        JudgedCredit(mark.at, mark.amount, kind, by_owner=mark.at in said)
        for mark, kind in zip(hours.credits, kinds, strict=True)
    )


def net_hours(hours: GrossHours, gaps: Sequence[tuple[int, int]], corrections: Sequence[Correction]) -> NetHours:
    """Judges each rise in order of time and takes refunds and reversals from spend. `gaps`: silences of `hours`.

    A rise by an amount that the owner called a top-up elsewhere is one too, and so is one of equal rises that come
    again and again (`RECURRING`). Else it is a reversal if it gives back, within 48 hours, a fall that was unusual;
    else a top-up if it and what is usually spent in a silence before it exceed a day of usual spend, or as long as
    nothing usual is known; else a refund. A correction for its instant wins. A refund is deducted from its hour and, as
    far as that has less, from hours before it, at most seven days back; a reversal from the hours of its fall first.
    """
    said = {correction.at: correction.kind for correction in corrections}
    called_top_up = frozenset(mark.amount.amount for mark in hours.credits if said.get(mark.at) is CreditKind.TOP_UP)
    before = None if hours.past is None else _judged_past(_Same(hours), tuple(corrections), called_top_up)
    judge_ = Judge(hours, gaps, called_top_up) if before is None else before.copy(hours, gaps)
    judge_.take_all(hours.credits[len(judge_.kinds) :], hours.first_hour, said)
    return NetHours(judge_.spend, judge_.kinds, judge_.top_ups)


class _Same:
    """Hours that begin with one past: equal where that is the same object, so that nothing is looked through."""

    def __init__(self, hours: GrossHours) -> None:
        self.hours: GrossHours | None = hours
        self._past = hours.past
        self._skipped = hours.skipped

    def __hash__(self) -> int:
        return hash((id(self._past), self._skipped))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._past is other._past and self._skipped == other._skipped


@lru_cache(maxsize=8)
def _judged_past(same: _Same, corrections: tuple[Correction, ...], called_top_up: frozenset[Decimal]) -> Judge | None:
    """A judge that has taken in the credits of the past, kept because they are most; None where it may err.

    It may where later hours are part of the first day, by which the rises of that day are judged.
    """
    hours, same.hours = same.hours, None
    assert hours is not None
    past = hours.only_past()
    judge_ = Judge(past, silences(bytes(past.polled)), called_top_up)
    if judge_.ends_in_a_first_day():
        return None
    judge_.take_all(past.credits, past.first_hour, {correction.at: correction.kind for correction in corrections})
    return judge_
