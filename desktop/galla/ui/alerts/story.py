"""One alert told in order, as rich text: each message with the figures of its moment, where it went, what was answered.

Every word that comes from elsewhere is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.channel import AlertRecord, Delivery
from galla.domain.notice import EVENTS, KEPT_BACK, Notice, NoticeKind, Rule, Superseded
from galla.texts import locale_format as fmt
from galla.texts import notices, runways, thresholds
from galla.ui.alerts import wording
from galla.ui.alerts.naming import Naming
from galla.ui.theme import Tones

translate = QCoreApplication.translate

_DELIVERED, _FAILED, _WAITING = "✓", "✗", "…"


@dataclass(frozen=True, slots=True)
class _Moment:
    """One thing that happened."""

    at: datetime
    html: str


def story(record: AlertRecord, naming: Naming, now: datetime, colours: Tones) -> str:
    """The alert from its beginning on, as HTML for Qt."""
    moments = sorted(_moments(record, naming, now, colours), key=lambda moment: moment.at)
    return "".join(moment.html for moment in moments)


def figures(notice: Notice, naming: Naming, now: datetime) -> list[tuple[str, str]]:
    """Captions and values of what was known at the moment of the notice; what was not is left out."""
    found: list[tuple[str, str]] = []
    if notice.balance is not None:
        found.append((translate("AlertHistory", "Balance"), fmt.money(notice.balance)))
    if notice.threshold is not None:
        at_reserve = notice.rule is Rule.EMPTY
        caption = translate("AlertHistory", "Reserve") if at_reserve else translate("AlertHistory", "Threshold")
        found.append((caption, thresholds.amount(notice.threshold, notice.threshold_hours)))
    if notice.runway is not None and notice.runway.is_usable:
        found.append((translate("AlertHistory", "Lasts", "a balance"), runways.short_with_range(notice.runway)))
    if notice.observed_at is not None:
        read = fmt.instant(notice.observed_at, naming.zone(notice.account_id), now)
        found.append((translate("AlertHistory", "Read", "caption: when a balance was read"), read))
    return found


def _moments(record: AlertRecord, naming: Naming, now: datetime, colours: Tones) -> Iterator[_Moment]:
    episode, zone = record.episode, naming.zone(record.episode.account_id)
    of_notice: dict[str, list[Delivery]] = {}
    for delivery in record.deliveries:
        of_notice.setdefault(delivery.notice_id, []).append(delivery)
    for notice in record.notices:
        html = _heading(_kind(notice), fmt.instant(notice.created_at, zone, now), colours)
        html += _message(notice, naming, colours) + _figures(figures(notice, naming, now), colours)
        yield _Moment(
            notice.created_at,
            html + "".join(_delivery(one, naming, zone, now, colours) for one in of_notice.get(notice.id, ())),
        )
    for item in record.superseded:
        at = item.figures.created_at
        html = _heading(_kind(item.figures), fmt.instant(at, zone, now), colours)
        html += _line(_spoken_for(item, record.spoken_by(item), naming), colours.muted)
        yield _Moment(at, html + _figures(figures(item.figures, naming, now), colours))
    if not record.moments:
        word = notices.notice_kind_name(NoticeKind.RAISED)
        untold = translate("AlertHistory", "It was told with a more serious alert, or not at all.")
        html = _heading(word, fmt.instant(episode.raised_at, zone, now), colours) + _line(untold, colours.muted)
        yield _Moment(episode.raised_at, html)
    for answer in episode.answers:
        word = wording.answer(answer, zone, now)
        yield _Moment(answer.at, _heading(word, fmt.instant(answer.at, zone, now), colours))
    told_over = any(notice.kind is NoticeKind.RECOVERED for notice in record.notices)
    if episode.recovered_at is not None and not told_over and episode.rule not in EVENTS:
        word = notices.notice_kind_name(NoticeKind.RECOVERED)
        yield _Moment(episode.recovered_at, _heading(word, fmt.instant(episode.recovered_at, zone, now), colours))


def _spoken_for(item: Superseded, speaker: Notice | None, naming: Naming) -> str:
    """“Told by alert K7M2QP: FoxReload: balance used up, $0.00”."""
    if item.told_by == KEPT_BACK:
        return translate("AlertHistory", "Not told then, because you had said that you had paid.")
    if speaker is None:
        return translate("AlertHistory", "It was told with a more serious alert, or not at all.")
    name, zone = naming.account(speaker.account_id), naming.zone(speaker.account_id)
    message = notices.native_message(speaker, name, zone, speaker.created_at, names=naming.accounts)
    return translate("AlertHistory", "Told by alert {id}: {title}", "which other alert spoke for this one").format(
        id=speaker.alert_id, title=message.title
    )


def _kind(notice: Notice) -> str:
    if notice.rule in EVENTS:
        return notices.rule_name(notice.rule)
    return notices.notice_kind_name(notice.kind)


def _heading(word: str, when: str, colours: Tones) -> str:
    return (
        f'<p style="margin-top:14px; margin-bottom:5px; color:{colours.text}"><b>{escape(word)}</b>'
        f'<span style="color:{colours.muted}"> · {escape(when)}</span></p>'
    )


def _message(notice: Notice, naming: Naming, colours: Tones) -> str:
    """What was told, in the words of that moment."""
    name, zone = naming.account(notice.account_id), naming.zone(notice.account_id)
    message = notices.native_message(notice, name, zone, notice.created_at, names=naming.accounts)
    lines = "".join(_line(line, colours.text) for line in message.body.splitlines() if line)
    return (
        f'<table width="100%" cellspacing="0" cellpadding="9" bgcolor="{colours.card}">'
        f'<tr><td style="color:{colours.text}"><b>{escape(message.title)}</b>{lines}</td></tr></table>'
    )


def _figures(found: list[tuple[str, str]], colours: Tones) -> str:
    """Two beside each other, so that the messages stay in sight of one another."""
    cells = [
        f'<td style="color:{colours.muted}; padding-right:8px">{escape(caption)}</td>'
        f'<td style="color:{colours.text}; padding-right:18px">{escape(value)}</td>'
        for caption, value in found
    ]
    rows = "".join(f"<tr>{''.join(cells[row : row + 2])}</tr>" for row in range(0, len(cells), 2))
    return f'<table cellspacing="0" cellpadding="1" style="margin-top:6px">{rows}</table>' if rows else ""


def _delivery(delivery: Delivery, naming: Naming, zone: ZoneInfo, now: datetime, colours: Tones) -> str:
    sentence = notices.delivery_sentence(delivery, naming.channel(delivery.channel_id), zone, now)
    if delivery.delivered_at is not None:
        return _line(f"{_DELIVERED} {sentence}", colours.muted)
    if delivery.failed_at is not None:
        return _line(f"{_FAILED} {sentence}", colours.danger)
    return _line(f"{_WAITING} {sentence}", colours.muted)


def _line(text: str, colour: str) -> str:
    """A paragraph with nothing below it, where Qt would leave a line."""
    return f'<p style="margin-top:5px; margin-bottom:0; color:{colour}">{escape(text)}</p>'
