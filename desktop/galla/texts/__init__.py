"""Sentences, money, numbers, dates and durations in the owner's language (QtCore only)."""
