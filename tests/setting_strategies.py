"""Any settings that the rules allow, for property tests."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from hypothesis import strategies as st

from galla.domain.alert_settings import (
    ALWAYS_ON,
    DESKTOP,
    AlertSettings,
    Channel,
    Heartbeat,
    LeadTime,
    Quiet,
    TopUp,
)
from galla.domain.alert_settings_rules import (
    CLOSE_NOTICE_MIN,
    HEARTBEAT_MIN,
    LEAD_DAYS,
    LEAD_HOURS,
    NO_READING_MIN,
    REPEAT_HOURS,
)
from galla.domain.hours import Hours
from galla.domain.notice import Rule, Severity
from galla.domain.settings import Account, Polling, Thresholds

clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
spans = st.builds(Hours, clocks, clocks)
weekdays = st.frozensets(st.integers(1, 7))
amounts = st.decimals(0, 90_000, places=2)
KNOWN_CHANNELS = ("phone", "chat")
"""Often among any channels: those that a test's file has already."""

slugs = st.sampled_from(KNOWN_CHANNELS) | st.from_regex(r"[a-z0-9][a-z0-9-]{0,31}", fullmatch=True)
names = (
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
    | st.sampled_from(['He said "hi"', "back\\slash", "Owner's phone", "# no comment", "[x]", "मालिक का फ़ोन"])
)  # fmt: skip


def whole(bounds: tuple[int, int]) -> st.SearchStrategy[int]:
    """Any number within `bounds`."""
    return st.integers(*bounds)


quiets = st.builds(Quiet, st.none() | spans)
channels = st.builds(
    Channel,
    id=slugs.filter(lambda slug: slug != DESKTOP),
    name=names,
    least_severity=st.sampled_from(Severity),
    quiet=st.none() | quiets,
    enabled=st.booleans(),
)
alert_settings = st.builds(
    AlertSettings,
    off=st.frozensets(st.sampled_from(sorted(set(Rule) - ALWAYS_ON))),
    repeat_hours=whole(REPEAT_HOURS),
    no_reading_min=whole(NO_READING_MIN),
    close_notice_min=whole(CLOSE_NOTICE_MIN),
    quiet=quiets,
    desktop=st.builds(
        Channel,
        id=st.just(DESKTOP),
        least_severity=st.sampled_from(Severity),
        quiet=st.none() | quiets,
        enabled=st.booleans(),
    ),
    channels=st.lists(channels, max_size=4, unique_by=lambda channel: channel.id).map(tuple),
    heartbeat=st.builds(Heartbeat, st.booleans(), whole(HEARTBEAT_MIN)),
)
top_ups = st.builds(
    TopUp,
    st.builds(LeadTime, whole(LEAD_HOURS), whole(LEAD_DAYS)),
    weekdays,
    st.sampled_from([None, "https://pay.example/top-up?shop=7#now", "http://127.0.0.1:8000/"]),
)


def accounts(account_id: str) -> st.SearchStrategy[Account]:
    """Any account of that id."""
    thresholds = st.builds(Thresholds, amounts, runway_days=st.decimals("0.5", 30, places=1)) | st.builds(
        Thresholds, st.none(), st.none() | st.integers(1, 999), st.just(Decimal(3))
    )
    return st.builds(
        Account,
        id=st.just(account_id),
        name=names,
        base_url=st.sampled_from(["https://api.example.com", "http://127.0.0.1:8080/v1"]),
        profile=st.sampled_from(["generic-bearer", "acme"]),
        currency=st.sampled_from([None, "USD", "INR"]),
        environment=st.sampled_from(["live", "sandbox"]),
        timezone=st.sampled_from(["UTC", "Asia/Kolkata"]),
        day_start=clocks,
        reserve=amounts,
        paused=st.booleans(),
        thresholds=thresholds,
        polling=st.builds(Polling, spans, weekdays, whole((1, 1440)), whole((1, 1440))),
        top_up=top_ups,
    )
