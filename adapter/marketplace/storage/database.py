"""The database: SQLite in one file or in memory, or PostgreSQL for several adapters at once.

SQLite allows one writer at a time: the lock here orders the threads of this process, and SQLite's
own timeout orders processes. A database in memory is one connection, which is lent to one
transaction at a time. On PostgreSQL a write transaction first locks its account's row
(`balance.lock_account`), so there is one writer for each account.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.pool import QueuePool

from adapter.errors import SettingError
from adapter.marketplace.errors import ServiceFault
from adapter.marketplace.storage.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SERIAL = 2**63 - 1
"""The largest number that SQLite can compare a column with."""

WAIT_SECONDS = 30.0

# A PostgreSQL server accepts 100 connections by default, which several adapters share.
_MAX_SERVER_CONNECTIONS = 16
_RETRY_SECONDS = 0.01
_DISK_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE})
_WRITES = {"writes": True}
# SQLAlchemy's AUTOCOMMIT would leave Python's own transactions switched on afterwards.
_OUTSIDE = {"outside_transaction": True}
_FAILED = "The marketplace's database did not answer as it should. Try again later."


class Database:
    """A pool of connections, used in transactions.

    Args:
        url: an SQLAlchemy URL of SQLite or PostgreSQL; `sqlite://` is in memory.
        threads: the maximum number of simultaneous calls.
        wait_seconds: how long a call waits for a connection, and for another process's write.
        creates: whether a file that does not exist is created.

    Raises:
        SettingError: the URL is not one of SQLite or PostgreSQL, or there is no such file.
    """

    def __init__(
        self, url: str, threads: int, wait_seconds: float = WAIT_SECONDS, *, creates: bool = True
    ) -> None:
        self.url = _parse_url(url)
        self._sqlite = self.url.get_backend_name() == "sqlite"
        if not creates and self._sqlite and _is_missing(Path(self.url.database or "")):
            raise self.build_missing_error()
        self._engine = _create_engine(self.url, threads, wait_seconds)
        # One state of the data for each read, as SQLite has anyway. A write uses READ COMMITTED,
        # so that it sees what others committed while it waited for the account's lock.
        whole = {} if self._sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reader = self._engine.execution_options(**whole)
        self._writer = Lock() if self._sqlite else nullcontext()

    @contextmanager
    def begin_read(self) -> Iterator[Connection]:
        """Begin a read transaction, which sees one state of the data, and return its connection."""
        with _translate_errors(), self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def begin_write(self) -> Iterator[Connection]:
        """Begin a write transaction, which ends with a commit, or with a rollback on any error."""
        with _translate_errors() as stage, self._writer, self._engine.connect() as connection:
            writing = connection.execution_options(**_WRITES)
            with writing.begin():
                yield writing
                stage["committing"] = True

    def analyze(self) -> None:
        """Update PostgreSQL's statistics and visibility map after many rows were inserted.

        The server does so itself within minutes. Until then it plans for a handful of rows, and
        looks up each row of a list in its table, although an index has what it needs
        (bench: lists). SQLite has neither.
        """
        if not self._sqlite:
            with _translate_errors(), self._engine.connect() as connection:
                automatic = connection.execution_options(isolation_level="AUTOCOMMIT")
                names = ", ".join(METADATA.tables)
                automatic.exec_driver_sql(f"VACUUM (ANALYZE) {names}")

    def erase_deleted(self) -> None:
        """Overwrite what was deleted, of which the files still hold copies until then.

        SQLite copies rows between pages and keeps old pages in its log, so the whole file is
        written anew, while others read but do not write. PostgreSQL may use the place of deleted
        rows again, and keeps their bytes until it does.
        """
        outside = _OUTSIDE if self._sqlite else {"isolation_level": "AUTOCOMMIT"}
        with _translate_errors(), self._writer, self._engine.connect() as connection:
            automatic = connection.execution_options(**outside)
            automatic.exec_driver_sql("VACUUM")
            if self._sqlite:
                automatic.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def locks(self) -> bool:
        """Return whether a write must lock rows; SQLite locks the whole file instead."""
        return not self._sqlite

    def explain(self, reason: str) -> str:
        """Return a sentence about a database that cannot be opened: which, why, and what to do.

        Args:
            reason: the database's own words.
        """
        if self._sqlite:
            detail = _explain_file(Path(self._place)) or reason
            return (
                f"the file {self._place} cannot be opened: {detail}; mend that, or "
                "name another file with --database lab.sqlite"
            )
        return (
            f"the server of {self._place} does not let us in: {reason}; start it, or name another "
            "with --database postgresql://USER:PASSWORD@HOST/NAME"
        )

    def build_missing_error(self) -> SettingError:
        """Return the error for a database in which there is no marketplace."""
        text = (
            f"there is no marketplace in {self._place}; `serve` and `seed` create one there, or "
            "name another with --database"
        )
        return SettingError("database", text)

    @property
    def _place(self) -> str:
        """Return the absolute path of the file, or the URL without its password."""
        if self._sqlite:
            return str(Path(self.url.database or "").absolute())
        return self.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Close the connections; a later transaction opens new ones."""
        self._engine.dispose()


def _parse_url(url: str) -> URL:
    try:
        read = make_url(url)
    except ArgumentError:
        text = "expected an SQLAlchemy URL, such as sqlite:////path/lab.sqlite"
        raise SettingError("database", text) from None
    match read.get_backend_name():
        case "sqlite" if not read.host:
            name = None if read.database == ":memory:" else read.database
            return URL.create("sqlite", database=name, query=read.query)
        case "sqlite":
            text = "before a file there are three slashes: sqlite:///lab.sqlite"
            raise SettingError("database", text)
        case "postgresql":
            return read.set(drivername="postgresql+psycopg")
    text = f"expected sqlite or postgresql, found {read.get_backend_name()}"
    raise SettingError("database", text)


def _create_engine(url: URL, threads: int, wait_seconds: float) -> Engine:
    if url.get_backend_name() == "postgresql":
        return _create_postgresql_engine(url, threads, wait_seconds)
    # Every further connection to a database in memory would open another database.
    return _create_sqlite_engine(url, threads if url.database else 1, wait_seconds)


def _create_sqlite_engine(url: URL, threads: int, wait_seconds: float) -> Engine:
    # The data is private to the user. SQLite gives its WAL files the same mode.
    if url.database:
        with suppress(OSError):  # SQLite reports the reason when it opens the file.
            Path(url.database).touch(mode=0o600, exist_ok=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=threads,
        max_overflow=0,
        pool_timeout=wait_seconds,
        pool_use_lifo=True,
        connect_args={"timeout": wait_seconds, "check_same_thread": False},
    )
    event.listen(engine, "connect", partial(_configure, wait_seconds))
    event.listen(engine, "begin", _begin_transaction)
    return engine


def _is_missing(file: Path) -> bool:
    """Return whether there is no such file; in a folder that is closed to this user it may be."""
    try:
        return not file.exists()
    except PermissionError:
        return False


def _explain_file(file: Path) -> str | None:
    """Return why SQLite cannot open the file, where that can be seen from outside; it says little.

    SQLite writes files beside the database, so the folder has to be writable too.
    """
    try:
        return _find_obstacle(file)
    except PermissionError:
        return f"this user may not read {file.parent}"


def _find_obstacle(file: Path) -> str | None:
    if file.is_dir():
        return "it is a folder"
    if not file.parent.is_dir():
        return f"there is no folder {file.parent}"
    for path in (file, file.parent):
        if path.exists() and not os.access(path, os.W_OK):
            return f"this user may not write to {path}"
    return None


def _configure(wait_seconds: float, connection: sqlite3.Connection, _record: object) -> None:
    # Otherwise Python's sqlite3 module begins transactions implicitly.
    connection.isolation_level = None
    _use_wal(connection, wait_seconds)
    # What is deleted is overwritten, but for copies: see `erase_deleted`.
    for pragma in ("synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _use_wal(connection: sqlite3.Connection, wait_seconds: float) -> None:
    """Switch the file to WAL mode, in which readers and the writer do not block each other.

    In WAL mode `synchronous = NORMAL` never corrupts the file. A killed process loses nothing; a
    power failure may lose the last commits.
    """
    until = time.monotonic() + wait_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # SQLite's own timeout does not apply while a new file is switched to WAL.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return


def _begin_transaction(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("outside_transaction", False):
        return
    # A transaction that reads before it writes fails if another one wrote in between.
    writes = options.get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _create_postgresql_engine(url: URL, threads: int, wait_seconds: float) -> Engine:
    return create_engine(
        url,
        pool_size=min(threads, _MAX_SERVER_CONNECTIONS),
        max_overflow=0,
        pool_timeout=wait_seconds,
        # A connection that the server closed, by a restart, is replaced before it is used.
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        # Without prepared statements: the server plans them for any account and time, and then
        # reads whole tables to find that no change is due (bench: lists).
        connect_args={"prepare_threshold": None},
    )


@contextmanager
def _translate_errors() -> Iterator[dict[str, Any]]:
    """Raise the database's failures as ServiceFault, but pass an IntegrityError, which is a bug."""
    stage: dict[str, Any] = {}
    try:
        yield stage
    except IntegrityError:
        raise
    except (DBAPIError, NoConnectionError) as error:
        # The SQLAlchemy error's text contains the statement, and so the caller's parameters.
        cause = getattr(error, "orig", None) or error
        reason = str(cause).split("\n")[0]
        # SQLite has not committed if it could not write.
        disk_full = isinstance(cause, sqlite3.Error) and cause.sqlite_errorcode in _DISK_FULL
        unknown = "committing" in stage and not disk_full
        raise ServiceFault(_FAILED, reason=reason, unknown=unknown) from None
