"""Who may open a page: hosts, sessions and headers."""
