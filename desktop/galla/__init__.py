"""Galla watches prepaid supplier balances from the tray and keeps a reseller from running dry."""

__version__ = "0.1.0"
