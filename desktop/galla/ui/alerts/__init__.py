"""The alert history: what was raised, why, where it was delivered and when, and what was answered."""
