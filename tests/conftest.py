"""Widgets are tested offscreen, whatever screen the machine has; `desktop` starts a screen of its own."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
