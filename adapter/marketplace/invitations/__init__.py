"""Invitations: links by which people join, and personal links that bring them back.

A link holds a token, of which the database has the SHA-256 alone: who reads the database cannot
join. An invitation grants qualifications to who joins, under the rules of the API.
"""

from __future__ import annotations

from adapter.marketplace.invitations.joining import find_invitation, has_joined, join
from adapter.marketplace.invitations.records import (
    Invitation,
    Terms,
    build_join_url,
    describe_invitation,
    invite,
    list_invitations,
    stop_invitation,
)

__all__ = [
    "Invitation",
    "Terms",
    "build_join_url",
    "describe_invitation",
    "find_invitation",
    "has_joined",
    "invite",
    "join",
    "list_invitations",
    "stop_invitation",
]
