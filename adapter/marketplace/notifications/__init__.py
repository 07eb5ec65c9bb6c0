"""Notifications of events: who wants which, what they say, and the outbox they are sent from."""
