"""Widgets: they render snapshots and say what the owner wants; they decide nothing and do no IO."""
