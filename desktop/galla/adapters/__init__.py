"""Everything outside: suppliers, ledger, keyring, files, notifications, power and network."""
