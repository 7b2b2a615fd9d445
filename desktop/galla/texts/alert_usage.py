"""The help of the commands of alerts, channels and the heartbeat."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def alerts() -> str:
    """`galla alerts`."""
    return translate("Usage", "Show the alerts, answer them, and try whether they reach you")


def alerts_list() -> str:
    """`galla alerts list`."""
    return translate("Usage", "Show the open alerts, with the figures that you were told last")


def alerts_list_all() -> str:
    """`galla alerts list --all`."""
    return translate("Usage", "also those that are over")


def alerts_ack() -> str:
    """`galla alerts ack`."""
    return translate("Usage", "Acknowledge an alert: it is not repeated until it gets worse or is over")


def alerts_snooze() -> str:
    """`galla alerts snooze`."""
    return translate("Usage", "Keep an alert quiet for a while, unless it gets worse")


def snooze_for() -> str:
    """`galla alerts snooze --for`."""
    return translate("Usage", "for an hour (unless given), until tomorrow morning, or until money arrives")


def alerts_paid() -> str:
    """`galla alerts paid`."""
    return translate("Usage", "Say that you have paid: too little money is quiet until it arrives or is overdue")


def paid_account() -> str:
    """`galla alerts paid --account`."""
    return translate("Usage", "the account that the payment is for")


def alerts_test() -> str:
    """`galla alerts test`."""
    return translate("Usage", "Send a test to a channel, or to all that are switched on, and say what came of it")


def alert_id() -> str:
    """An alert's id."""
    return translate("Usage", "the six letters and digits of the alert, as in its messages")


def tested_channel() -> str:
    """`galla alerts test CHANNEL`."""
    return translate("Usage", "id of a channel; desktop for the notifications here")


def channels() -> str:
    """`galla channels`."""
    return translate("Usage", "Add, list or remove the channels by which alerts reach you")


def channels_add() -> str:
    """`galla channels add`."""
    return translate(
        "Usage",
        "Add a channel; its Apprise address, such as tgram://TOKEN/CHAT or mailtos://USER:PASSWORD@example.com, is "
        "read from a prompt or from standard input, and tried with a message before it is kept",
    )


def channels_list() -> str:
    """`galla channels list`."""
    return translate("Usage", "List the channels and how delivering to them goes")


def channels_remove() -> str:
    """`galla channels remove`."""
    return translate("Usage", "Remove a channel and its address")


def channel_id() -> str:
    """A channel's id."""
    return translate("Usage", "short name without spaces, such as phone")


def channel_name() -> str:
    """A channel's name."""
    return translate("Usage", "what the channel is called on screen (its id unless given)")


def least_severity() -> str:
    """`--least-severity`."""
    return translate("Usage", "the least serious alerts that are sent there (warning unless given)")


def quiet_hours() -> str:
    """`--quiet-hours`."""
    return translate(
        "Usage", "when warnings are held back there, such as 23:00-07:00, or never (as for all channels unless given)"
    )


def no_test() -> str:
    """`--no-test`."""
    return translate("Usage", "keep the address without trying it")


def heartbeat() -> str:
    """`galla heartbeat`."""
    return translate("Usage", "Call an address while Galla watches, so that its silence raises an alarm elsewhere")


def heartbeat_set() -> str:
    """`galla heartbeat set`."""
    return translate(
        "Usage", "Switch the heartbeat on; its address is read from a prompt or from standard input, and called once"
    )


def heartbeat_interval() -> str:
    """`galla heartbeat set --interval-min`."""
    return translate("Usage", "minutes between two calls, 1 to 60 (at first 5)")


def heartbeat_remove() -> str:
    """`galla heartbeat remove`."""
    return translate("Usage", "Switch the heartbeat off and delete its address")
