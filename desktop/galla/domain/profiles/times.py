"""Time stamps as suppliers write them, as instants in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from galla.domain.errors import BadAnswer, BadAnswerReason
from galla.domain.json_pointer import MISSING
from galla.domain.profiles.answers import ReportedAtRule, TimeFormat
from galla.domain.profiles.document import find, shown

_SECONDS = re.compile(r"[0-9]{1,18}(\.[0-9]{1,9})?", re.ASCII)


def reported_at(rule: ReportedAtRule | None, document: object) -> datetime | None:
    """The supplier's own time stamp in UTC. Raises BadAnswer where there is one that cannot be read.

    None where there is none, and where neither it nor the profile says its time zone: then it names no instant, and a
    guess would make the balance look hours older or newer than it is.
    """
    if rule is None:
        return None
    value = find(rule.pointer, document)
    if value is MISSING or value is None or value == "":
        return None
    try:
        moment = _moment(rule, str(value).strip() if not isinstance(value, bool | dict | list) else "")
        if moment.tzinfo is None and rule.zone is not None:
            moment = moment.replace(tzinfo=ZoneInfo(rule.zone))
        return None if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        pass
    raise BadAnswer(BadAnswerReason.REPORTED_AT_UNREADABLE, field=rule.pointer, found=shown(value))


def _moment(rule: ReportedAtRule, text: str) -> datetime:
    match rule.format:
        case TimeFormat.EPOCH_S | TimeFormat.EPOCH_MS:
            if not _SECONDS.fullmatch(text):
                raise ValueError("no number")
            return datetime.fromtimestamp(float(text) / (1000 if rule.format is TimeFormat.EPOCH_MS else 1), UTC)
        case TimeFormat.RFC2822:
            from email.utils import parsedate_to_datetime  # 15 ms: few suppliers need it

            return parsedate_to_datetime(text)
        case TimeFormat.ISO8601:
            return datetime.fromisoformat(text)
    return datetime.strptime(text, rule.format)  # noqa: DTZ007 - the rule's zone follows
