"""One alert told in order, and the few words that stand for it in the list."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QTextDocument

from galla.domain.channel import AlertRecord
from galla.domain.notice import KEPT_BACK, Rule
from galla.texts import notices, runways
from galla.ui.alerts import wording
from galla.ui.alerts.naming import Naming
from galla.ui.alerts.story import figures, story
from galla.ui.theme import DARK, LIGHT
from ui import alert_records as samples
from ui.snapshots import NOW

NAMING = Naming(samples.NAMES, samples.CHANNEL_NAMES, samples.ZONES)


def told(record: AlertRecord, naming: Naming = NAMING) -> str:
    """The story as it is read."""
    document = QTextDocument()
    document.setHtml(story(record, naming, NOW, LIGHT))
    return document.toPlainText()


def in_order(text: str, *parts: str) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


def test_a_story_tells_every_message_with_its_deliveries_from_the_beginning_on() -> None:
    assert in_order(
        told(samples.open_shortage()),
        "Raised · today 08:32",
        "running short, $874.25",
        "✓ Slack: delivered 08:32",
        "Got worse · today 12:32",
        "less than a day left, $311.00",
        "✓ This desktop: delivered 12:32",
        "✗ Owner's phone: given up 12:33: refused (403)",
    )


def test_a_message_is_in_the_words_of_its_moment() -> None:
    record = samples.acknowledged_low()
    (message,) = record.notices
    words = notices.native_message(message, "FoxReload", NAMING.zone("main"), message.created_at)
    text = told(record)
    for line in (words.title, *words.body.splitlines()):
        assert line in text
    assert "Read 2 min ago" in text


def test_the_answer_and_the_recovery_stand_where_they_happened() -> None:
    text = told(samples.recovered_empty())
    assert in_order(text, "Raised · Fri 14:32", "Acknowledged · Fri 14:44", "Recovered · Fri 17:32", "$4,600.00")
    assert text.count("Recovered") == 1


def test_a_recovery_that_was_told_to_nobody_is_told_here() -> None:
    assert in_order(told(samples.network_lost()), "Raised · 9 Nov 14:32", "Recovered · 9 Nov 15:12")


def test_an_alert_for_which_another_spoke_says_so() -> None:
    text = told(samples.untold())
    assert "more serious alert" in text
    assert in_order(text, "Raised", "Recovered")


def test_where_it_is_known_which_it_says_which_and_what_was_known_then() -> None:
    record = samples.spoken_for()
    text = told(record)
    number = samples.recovered_empty().notices[0].alert_id
    assert in_order(
        text,
        "Raised · Fri 14:32",
        f"Told by alert {number}: FoxReload: balance used up, $0.00",
        "Balance\n$0.00",
        "Threshold\n$100.00",
        "Recovered",
    )
    assert "or not at all" not in text
    assert notices.history_title(record, "FoxReload", NAMING.zone("main")) == "FoxReload: balance low, $0.00"
    assert "or not at all" in told(replace(record, spoken=()))
    kept_back = replace(
        record, superseded=tuple(replace(item, told_by=KEPT_BACK) for item in record.superseded), spoken=()
    )
    assert "Not told then, because you had said that you had paid." in told(kept_back)


def test_an_event_is_named_by_what_happened_and_never_recovers() -> None:
    text = told(samples.day_closed())
    assert "Daily close · yesterday 23:32" in text
    assert "Recovered" not in text


def test_the_figures_of_the_moment_are_listed_and_unknown_ones_are_not() -> None:
    (low,) = samples.acknowledged_low().notices
    assert low.runway is not None
    assert figures(low, NAMING, NOW) == [
        ("Balance", "$84.20"),
        ("Threshold", "$100.00"),
        ("Lasts", runways.short_with_range(low.runway)),
        ("Read", "yesterday 14:30"),
    ]
    assert figures(samples.channel_failing().notices[0], NAMING, NOW) == []
    empty = samples.recovered_empty().notices[0]
    assert ("Reserve", "$0.00") in figures(empty, NAMING, NOW)


def test_words_from_elsewhere_are_no_markup() -> None:
    naming = Naming({"main": "<b>Fox</b> & <img src=x>"}, {"slack": "<i>Slack</i>"}, samples.ZONES)
    text = told(samples.open_shortage(), naming)
    assert "<b>Fox</b> & <img src=x>: running short" in text
    assert "<i>Slack</i>: delivered" in text


def test_the_story_takes_the_tones_of_the_theme() -> None:
    record = samples.open_shortage()
    assert LIGHT.card in story(record, NAMING, NOW, LIGHT)
    assert LIGHT.card not in story(record, NAMING, NOW, DARK)


# --- in the list


def test_a_state_says_until_when_or_since_when() -> None:
    states = [wording.state(record, NAMING, NOW) for record in samples.fortnight()]
    assert states == [
        "Snoozed until 14:42",
        "Open",
        "Open",
        "Event",
        "Acknowledged",
        "Recovered Fri 17:32",
        "Recovered 9 Nov 15:12",
        "Recovered 10 Oct 14:32",
    ]
    low = samples.acknowledged_low()
    waiting = replace(low, episode=replace(low.episode, until_top_up=True))
    assert wording.state(waiting, NAMING, NOW) == "Snoozed until money arrives"


def test_where_it_was_delivered_tells_failed_and_waiting_channels_apart() -> None:
    def where(record: AlertRecord) -> str:
        return wording.delivered_text(wording.delivered(record.deliveries), NAMING)

    assert where(samples.open_shortage()) == "This desktop, Slack; failed: Owner's phone"
    assert where(samples.snoozed_drop()) == "This desktop; waiting: Slack"
    assert where(samples.untold()) == "–"
    (first, _) = samples.open_shortage().notices
    nowhere = replace(samples.open_shortage(), deliveries=(samples.failed(first, "phone"),))
    assert where(nowhere) == "Failed: Owner's phone"


def test_a_channel_that_took_a_later_message_is_reached() -> None:
    first, worse = samples.open_shortage().notices
    found = wording.delivered((samples.failed(first, "slack"), samples.delivered(worse, "slack")))
    assert found == wording.Delivered(reached=("slack",))


def test_of_a_failing_channel_the_subject_names_it() -> None:
    assert wording.subject(samples.channel_failing(), NAMING) == "Channel failing: Owner's phone"
    assert wording.subject(samples.open_shortage(), NAMING) == notices.rule_name(Rule.RUNWAY_BELOW)
