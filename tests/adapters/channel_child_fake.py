"""A channel's child for tests: the real child, whose Slack, Telegram, Twilio and Vonage are at an address on loopback.

Run as `python channel_child_fake.py URL [hang|crash|garbage|noisy]`.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ADDRESSES = {
    "slack.NotifySlack.webhook_url": "/services",
    "slack.NotifySlack.api_url": "/api/{}",
    "telegram.NotifyTelegram.notify_url": "/bot",
    "twilio.NotifyTwilio.notify_sms_url": "/sms/{sid}",
    "vonage.NotifyVonage.notify_url": "/vonage",
}
"""Where each service of Apprise keeps the address it speaks to, and the path that stands for it here."""


def main(url: str, mood: str) -> int:
    if mood == "hang":
        Path(url).write_text(str(os.getpid()))
        threading.Event().wait()
    if mood == "crash":
        sys.stdin.read()
        os.abort()
    if mood == "garbage":
        print("Segmentation fault (not really)")
        return 0
    if mood == "noisy":
        print("a library greets the world")
        logging.basicConfig(level=1)
    from galla.adapters import channels_child

    for kind, attribute, address in stand_ins(url):
        setattr(kind, attribute, address)
    return channels_child.main()


def stand_ins(url: str) -> Iterator[tuple[type, str, str]]:
    """Each service's class, the attribute that holds where it is, and the address at `url` that stands for it."""
    for name, path in ADDRESSES.items():
        module, kind, attribute = name.split(".")
        yield getattr(import_module(f"apprise.plugins.{module}"), kind), attribute, url + path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], (sys.argv[2:] or [""])[0]))
