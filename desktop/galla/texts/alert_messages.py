"""Notices as messages: for this desktop, for a channel on a phone, several in one, and a test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.alert_news import SHORT_OF_MONEY
from galla.domain.channel import AlertRecord, Owed
from galla.domain.notice import (
    ALL_ACCOUNTS,
    EVENTS,
    NativeMessage,
    Notice,
    NoticeAction,
    NoticeKind,
    RemoteMessage,
    Rule,
    Severity,
)
from galla.texts import alert_bodies, alert_labels, alert_names, alert_titles
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate

NO_NAMES: Mapping[str, str] = MappingProxyType({})


def native_message(
    notice: Notice,
    account_name: str,
    zone: ZoneInfo,
    now: datetime,
    *,
    names: Mapping[str, str] = NO_NAMES,
    top_up_page: bool = False,
) -> NativeMessage:
    """The notification: what happened to which account, its figures with their age, and what to do.

    `names` are those of all accounts by id, for a notice that is no single account's. With `now` at
    `notice.created_at` it is what was told in that moment, as the history shows it.
    """
    return NativeMessage(
        notice_id=notice.id,
        title=alert_titles.title(notice, account_name, zone, now),
        body=alert_bodies.body(notice, zone, now, names),
        severity=notice.severity,
        actions=_actions(notice, top_up_page=top_up_page),
    )


def remote_message(
    notice: Notice, account_name: str, zone: ZoneInfo, now: datetime, *, names: Mapping[str, str] = NO_NAMES
) -> RemoteMessage:
    """The same words for a channel: the severity in a word, and a last line by which a repeat is recognised."""
    body = alert_bodies.body(notice, zone, now, names)
    return RemoteMessage(
        title=_with_severity(notice.severity, alert_titles.title(notice, account_name, zone, now)),
        body="\n".join(filter(None, (body, _alert_line(notice)))),
        severity=notice.severity,
    )


def native_summary(
    owed: Sequence[Owed], names: Mapping[str, str], zone: ZoneInfo, now: datetime, *, held: bool = True
) -> NativeMessage:
    """Several notices in one notification, as `summary_message`; it bears the id of the first of them."""
    summary = summary_message(owed, names, zone, now, held=held)
    return NativeMessage(
        notice_id=owed[0].notice.id,
        title=summary.title,
        body=summary.body,
        severity=summary.severity,
        actions=((NoticeAction.OPEN, alert_labels.open_label()),),
    )


def summary_message(
    owed: Sequence[Owed], names: Mapping[str, str], zone: ZoneInfo, now: datetime, *, held: bool = True
) -> RemoteMessage:
    """“3 alerts while it was quiet”: one line for each episode, the more severe first.

    `held`: quiet hours held them back; else they could not be delivered before. `names` by account id.
    """
    newest = sorted(_newest(owed), key=_more_severe_first)
    count = len(newest)
    if held:
        title = translate("Texts", "%n alert(s) while it was quiet", "title of a message", count)
    else:
        title = translate("Texts", "%n alert(s) that could not be sent before", "title of a message", count)
    return RemoteMessage(
        title=title,
        body="\n".join(_line(item, names, zone, now) for item in newest),
        severity=max((item.notice.severity for item in newest), default=Severity.INFO),
    )


def test_message(channel_name: str, now: datetime, zone: ZoneInfo) -> RemoteMessage:
    """What a channel is tried with."""
    return RemoteMessage(
        title=translate("Texts", "Galla: a test", "title of a message"),
        body=translate(
            "Texts", "This is a test of the channel {channel}, sent {when}. Alerts will arrive here like this."
        ).format(channel=channel_name, when=fmt.instant(now, zone, now)),
        severity=Severity.INFO,
    )


def history_title(record: AlertRecord, name: str, zone: ZoneInfo) -> str:
    """What was raised, as it was when it was worst; of an episode whose figures nobody kept, account and rule."""
    told = [notice for notice in record.moments if notice.kind is not NoticeKind.RECOVERED]
    if told:
        worst = max(told, key=lambda notice: (notice.severity, notice.created_at))
        return alert_titles.title(worst, name, zone, worst.created_at)
    rule = alert_names.rule_name(record.episode.rule)
    if record.episode.account_id == ALL_ACCOUNTS:
        return rule
    return translate("Texts", "{account}: {rule}", "an alert").format(account=name, rule=rule)


def _with_severity(severity: Severity, title: str) -> str:
    return translate("Texts", "{severity} – {title}", "title of a message, such as: Critical – balance used up").format(
        severity=alert_names.severity_name(severity), title=title
    )


def _alert_line(notice: Notice) -> str:
    return translate("Texts", "Galla alert {id}", "the last line of a message").format(id=notice.alert_id)


def _newest(owed: Iterable[Owed]) -> list[Owed]:
    """Of each episode the newest that tells what was wrong; that it is over is said beside it."""
    found: dict[str, Owed] = {}
    for item in owed:
        before = found.get(item.episode.id)
        if before is None or _tells_more(item.notice, before.notice):
            found[item.episode.id] = item
    return list(found.values())


def _tells_more(notice: Notice, than: Notice) -> bool:
    is_over, was_over = notice.kind is NoticeKind.RECOVERED, than.kind is NoticeKind.RECOVERED
    return was_over if is_over != was_over else notice.created_at >= than.created_at


def _more_severe_first(item: Owed) -> tuple[int, bool, datetime]:
    return -item.notice.reach, not item.episode.is_open, item.notice.created_at


def _line(item: Owed, names: Mapping[str, str], zone: ZoneInfo, now: datetime) -> str:
    """“Warning – FoxReload: balance low, $84.20 (today 02:10, K7M2QP); recovered today 02:40”."""
    notice, episode = item.notice, item.episode
    name = names.get(notice.account_id, notice.account_id)
    line = translate("Texts", "{title} ({when}, {id})", "one alert in a list: its title, time and number").format(
        title=_with_severity(notice.severity, alert_titles.title(notice, name, zone, now)),
        when=fmt.instant(notice.created_at, zone, now),
        id=notice.alert_id,
    )
    told_over = notice.kind is NoticeKind.RECOVERED or notice.rule in EVENTS
    if episode.recovered_at is None or told_over:
        return line
    return translate("Texts", "{alert}; recovered {when}", "one alert in a list").format(
        alert=line, when=fmt.instant(episode.recovered_at, zone, now)
    )


def _actions(notice: Notice, *, top_up_page: bool) -> tuple[tuple[NoticeAction, str], ...]:
    """The more urgent first: some servers show only three."""
    opened = (NoticeAction.OPEN, alert_labels.open_label())
    is_over = notice.kind is NoticeKind.RECOVERED or notice.rule in EVENTS
    chart = () if notice.account_id == ALL_ACCOUNTS else ((NoticeAction.SHOW_CHART, alert_labels.show_chart_label()),)
    if is_over:
        return opened, *chart
    pay = top_up_page and (notice.rule in SHORT_OF_MONEY or notice.rule is Rule.TOP_UP_OVERDUE)
    return (
        opened,
        *(((NoticeAction.TOP_UP, alert_labels.top_up_label()),) if pay else ()),
        (NoticeAction.SNOOZE, alert_labels.snooze_label()),
        (NoticeAction.ACKNOWLEDGE, alert_labels.acknowledge_label()),
        *chart,
    )
