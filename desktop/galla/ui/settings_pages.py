"""What the settings window may be opened at, besides the names of its pages; light enough for the panel to know."""

ADD_ACCOUNT = "add-account"
"""The page of accounts, with the question for a further one."""
