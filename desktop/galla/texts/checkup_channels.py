"""What `galla doctor` says of channels and the heartbeat."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def has_address(name: str, *, tested: bool) -> str:
    """The channel can be sent to; `tested`: something was."""
    if tested:
        return translate("Doctor", "Channel {channel}: its address is in the keyring, and delivering works.").format(
            channel=name
        )
    return translate(
        "Doctor", "Channel {channel}: its address is in the keyring. Nothing was sent yet; try it: galla alerts test"
    ).format(channel=name)


def without_address(name: str, channel_id: str) -> str:
    """The keyring holds no address of the channel."""
    return translate(
        "Doctor",
        "Channel {channel}: its address is not in the keyring, so nothing is sent. Enter it in the settings, or remove "
        "the channel: galla channels remove {id}",
    ).format(channel=name, id=channel_id)


def switched_off(name: str) -> str:
    """The owner has switched the channel off."""
    return translate("Doctor", "Channel {channel}: it is switched off, so nothing is sent.").format(channel=name)


def fails(sentence: str) -> str:
    """Delivering to the channel failed for good, for what `sentence` says."""
    return translate("Doctor", "Channel: {sentence}").format(sentence=sentence)


def none_but_desktop() -> str:
    """There is no channel besides the desktop."""
    return translate(
        "Doctor", "Channels: alerts appear on this desktop only. To be reached elsewhere: galla channels add"
    )


def heartbeat_works(interval_min: int) -> str:
    """The heartbeat is on and has an address."""
    return translate(
        "Doctor", "Heartbeat: its address is called every %n minute(s) while Galla watches.", "", interval_min
    )


def heartbeat_without_address() -> str:
    """The heartbeat is on, but the keyring holds no address."""
    return translate(
        "Doctor", "Heartbeat: it is on, but its address is not in the keyring. Enter it: galla heartbeat set"
    )
