"""The access log, metrics and the history of calls."""
