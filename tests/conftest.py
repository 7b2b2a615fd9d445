"""Widgets are tested offscreen, whatever screen the machine has; `desktop` starts a screen of its own."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"

# A busy machine fails nothing by being slow: the first value of a strategy may have to read a time zone.
settings.register_profile("galla", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("galla")
