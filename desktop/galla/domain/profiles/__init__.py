"""Supplier profiles: one supplier's balance API as data (section 8 of the design), and what its answers mean."""
