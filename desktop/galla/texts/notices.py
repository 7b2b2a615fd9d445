"""Notices and episodes in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import inf
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain import topup
from galla.domain.errors import Problem, ProblemKind
from galla.domain.model import ForecastState, Runway, Snapshot
from galla.domain.notice import Episode, NativeMessage, Notice, NoticeAction, NoticeKind, Rule, Severity
from galla.texts import locale_format as fmt
from galla.texts import outlook, problems, runways, thresholds

translate = QCoreApplication.translate

_DAY = timedelta(days=1)
_ACCESS_KINDS = frozenset({ProblemKind.KEY_REJECTED, ProblemKind.ACCESS_DENIED})


def native_message(notice: Notice, account_name: str, zone: ZoneInfo, now: datetime) -> NativeMessage:
    """The notification: what happened to which account, its figures with their age, and what to do."""
    return NativeMessage(
        notice_id=notice.id,
        title=_title(notice, account_name),
        body=_body(notice, zone, now),
        severity=notice.severity,
        actions=_actions(notice),
    )


def untold_problem(snapshot: Snapshot) -> str:
    """What is wrong; empty where nothing is, or where an open episode says it."""
    problem = snapshot.problem
    if problem is None or any(_tells_of(episode, problem) for episode in snapshot.episodes):
        return ""
    return problems.sentence(problem, zone=ZoneInfo(snapshot.timezone))


def episode_sentence(episode: Episode, snapshot: Snapshot, now: datetime) -> str:
    """An open episode: what it is, since when, and whether it is snoozed; of a problem that it tells of, all."""
    zone, problem = ZoneInfo(snapshot.timezone), snapshot.problem
    if problem is not None and _tells_of(episode, problem):
        return f"{problems.sentence(problem, zone=zone)}\n{_since(episode, zone, now)}"
    what = _episode_name(episode, snapshot)
    since = fmt.instant(episode.raised_at, zone, now)
    if episode.snoozed_until is not None and episode.snoozed_until > now:
        return translate("Texts", "{what}, since {since}; snoozed until {until}.", "an open alert").format(
            what=what, since=since, until=fmt.instant(episode.snoozed_until, zone, now)
        )
    return translate("Texts", "{what}, since {since}.", "an open alert").format(what=what, since=since)


def _tells_of(episode: Episode, problem: Problem) -> bool:
    """While the key is refused, that is what the episode is about; of another problem since it knows nothing."""
    return episode.is_open and episode.rule is Rule.ACCESS and problem.kind in _ACCESS_KINDS


def _since(episode: Episode, zone: ZoneInfo, now: datetime) -> str:
    since = fmt.instant(episode.raised_at, zone, now)
    if episode.snoozed_until is not None and episode.snoozed_until > now:
        return translate("Texts", "Since {since}; snoozed until {until}.", "an open alert").format(
            since=since, until=fmt.instant(episode.snoozed_until, zone, now)
        )
    return translate("Texts", "Since {since}.", "an open alert").format(since=since)


def show_chart_label() -> str:
    """The label of the button that opens the chart."""
    return translate("Texts", "Show chart", "button of a notification")


def snooze_label() -> str:
    """The label of the button that keeps an episode quiet for an hour."""
    return translate("Texts", "Snooze 1 h", "button of a notification")


def _title(notice: Notice, account_name: str) -> str:
    if notice.kind is NoticeKind.RECOVERED:
        text = _recovered_title(notice.rule)
    elif notice.rule is Rule.ACCESS:
        text = _access_title(notice)
    elif notice.rule is Rule.EMPTY and outlook.is_used_up(notice.balance, notice.threshold):
        text = translate("Texts", "{account}: balance used up, {amount}", "title of a notification")
    elif notice.rule is Rule.EMPTY:
        text = translate("Texts", "{account}: down to its reserve, {amount}", "title of a notification")
    elif notice.rule is Rule.RUNWAY_BELOW:
        text = _runway_title(notice)
    elif notice.kind is NoticeKind.REMINDER:
        text = translate("Texts", "{account}: balance still low, {amount}", "title of a notification")
    else:
        text = translate("Texts", "{account}: balance low, {amount}", "title of a notification")
    return text.format(account=account_name, amount=_amount(notice))


def _runway_title(notice: Notice) -> str:
    if notice.kind is NoticeKind.REMINDER:
        return translate("Texts", "{account}: still running short, {amount}", "title of a notification")
    if notice.severity is not Severity.CRITICAL:
        return translate("Texts", "{account}: running short, {amount}", "title of a notification")
    # Warnings go by a cautious figure, the body tells the likely one: the title must be true of both.
    likely_days = None if notice.runway is None else notice.runway.p50_days
    if likely_days is not None and timedelta(days=likely_days) < _DAY:
        return translate("Texts", "{account}: less than a day left, {amount}", "title of a notification")
    return translate("Texts", "{account}: could run out within a day, {amount}", "title of a notification")


def _recovered_title(rule: Rule) -> str:
    if rule is Rule.RUNWAY_BELOW:
        return translate("Texts", "{account}: no longer running short, {amount}", "title of a notification")
    if rule is Rule.ACCESS:
        return translate("Texts", "{account}: the supplier accepts the key again", "title of a notification")
    return translate("Texts", "{account}: balance recovered, {amount}", "title of a notification")


def _access_title(notice: Notice) -> str:
    if notice.problem is not None and notice.problem.kind is ProblemKind.ACCESS_DENIED:
        return translate("Texts", "{account}: access denied", "title of a notification")
    return translate("Texts", "{account}: API key rejected", "title of a notification")


def _amount(notice: Notice) -> str:
    return translate("Texts", "unknown", "an amount") if notice.balance is None else fmt.money(notice.balance)


def _body(notice: Notice, zone: ZoneInfo, now: datetime) -> str:
    problem, parts = "", list[str]()
    if notice.kind is not NoticeKind.RECOVERED and notice.problem is not None:
        problem = problems.sentence(notice.problem, zone=zone)  # on a line of its own: it may end with a command
    if notice.rule is Rule.ACCESS and notice.balance is not None:
        parts.append(
            translate("Texts", "Last known balance: {amount}.", "body of a notification").format(amount=_amount(notice))
        )
    if notice.rule is Rule.BALANCE_BELOW and notice.kind is not NoticeKind.RECOVERED and notice.threshold is not None:
        parts.append(thresholds.under_threshold_sentence(notice.threshold, notice.threshold_hours))
    parts.extend(_figures(notice, zone, now))
    if notice.kind is not NoticeKind.RECOVERED and notice.rule is not Rule.ACCESS:
        parts.append(_next_step(notice, zone, now))
    return "\n".join(filter(None, (problem, " ".join(parts))))


def _figures(notice: Notice, zone: ZoneInfo, now: datetime) -> list[str]:
    parts: list[str] = []
    runway = notice.runway
    used_up = notice.rule is Rule.EMPTY and notice.kind is not NoticeKind.RECOVERED
    if runway is not None and runway.is_usable and not used_up:
        parts.append(_lasts(runway))
        if notice.rule is Rule.RUNWAY_BELOW and runway.state is ForecastState.LEARNING:
            parts.append(outlook.basis(runway))
    if notice.observed_at is not None:
        age = max(now - notice.observed_at, timedelta(0))
        parts.append(
            translate("Texts", "Read {age} ago ({instant}).", "body of a notification: the balance").format(
                age=fmt.duration(age), instant=fmt.instant(notice.observed_at, zone, now)
            )
        )
    return parts


def _lasts(runway: Runway) -> str:
    if runway.may_be_used_up:
        return outlook.may_be_used_up()
    if runway.p50_days is None:
        return translate("Texts", "Lasts {runway}.", "body of a notification").format(runway=runways.short(runway))
    return translate("Texts", "Lasts about {runway} ({range}).", "body of a notification").format(
        runway=runways.short(runway), range=runways.spread(runway)
    )


def _next_step(notice: Notice, zone: ZoneInfo, now: datetime) -> str:
    proposal = _proposal(notice)
    used_up = notice.rule is Rule.EMPTY and outlook.is_used_up(notice.balance, notice.threshold)
    if proposal is not None:
        return outlook.top_up_sentence(proposal, zone, now, empty=used_up)
    if notice.rule is Rule.EMPTY:
        return outlook.top_up_now(used_up=used_up)
    runway = notice.runway
    if runway is None or runway.p10_days is None or not runway.is_usable:
        return translate("Texts", "Top up soon.")
    return outlook.top_up_by(notice.created_at + timedelta(days=runway.p10_days), runway, zone, now)


def _proposal(notice: Notice) -> topup.Proposal | None:
    """What to pay in, from the figures that the notice carries; a short runway is always a reason to."""
    if notice.runway is None:
        return None
    reserve = notice.threshold if notice.rule is Rule.EMPTY else None
    start_days = inf if notice.rule is Rule.RUNWAY_BELOW else topup.START_BELOW_DAYS
    return topup.proposal(notice.runway, notice.balance, reserve, notice.created_at, start_below_days=start_days)


def _actions(notice: Notice) -> tuple[tuple[NoticeAction, str], ...]:
    opened = (NoticeAction.OPEN, translate("Texts", "Open Galla", "a click on a notification"))
    chart = (NoticeAction.SHOW_CHART, show_chart_label())
    if notice.kind is NoticeKind.RECOVERED:
        return opened, chart
    return opened, chart, (NoticeAction.SNOOZE, snooze_label())


def _episode_name(episode: Episode, snapshot: Snapshot) -> str:
    match episode.rule:
        case Rule.EMPTY:
            if not outlook.is_used_up(snapshot.balance, snapshot.reserve):
                return translate("Texts", "Down to the reserve", "an open alert")
            return translate("Texts", "Balance used up", "an open alert")
        case Rule.ACCESS:
            return problems.short_name(ProblemKind.KEY_REJECTED)
        case Rule.RUNWAY_BELOW:
            return _running_short(snapshot)
        case Rule.BALANCE_BELOW:
            if snapshot.threshold is None:
                return translate("Texts", "Balance low", "an open alert")
            return thresholds.balance_under(snapshot.threshold, snapshot.threshold_hours)


def _running_short(snapshot: Snapshot) -> str:
    """With the owner's threshold where that is crossed as well; a learned one would only say it again."""
    balance, threshold = snapshot.balance, snapshot.threshold
    if balance is None or threshold is None or snapshot.threshold_hours is not None or balance >= threshold:
        return translate("Texts", "Running short", "an open alert: the money lasts only for days")
    return translate("Texts", "Running short, and under {threshold}", "an open alert: the balance").format(
        threshold=thresholds.amount(threshold, None)
    )
