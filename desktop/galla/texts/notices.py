"""Alerts in words: the door to all that is said of them."""

from __future__ import annotations

from galla.texts.alert_labels import (
    acknowledge_label,
    open_label,
    paid_label,
    show_chart_label,
    snooze_for_label,
    snooze_label,
    top_up_label,
)
from galla.texts.alert_messages import (
    history_title,
    native_message,
    native_summary,
    remote_message,
    summary_message,
    test_message,
)
from galla.texts.alert_names import (
    channel_name,
    notice_kind_name,
    rule_explanation,
    rule_name,
    severity_name,
    state_name,
)
from galla.texts.deliveries import (
    delivery_sentence,
    failure_name,
    outcome_sentence,
)
from galla.texts.open_alerts import (
    common_episode_sentence,
    episode_sentence,
    untold_problem,
)
from galla.texts.payments import (
    payment_sentence,
)

__all__ = [
    "acknowledge_label",
    "channel_name",
    "common_episode_sentence",
    "delivery_sentence",
    "episode_sentence",
    "failure_name",
    "history_title",
    "native_message",
    "native_summary",
    "notice_kind_name",
    "open_label",
    "outcome_sentence",
    "paid_label",
    "payment_sentence",
    "remote_message",
    "rule_explanation",
    "rule_name",
    "severity_name",
    "show_chart_label",
    "snooze_for_label",
    "snooze_label",
    "state_name",
    "summary_message",
    "test_message",
    "top_up_label",
    "untold_problem",
]
