"""The durable record of readings, failures, episodes and notices: SQLite on a thread of its own."""
