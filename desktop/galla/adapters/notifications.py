"""The notifier of this platform."""

from __future__ import annotations

import sys
from pathlib import Path

from galla.domain.ports import Notifier


def platform_notifier(icon: Path | None = None) -> Notifier:
    """A notifier that connects at its first notification; `icon` is a PNG or SVG file, left out if it is not there."""
    if sys.platform == "linux":
        from galla.adapters.freedesktop_notifications import FreedesktopNotifier

        return FreedesktopNotifier(icon)
    from galla.adapters.library_notifications import LibraryNotifier

    return LibraryNotifier(icon)
