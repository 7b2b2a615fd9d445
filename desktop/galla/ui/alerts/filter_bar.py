"""The row above the alert history in which the owner says what to look for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QHBoxLayout, QLineEdit, QToolButton, QWidget

from galla.domain.notice import Rule, Severity
from galla.texts import notices
from galla.ui.alerts.alert_filter import AlertFilter, Period
from galla.ui.chooser import Chooser

translate = QCoreApplication.translate

_SHORTEST = 9
"""Letters that a chooser has room for at least."""


class FilterBar(QWidget):
    """Holds an AlertFilter; tells when the owner changed it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filter = AlertFilter()
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search", "in a field for words to look for"))
        self.search.setAccessibleName(self.tr("Search alerts"))
        self.search.setToolTip(self.tr("Account, rule, channel or alert number (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda text: self._set(replace(self._filter, text=text)))
        self._accounts = self._chooser(self.tr("Account"))
        self._accounts.addItem(self.tr("All accounts"), None)
        self._severities = self._chooser(self.tr("Severity"))
        self._fill_severities()
        self._rules = self._chooser(self.tr("Rule", "of an alert"))
        self._fill_rules()
        self._open = _toggle(self.tr("Open only", "a switch: leave out alerts that are over"))
        self._open.setObjectName("toggle")
        self._open.toggled.connect(lambda on: self._set(replace(self._filter, open_only=on)))
        self._periods = {period: _toggle(_period_name(period)) for period in Period}
        self._lay_out()
        self._show_filter()

    @property
    def chosen(self) -> AlertFilter:
        """What the owner is looking for."""
        return self._filter

    def set_accounts(self, names: Mapping[str, str]) -> None:
        """Offers accounts by id and name. A single one is no choice; one that is gone is chosen no more."""
        offered = {str(self._accounts.itemData(row)): self._accounts.itemText(row) for row in self._account_rows()}
        if offered == dict(names):
            return
        blocker = QSignalBlocker(self._accounts)
        for row in reversed(self._account_rows()):
            self._accounts.removeItem(row)
        for account_id, name in names.items():
            self._accounts.addItem(name, account_id)
        blocker.unblock()
        self._accounts.setVisible(len(names) > 1)
        if self._filter.account_id not in names:
            self._filter = replace(self._filter, account_id=None)
        self._show_filter()

    def clear(self) -> None:
        """Looks for everything again, of all times."""
        self._filter = AlertFilter(period=Period.ALL)
        self._show_filter()
        self.changed.emit()

    def focus_order(self) -> tuple[QWidget, ...]:
        """What takes the focus, from left to right."""
        return (self.search, self._accounts, self._severities, self._rules, self._open, *self._periods.values())

    def _account_rows(self) -> range:
        return range(1, self._accounts.count())

    def _chooser(self, name: str) -> Chooser:
        chooser = Chooser(name, self)
        chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        chooser.setMinimumContentsLength(_SHORTEST)
        chooser.activated.connect(self._on_chosen)
        return chooser

    def _fill_severities(self) -> None:
        self._severities.addItem(self.tr("All severities"), Severity.INFO)
        at_least = self.tr("{severity} or worse", "a filter: least severity")
        self._severities.addItem(at_least.format(severity=notices.severity_name(Severity.WARNING)), Severity.WARNING)
        self._severities.addItem(notices.severity_name(Severity.CRITICAL), Severity.CRITICAL)

    def _fill_rules(self) -> None:
        self._rules.addItem(self.tr("All rules", "a filter: of alerts"), None)
        for rule in Rule:
            self._rules.addItem(notices.rule_name(rule), rule)

    def _lay_out(self) -> None:
        segments = QFrame(self)
        segments.setObjectName("segments")
        inner = QHBoxLayout(segments)
        inner.setContentsMargins(2, 2, 2, 2)
        inner.setSpacing(1)
        group = QButtonGroup(self)
        for period, button in self._periods.items():
            group.addButton(button)
            inner.addWidget(button)
            button.clicked.connect(lambda _=False, period=period: self._set(replace(self._filter, period=period)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 3)
        for chooser in (self._accounts, self._severities, self._rules):
            row.addWidget(chooser, 2)
        row.addWidget(self._open)
        row.addWidget(segments)

    def _on_chosen(self) -> None:
        account_id, rule = self._accounts.currentData(), self._rules.currentData()
        self._set(
            replace(
                self._filter,
                account_id=account_id,
                least=Severity(self._severities.currentData()),
                rule=None if rule is None else Rule(rule),
            )
        )

    def _set(self, chosen: AlertFilter) -> None:
        if chosen != self._filter:
            self._filter = chosen
            self.changed.emit()

    def _show_filter(self) -> None:
        """Shows in the fields what is looked for."""
        chosen = self._filter
        self.search.setText(chosen.text)
        self._accounts.setCurrentIndex(max(0, self._accounts.findData(chosen.account_id)))
        self._severities.setCurrentIndex(list(Severity).index(chosen.least))
        self._rules.setCurrentIndex(0 if chosen.rule is None else 1 + list(Rule).index(chosen.rule))
        self._open.setChecked(chosen.open_only)
        self._periods[chosen.period].setChecked(True)


def _period_name(period: Period) -> str:
    match period:
        case Period.WEEK:
            return translate("AlertHistory", "7 days", "the last 7 days")
        case Period.MONTH:
            return translate("AlertHistory", "30 days", "the last 30 days")
        case Period.ALL:
            return translate("AlertHistory", "All", "alerts of all times")


def _toggle(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setCheckable(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
