"""Run alembic on a connection, in the caller's transaction."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from adapter.marketplace.storage.migrations import NEWEST
from adapter.marketplace.storage.tables import METADATA

if TYPE_CHECKING:
    from sqlalchemy import Connection


def load_revisions() -> ScriptDirectory:
    """Return the revisions that this version of the program has."""
    return ScriptDirectory(str(Path(__file__).parent))


def upgrade(connection: Connection, revision: str | None) -> bool:
    """Migrate the database to the newest revision; return False if its revision is unknown.

    Args:
        connection: a connection in a write transaction.
        revision: the database's revision; None for an empty database.
    """
    revisions = load_revisions()
    try:
        if revision is not None:
            revisions.get_revision(revision)
    except CommandError:
        return False

    def list_steps(current: Any, _context: object) -> Any:
        return revisions._upgrade_revs(NEWEST, current)  # noqa: SLF001 (alembic.command does the same)

    context = MigrationContext.configure(
        connection, opts={"fn": list_steps, "script": revisions, "target_metadata": METADATA}
    )
    with Operations.context(context):
        context.run_migrations()
    return True
