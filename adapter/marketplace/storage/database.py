"""The database: SQLite in one file, or PostgreSQL for several adapters at once.

A change is made by one writer at a time. SQLite has but one, and the lock here lets the threads of
this process wait for each other in turn; with another process they wait by SQLite's own time limit.
On PostgreSQL a change locks its account's row first (`door`), so it is one writer an account.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from adapter.errors import SettingError
from adapter.marketplace.errors import ServiceFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

log = structlog.get_logger()

WAIT_SECONDS = 30.0

# A server has a limit of its own, 100 by default, which several adapters share.
_MAX_SERVER_CONNECTIONS = 16
_RETRY_SECONDS = 0.01
_DISK_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE})
_WRITES = {"writes": True}
_FAILED = "The marketplace's database did not answer as it should. Try again later."


class Database:
    """Connections in transactions.

    Args:
        url: an SQLAlchemy URL of SQLite or PostgreSQL; another one is a SettingError.
        threads: how many calls come at once.
        wait_seconds: how long a call waits for a connection, and for another process's change.
    """

    def __init__(self, url: str, threads: int, wait_seconds: float = WAIT_SECONDS) -> None:
        self.url = _parse_url(url)
        self._sqlite = self.url.get_backend_name() == "sqlite"
        create = _create_sqlite_engine if self._sqlite else _create_postgresql_engine
        self._engine = create(self.url, threads, wait_seconds)
        # What SQLite does by itself. A change must see what was committed while it waited instead.
        whole = {} if self._sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reader = self._engine.execution_options(**whole)
        self._writer = Lock() if self._sqlite else nullcontext()

    @contextmanager
    def begin_read(self) -> Iterator[Connection]:
        """A connection in a transaction that changes nothing; it sees one state of the data."""
        with _translate_errors(), self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def begin_write(self) -> Iterator[Connection]:
        """A connection in a transaction that is committed at the end, or undone by any error."""
        with _translate_errors() as stage, self._writer, self._engine.connect() as connection:
            writing = connection.execution_options(**_WRITES)
            with writing.begin():
                yield writing
                stage["committing"] = True

    @property
    def locks(self) -> bool:
        """Whether a change has to lock the rows it is made by: SQLite locks the whole file."""
        return not self._sqlite

    def close(self) -> None:
        """Ends the connections; another use opens new ones."""
        self._engine.dispose()


def _parse_url(url: str) -> URL:
    try:
        read = make_url(url)
    except ArgumentError:
        text = "expected an SQLAlchemy URL, such as sqlite:////path/market.db"
        raise SettingError("database", text) from None
    match read.get_backend_name():
        case "sqlite" if read.database and read.database != ":memory:":
            return read.set(drivername="sqlite")
        case "sqlite":
            raise SettingError("database", "SQLite needs a file: sqlite:////path/market.db")
        case "postgresql":
            return read.set(drivername="postgresql+psycopg")
    text = f"expected sqlite or postgresql, found {read.get_backend_name()}"
    raise SettingError("database", text)


def _create_sqlite_engine(url: URL, threads: int, wait_seconds: float) -> Engine:
    # What workers wrote is nobody else's. SQLite gives the files beside it the same mode.
    with suppress(OSError):  # which it explains when it opens the file
        Path(url.database or "").touch(mode=0o600, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=threads,
        max_overflow=0,
        pool_timeout=wait_seconds,
        pool_use_lifo=True,
        connect_args={"timeout": wait_seconds},
    )
    event.listen(engine, "connect", partial(_configure, wait_seconds))
    event.listen(engine, "begin", _begin_transaction)
    return engine


def _configure(wait_seconds: float, connection: sqlite3.Connection, _record: object) -> None:
    # Python's own module would begin transactions when it thinks fit.
    connection.isolation_level = None
    _use_wal(connection, wait_seconds)
    for pragma in ("synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _use_wal(connection: sqlite3.Connection, wait_seconds: float) -> None:
    """Makes readers and the writer not wait for each other, which the file itself remembers.

    With it `synchronous = NORMAL` never leaves a broken file, and a process that is killed loses
    nothing; a power cut may lose the last commits.
    """
    until = time.monotonic() + wait_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # SQLite waits for others everywhere but here, where a new file becomes one of WAL.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return


def _begin_transaction(connection: Connection) -> None:
    # A transaction that begins by reading, and then writes, fails where another wrote in between.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _create_postgresql_engine(url: URL, threads: int, wait_seconds: float) -> Engine:
    return create_engine(
        url,
        pool_size=min(threads, _MAX_SERVER_CONNECTIONS),
        max_overflow=0,
        pool_timeout=wait_seconds,
        # A server that was started again is noticed before anything is sent to it.
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
    )


@contextmanager
def _translate_errors() -> Iterator[dict[str, Any]]:
    """Turns the database's failures into a ServiceFault; an integrity error is a fault of ours."""
    stage: dict[str, Any] = {}
    try:
        yield stage
    except IntegrityError:
        raise
    except (DBAPIError, NoConnectionError) as error:
        # The error's own text holds the statement, and so what was called.
        cause = getattr(error, "orig", None) or error
        log.error("database failed", kind=type(cause).__name__, text=str(cause).split("\n")[0])  # noqa: TRY400
        unknown = "committing" in stage and not _is_disk_full(cause)
        raise ServiceFault(_FAILED, unknown=unknown) from None


def _is_disk_full(error: BaseException) -> bool:
    """Whether SQLite could not write a change down, and so has not made it."""
    return getattr(error, "sqlite_errorcode", None) in _DISK_FULL
