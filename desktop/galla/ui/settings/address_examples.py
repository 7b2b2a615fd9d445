"""What addresses look like, and where to find what is in them. Links are plain text: nothing is opened by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from galla.ui.settings.rows import sentence_label

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class AddressExample:
    """One service."""

    service: str
    pattern: str
    where: str
    """Where its parts are found."""


def channel_examples() -> tuple[AddressExample, ...]:
    """The services that most owners have, and where all others are described."""
    return (
        AddressExample(
            "Telegram",
            "tgram://123456789:AbCdEfGhIjKl/987654321",
            translate(
                "Settings",
                "Bot token, then the number of your chat. Write to @BotFather in Telegram, send /newbot, and it gives"
                " you the token. Write to your new bot once; @userinfobot tells you the number."
                "\nhttps://appriseit.com/services/telegram/",
            ),
        ),
        AddressExample(
            "Slack",
            "https://hooks.slack.com/services/T000/B000/XXXXXXXX",
            translate(
                "Settings",
                "The address of an incoming webhook, as Slack shows it: create an app, switch on incoming webhooks and"
                " add one to your channel.\nhttps://api.slack.com/messaging/webhooks",
            ),
        ),
        AddressExample(
            translate("Settings", "Email"),
            "mailtos://name:password@gmail.com?to=you@example.com",
            translate(
                "Settings",
                "Name and password of the sender's mailbox, then who receives it. Gmail needs an app password:"
                " https://myaccount.google.com/apppasswords"
                "\nOther servers: mailtos://name:password@mail.example.com"
                "\nhttps://appriseit.com/services/email/",
            ),
        ),
        AddressExample(
            "SMS",
            "twilio://ACCOUNT_SID:AUTH_TOKEN@15550001111/919800000000",
            translate(
                "Settings",
                "With Twilio: account SID and token from its console, the number that you bought there, then the"
                " number that receives.\nhttps://console.twilio.com"
                "\nhttps://appriseit.com/services/twilio/",
            ),
        ),
        AddressExample(
            translate("Settings", "Others", "services that take messages"),
            "service://…",
            translate(
                "Settings",
                "Galla speaks with everything that Apprise knows: Discord, WhatsApp, Signal, Matrix, ntfy, Pushover and"
                " more than a hundred others. Each has a page that says what its address looks like."
                "\nhttps://appriseit.com/services/",
            ),
        ),
    )


def heartbeat_examples() -> tuple[AddressExample, ...]:
    """Services that raise an alarm when nobody calls."""
    return (
        AddressExample(
            "Healthchecks.io",
            "https://hc-ping.com/00000000-0000-0000-0000-000000000000",
            translate(
                "Settings",
                "Create a check there, let it expect a call every few minutes, and copy its ping address."
                "\nhttps://healthchecks.io",
            ),
        ),
    )


class AddressExamples(QWidget):
    """One service at a time; which one is chosen by buttons, where there are several."""

    def __init__(self, examples: Sequence[AddressExample]) -> None:
        super().__init__()
        self._examples = tuple(examples)
        self._pattern = sentence_label(name="code")
        self._pattern.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._where = sentence_label(name="hint")
        for label in (self._pattern, self._where):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons = tuple(_button(example.service) for example in self._examples)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        if len(self._examples) > 1:
            column.addWidget(self._framed(), 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._pattern)
        column.addWidget(self._where)
        self.show_example(0)

    def show_example(self, index: int) -> None:
        """Shows that service."""
        example = self._examples[index]
        self.buttons[index].setChecked(True)
        self._pattern.setText(example.pattern)
        self._where.setText(example.where)

    def _framed(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("segments")
        row = QHBoxLayout(frame)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(1)
        group = QButtonGroup(self)
        for index, button in enumerate(self.buttons):
            group.addButton(button)
            row.addWidget(button)
            button.clicked.connect(lambda _=False, index=index: self.show_example(index))
        frame.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return frame


def _button(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setCheckable(True)
    return button
