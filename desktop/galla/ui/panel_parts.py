"""Pieces of the glance panel: banner, figure with its caption, row of another account, empty state."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from galla.domain.model import Snapshot
from galla.texts import locale_format, open_alerts
from galla.texts import snapshots as texts
from galla.ui.labels import ElidedLabel, LevelMark, LineLabel
from galla.ui.severity_mark import SeverityMark

UNKNOWN = "—"
"""What stands for a figure that is not known; never a zero."""


def scaled_font(widget: QWidget, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The widget's font, larger or smaller, so that the owner's own size keeps its say."""
    font = QFont(widget.font())
    font.setPointSizeF(max(6.0, font.pointSizeF() * factor))
    font.setWeight(weight)
    return font


def text_label(parent: QWidget, *, muted: bool = False) -> QLabel:
    """A label for a whole sentence: plain text, wrapped, and selectable by mouse."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if muted:
        label.setProperty("role", "muted")
    return label


def show_text(label: QLabel, text: str) -> None:
    """Shows `text`, or hides the label where there is nothing to say."""
    label.setText(text)
    label.setVisible(bool(text))


def set_role(widget: QWidget, role: str) -> None:
    """Gives the widget that role of the style sheet, which is asked again only where it changed: that is not free."""
    set_style_property(widget, "role", role)


def set_style_property(widget: QWidget, name: str, value: str) -> None:
    """Sets what rules of the style sheet look at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().polish(widget)


class Banner(QFrame):
    """A sentence on a tinted ground, hidden while there is nothing to say."""

    def __init__(self, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setProperty("tone", tone)
        self._label = text_label(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 9, 12, 9)
        layout.addWidget(self._label)
        self.hide()

    def set_sentence(self, sentence: str) -> None:
        """Shows `sentence`; an empty one hides the banner."""
        self._label.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    @property
    def sentence(self) -> str:
        """What it says."""
        return self._label.text()


class Figure(QWidget):
    """An amount under its caption."""

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = QLabel(caption, self)
        self._caption.setProperty("role", "muted")
        self._caption.setFont(scaled_font(self, 0.88))
        self._value = ElidedLabel(self)
        self._value.setFont(scaled_font(self, 1.15, QFont.Weight.DemiBold))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(self._caption)
        layout.addWidget(self._value)

    def set_caption(self, caption: str) -> None:
        """Says so over the amount; `set_value` follows."""
        self._caption.setText(caption)

    def set_value(self, value: str | None) -> None:
        """Shows `value`; None is a dash."""
        shown = UNKNOWN if value is None else value
        self._value.set_whole_text(shown)
        self.setAccessibleName(f"{self._caption.text()}: {shown}")

    @property
    def value(self) -> str:
        """What it shows."""
        return self._value.whole_text


class Rendered:
    """What was rendered last: news of one account of fifty must not put the other forty-nine into words again."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._at: datetime | None = None

    def is_of(self, snapshot: Snapshot, now: datetime) -> bool:
        """Whether this very snapshot was rendered within this second, in which no age changes; else it is from now."""
        same = snapshot is self._snapshot and self._at is not None and now.replace(microsecond=0) == self._at
        self._snapshot, self._at = snapshot, now.replace(microsecond=0)
        return same


class AccountRow(QPushButton):
    """Another account in one line; a click shows it in full."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("row")
        self._rendered = Rendered()
        self._mark = LevelMark(16, self)
        self._name = ElidedLabel(self)
        self._alert = SeverityMark(16, self)
        self._amount = LineLabel(self)
        self._amount.setFont(scaled_font(self, 1.0, QFont.Weight.DemiBold))
        self._runway = LineLabel(self)
        self._runway.setProperty("role", "muted")
        # A button's own policy is never to be narrower than its hint: a long name would push the figures out of sight.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for part in (self._mark, self._name, self._alert, self._amount, self._runway):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(9)
        layout.addWidget(self._mark)
        layout.addWidget(self._name, 1)
        layout.addWidget(self._alert)
        layout.addWidget(self._amount)
        layout.addWidget(self._runway)

    def render_snapshot(self, snapshot: Snapshot, now: datetime) -> bool:
        """Shows `snapshot` as of `now`; False where it does already."""
        if self._rendered.is_of(snapshot, now):
            return False
        amount = UNKNOWN if snapshot.balance is None else locale_format.money(snapshot.balance)
        runway = texts.row_note(snapshot, now)
        set_role(self._runway, "stale" if snapshot.stale else "muted")
        self._mark.set_level(snapshot.level)
        self._name.set_whole_text(snapshot.account_name)
        self._amount.setText(amount)
        self._runway.setText(runway)
        words = self.tr("{account}: {level}, {amount}, {runway}").format(
            account=snapshot.account_name, level=texts.level_name(snapshot.level), amount=amount, runway=runway
        )
        sentences = [open_alerts.episode_sentence(episode, snapshot, now) for episode in snapshot.episodes]
        self._alert.setVisible(bool(snapshot.episodes))
        if snapshot.episodes:
            self._alert.show_severity(snapshot.episodes[0].severity)
        self.setToolTip("\n".join(sentences))
        self.setAccessibleName("\n".join([words, *sentences]))
        return True

    @property
    def runway_width(self) -> int:
        """How wide its last figure is."""
        return self._runway.sizeHint().width()

    def keep_for_runway(self, width: int) -> None:
        """Keeps so much for its last figure, as its neighbours do: then amounts end one under the other."""
        self._runway.setMinimumWidth(width)

    def sizeHint(self) -> QSize:
        """What its parts need; a push button would only measure its own text."""
        layout = self.layout()
        return super().sizeHint() if layout is None else layout.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As narrow as its figures allow: the name is cut."""
        layout = self.layout()
        return super().minimumSizeHint() if layout is None else layout.minimumSize()


class EmptyState(QWidget):
    """What stands in the panel before the first account."""

    addition_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = text_label(self)
        title.setFont(scaled_font(self, 1.35, QFont.Weight.DemiBold))
        title.setText(self.tr("No account yet"))
        how = text_label(self)
        how.setText(
            self.tr("Choose your supplier and paste its key. Galla keeps it in the keyring and asks for the balance.")
        )
        add = QPushButton(self.tr("A&dd an account"), self)
        set_role(add, "primary")
        add.clicked.connect(self.addition_requested)
        row = QHBoxLayout()
        row.addWidget(add)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(11)
        for widget in (title, how):
            layout.addWidget(widget)
        layout.addLayout(row)
