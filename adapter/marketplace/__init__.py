"""The marketplace: a service of our own that speaks the current API, over a real database."""
