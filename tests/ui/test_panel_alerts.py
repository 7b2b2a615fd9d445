"""Open alerts in the glance panel: what stands on their cards, and what the owner can answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from galla.domain.alert_news import SHORT_OF_MONEY
from galla.domain.answers import NOTHING, Offer, offer
from galla.domain.notice import ALL_ACCOUNTS, EVENTS, Episode, Rule, Severity, SnoozeFor
from galla.domain.payment import Payment
from galla.domain.settings import Theme
from galla.texts import notices
from galla.ui.answer_buttons import AnswerButtons
from galla.ui.common_alert import CommonAlert
from galla.ui.episode_card import EpisodeCard
from galla.ui.panel import WIDTH, GlancePanel
from galla.ui.theme import apply_theme
from ui import snapshots as samples
from ui.panels import button, buttons, seen, show, words_on_buttons

NOW = samples.NOW
HOUR = timedelta(hours=1)


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[GlancePanel]:
    apply_theme(Theme.LIGHT)
    panel = GlancePanel(lambda: NOW)
    qtbot.addWidget(panel)
    yield panel
    apply_theme(Theme.SYSTEM)


def cards(panel: GlancePanel) -> list[EpisodeCard]:
    QApplication.processEvents()  # what changed places is laid out with the next events
    found = [card for card in panel.findChildren(EpisodeCard) if card.isVisibleTo(panel)]
    return sorted(found, key=lambda card: card.mapTo(panel, QPoint()).y())


def the_card(panel: GlancePanel) -> EpisodeCard:
    (card,) = cards(panel)
    return card


def menu_of(opener: QPushButton, qtbot: QtBot) -> QMenu:
    """The menu that a click opens."""
    qtbot.mouseClick(opener, Qt.MouseButton.LeftButton)
    (menu,) = opener.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert menu.isVisible()
    return menu


def choose(menu: QMenu, text: str) -> None:
    (action,) = (action for action in menu.actions() if action.text() == text)
    action.trigger()
    menu.close()


def dots(panel: GlancePanel) -> QPushButton:
    """The button of the answers that found no room."""
    (found,) = (one for one in buttons(the_card(panel)) if not one.text())
    return found


# --- what can be answered


@pytest.mark.parametrize("rule", sorted(SHORT_OF_MONEY))
def test_a_shortage_can_be_paid_for_and_kept_quiet_until_money_arrives(rule: Rule) -> None:
    episode = samples.open_episode(rule=rule)
    assert offer(episode, NOW, has_page=True) == Offer(
        top_up=True, paid=True, snooze=(SnoozeFor.HOUR, SnoozeFor.TOMORROW, SnoozeFor.TOP_UP), acknowledge=True
    )


def test_an_overdue_top_up_can_be_paid_for_but_money_is_not_waited_for_once_more() -> None:
    overdue = samples.open_episode(rule=Rule.TOP_UP_OVERDUE)
    late = Payment(NOW - 3 * HOUR, NOW - HOUR)
    assert offer(overdue, NOW, payment=late, has_page=True) == Offer(
        top_up=True, paid=True, snooze=(SnoozeFor.HOUR, SnoozeFor.TOMORROW), acknowledge=True
    )


@pytest.mark.parametrize("rule", sorted(set(Rule) - SHORT_OF_MONEY - EVENTS - {Rule.TOP_UP_OVERDUE}))
def test_no_payment_puts_an_end_to_other_alerts(rule: Rule) -> None:
    offered = offer(samples.open_episode(rule=rule), NOW, has_page=True)
    assert offered == Offer(snooze=(SnoozeFor.HOUR, SnoozeFor.TOMORROW), acknowledge=True)


@pytest.mark.parametrize("rule", sorted(EVENTS))
def test_what_merely_happened_wants_no_answer(rule: Rule) -> None:
    assert offer(samples.open_episode(rule=rule), NOW) == NOTHING


def test_what_is_over_wants_no_answer() -> None:
    assert offer(replace(samples.open_episode(), recovered_at=NOW), NOW, has_page=True) == NOTHING


@pytest.mark.parametrize(
    "answered",
    [
        replace(samples.open_episode(), acknowledged_at=NOW - HOUR),
        replace(samples.open_episode(), snoozed_until=NOW + HOUR),
        replace(samples.open_episode(), until_top_up=True),
    ],
)
def test_who_has_answered_is_asked_no_more_but_can_still_pay(answered: Episode) -> None:
    assert offer(answered, NOW, has_page=True) == Offer(top_up=True, paid=True)
    other = replace(answered, rule=Rule.ACCESS)
    assert offer(other, NOW, has_page=True) == NOTHING


def test_a_snooze_that_has_passed_is_asked_again() -> None:
    assert offer(replace(samples.open_episode(), snoozed_until=NOW - HOUR), NOW).acknowledge


def test_while_a_payment_is_on_its_way_a_shortage_waits_and_other_alerts_do_not() -> None:
    payment = Payment(NOW - HOUR, NOW + HOUR)
    assert offer(samples.open_episode(), NOW, payment=payment, has_page=True) == NOTHING
    assert offer(samples.open_episode(rule=Rule.ACCESS), NOW, payment=payment).acknowledge
    assert offer(samples.open_episode(), NOW, payment=replace(payment, arrived_at=NOW)).paid
    assert offer(samples.open_episode(), NOW + 2 * HOUR, payment=payment).paid


def test_what_concerns_all_accounts_can_be_kept_quiet_for_an_hour() -> None:
    lost = samples.open_episode(ALL_ACCOUNTS, Rule.NO_READING)
    assert offer(lost, NOW) == Offer(snooze=(SnoozeFor.HOUR,), acknowledge=True)


# --- the card


def test_a_card_says_what_is_the_matter_and_marks_how_severe_it_is(panel: GlancePanel) -> None:
    shown = samples.two_episodes()
    show(panel, shown)
    low, rejected = cards(panel)
    assert seen(low) == notices.episode_sentence(shown.episodes[0], shown, NOW) == low.accessibleName()
    assert (low.property("tone"), rejected.property("tone")) == ("warning", "alarm")
    assert (low._mark.accessibleName(), rejected._mark.accessibleName()) == ("Warning", "Critical")


def test_a_card_takes_the_tone_of_what_got_worse(panel: GlancePanel) -> None:
    show(panel, samples.low_with_open_episode())
    card = the_card(panel)
    worse = replace(samples.open_episode(), severity=Severity.CRITICAL)
    show(panel, replace(samples.low_with_open_episode(), episodes=(worse,)))
    assert the_card(panel) is card
    assert card.property("tone") == "alarm"


def test_the_page_for_topping_up_is_offered_only_where_it_is_known(panel: GlancePanel, qtbot: QtBot) -> None:
    show(panel, samples.low_with_open_episode())
    assert "Top up" not in words_on_buttons(panel)
    show(panel, samples.with_top_up_page())
    with qtbot.waitSignal(panel.top_up_requested) as asked:
        button(panel, "Top up").click()
    assert asked.args == ["main"]


def test_one_button_is_to_be_pressed_first(panel: GlancePanel) -> None:
    def first() -> list[str]:
        return [one.text().replace("&", "") for one in buttons(panel) if one.property("role") == "primary"]

    show(panel, samples.with_top_up_page())
    assert first() == ["Top up"]
    show(panel, samples.low_with_open_episode())
    assert first() == ["Check now"]


def test_i_have_paid_names_the_account(panel: GlancePanel, qtbot: QtBot) -> None:
    show(panel, samples.low_with_open_episode())
    with qtbot.waitSignal(panel.paid_requested) as asked:
        button(panel, "I have paid").click()
    assert asked.args == ["main"]


@pytest.mark.parametrize("length", SnoozeFor)
def test_the_menu_of_a_shortage_offers_every_snooze(panel: GlancePanel, qtbot: QtBot, length: SnoozeFor) -> None:
    show(panel, samples.low_with_open_episode())
    menu = menu_of(button(panel, "Snooze"), qtbot)
    assert [action.text() for action in menu.actions()] == [notices.snooze_for_label(one) for one in SnoozeFor]
    with qtbot.waitSignal(panel.snooze_requested) as asked:
        choose(menu, notices.snooze_for_label(length))
    assert asked.args == [samples.open_episode().id, length]


def test_news_while_the_menu_is_open_leave_it_open(panel: GlancePanel, qtbot: QtBot) -> None:
    show(panel, samples.low_with_open_episode())
    menu = menu_of(button(panel, "Snooze"), qtbot)
    panel.render((samples.low_with_open_episode(),), NOW + timedelta(minutes=1))
    assert menu.isVisible()
    assert panel.isVisible()
    menu.close()


def test_an_episode_is_acknowledged_by_its_id(panel: GlancePanel, qtbot: QtBot) -> None:
    show(panel, samples.low_with_open_episode())
    with qtbot.waitSignal(panel.acknowledge_requested) as asked:
        button(panel, "Acknowledge").click()
    assert asked.args == [samples.open_episode().id]


def test_what_finds_no_room_is_in_a_menu(panel: GlancePanel, qtbot: QtBot) -> None:
    show(panel, samples.with_top_up_page())
    card = the_card(panel)
    assert words_on_buttons(card) == ["Top up", "I have paid", "Snooze", ""]
    with qtbot.waitSignal(panel.acknowledge_requested):
        choose(menu_of(dots(panel), qtbot), "Acknowledge")


def test_a_row_with_room_for_one_button_keeps_all_answers_in_reach(qtbot: QtBot) -> None:
    row = AnswerButtons()
    qtbot.addWidget(row)
    row.offer(offer(samples.open_episode(), NOW, has_page=True))
    row.resize(row.minimumSizeHint())
    row.show()
    assert words_on_buttons(row) == ["Top up", ""]
    (more,) = (one for one in buttons(row) if not one.text())
    assert more.accessibleName() == "More answers"
    menu = menu_of(more, qtbot)
    assert [action.text() for action in menu.actions()] == ["I have paid", "Snooze", "Acknowledge"]
    (snooze,) = (action.menu() for action in menu.actions() if action.menu() is not None)
    with qtbot.waitSignal(row.snooze_wanted) as wanted:
        snooze.actions()[1].trigger()
    assert wanted.args == [SnoozeFor.TOMORROW]
    menu.close()
    row.resize(row.sizeHint())
    assert words_on_buttons(row) == ["Top up", "I have paid", "Snooze", "Acknowledge"]


def test_words_of_any_length_leave_the_panel_as_wide_as_it_is(panel: GlancePanel, qtbot: QtBot) -> None:
    show(panel, samples.with_top_up_page())
    row = the_card(panel).findChild(AnswerButtons)
    assert isinstance(row, AnswerButtons)
    for one in row.findChildren(QPushButton):
        one.setText(f"{one.text()} {one.text()[::-1]}" if one.text() else "")
    row._arrange()
    panel._fit()
    assert panel.width() == WIDTH
    for one in buttons(row):
        assert row.rect().contains(one.geometry())


def test_an_answered_episode_says_so_and_offers_no_more_than_to_pay(panel: GlancePanel) -> None:
    answered = replace(samples.open_episode(), acknowledged_at=NOW - HOUR)
    show(panel, replace(samples.with_top_up_page(), episodes=(answered,)))
    assert "acknowledged today 13:32" in seen(the_card(panel))
    assert words_on_buttons(the_card(panel)) == ["Top up", "I have paid"]


def test_an_answered_episode_of_anything_else_has_no_buttons(panel: GlancePanel) -> None:
    snoozed = replace(samples.open_episode(rule=Rule.ACCESS), snoozed_until=NOW + HOUR)
    show(panel, replace(samples.low_with_open_episode(), episodes=(snoozed,)))
    assert "snoozed until today 15:32" in seen(the_card(panel))
    assert buttons(the_card(panel)) == []


def test_a_payment_on_its_way_is_said_and_asks_nothing(panel: GlancePanel) -> None:
    show(panel, samples.paid())
    assert notices.payment_sentence(samples.paid(), NOW) in seen(panel)
    assert buttons(the_card(panel)) == []
    arrived = replace(samples.paid(), payment=replace(samples.paid().payment, arrived_at=NOW))
    show(panel, arrived)
    assert "Payment" not in seen(panel)


def test_a_recovered_episode_leaves_the_panel(panel: GlancePanel, qtbot: QtBot) -> None:
    show(panel, samples.low_with_open_episode())
    panel.render((samples.healthy(),), NOW)
    assert cards(panel) == []
    qtbot.waitUntil(lambda: not panel.findChildren(EpisodeCard))


def test_cards_stand_in_the_order_of_their_episodes(panel: GlancePanel) -> None:
    both = samples.two_episodes().episodes
    show(panel, samples.two_episodes())
    assert [card.episode_id for card in cards(panel)] == [episode.id for episode in both]
    show(panel, replace(samples.two_episodes(), episodes=both[::-1]))
    assert [card.episode_id for card in cards(panel)] == [episode.id for episode in both[::-1]]


# --- what concerns all accounts


LOST = CommonAlert(
    Episode("all-1", ALL_ACCOUNTS, Rule.NO_READING, Severity.WARNING, NOW - HOUR), "No network, since today 13:32."
)


def test_what_is_wrong_for_all_accounts_stands_above_them(panel: GlancePanel, qtbot: QtBot) -> None:
    show(panel, *samples.three_accounts(), common=(LOST,))
    first, second = cards(panel)
    assert (first.episode_id, seen(first)) == ("all-1", LOST.sentence)
    assert second.account_id == "main"
    assert first.mapTo(panel, QPoint()).y() < panel._view.y()
    with qtbot.waitSignal(panel.snooze_requested) as asked:
        button(first, "Snooze 1 h").click()
    assert asked.args == ["all-1", SnoozeFor.HOUR]
    with qtbot.waitSignal(panel.acknowledge_requested) as asked:
        button(first, "Acknowledge").click()
    assert asked.args == ["all-1"]


def test_it_stays_while_the_panel_ticks_and_goes_when_it_is_over(panel: GlancePanel) -> None:
    show(panel, samples.healthy(), common=(LOST,))
    panel._tick.timeout.emit()
    assert the_card(panel).episode_id == "all-1"
    panel.render((samples.healthy(),), NOW)
    assert cards(panel) == []


def test_it_is_told_also_where_there_is_no_account(panel: GlancePanel) -> None:
    show(panel, common=(LOST,))
    assert LOST.sentence in seen(panel)
    assert panel.width() == WIDTH


# --- the foot


def test_the_foot_leads_to_the_alert_history_and_the_settings(panel: GlancePanel, qtbot: QtBot) -> None:
    show(panel, samples.healthy())
    with qtbot.waitSignal(panel.alert_history_requested):
        button(panel, "Alert history").click()
    with qtbot.waitSignal(panel.settings_requested) as asked:
        button(panel, "Settings…").click()
    assert asked.args == [""]


def test_the_words_of_the_foot_stand_under_the_others(panel: GlancePanel) -> None:
    show(panel, samples.healthy())
    link = button(panel, "Alert history")
    begins = (
        link.mapTo(panel, QPoint()).x() + (link.width() - link.fontMetrics().horizontalAdvance("Alert history")) // 2
    )
    assert abs(begins - panel._view.mapTo(panel, QPoint()).x()) <= 2
