"""TLS, CONNECT and plain proxying in front of the HTTP server, to which bytes are carried."""

from __future__ import annotations

import asyncio
import re
import socket
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

import structlog

from adapter.server.parser import (
    HEAD_LIMIT_BYTES,
    TLS_HANDSHAKE,
    Arrival,
    Refusal,
    RefusedError,
    unreadable,
)

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Callable, Coroutine, Sequence

    from adapter.server.http import Address, HttpServer, Limits

    Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
    Handle = Callable[["Accepted"], Coroutine[None, None, None]]

log = structlog.get_logger()

_PIECE_BYTES = 65_536
_ACCEPT_AGAIN_SECONDS = 0.5
_DIAL_SECONDS = 20
# TLS cannot end in one direction: who still sends is read until it pauses for so long.
_PAUSE_SECONDS = 0.2
_TLS, _PLAIN = 443, 80
_AUTHORITY = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:(?P<port>[0-9]{1,5}))?")
# Axis 1.4 ends the lines of CONNECT with LF alone, which RFC 9112, 2.2, allows to take.
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_ANY_REQUEST = b"GET / HTTP/1.1\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Proxy:
    """What a proxy's address does.

    Attributes:
        context: returns the TLS context of a host.
        hosts: those that are answered here, in lower case; nothing is looked up or dialled for
            them.
        tunnels: whether other hosts are dialled; otherwise they are refused.
    """

    context: Callable[[str], ssl.SSLContext]
    hosts: frozenset[str]
    tunnels: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """A connection that was accepted, of which nothing is read by streams yet."""

    server: HttpServer
    socket: socket.socket
    client: Address


class Relay:
    """Accepts connections at the addresses that speak more than HTTP, in a thread of its own.

    Args:
        addresses: the HTTP servers that accept none themselves, each with its TLS context or with
            what it does as a proxy.
        limits: of time and number.
    """

    def __init__(
        self, addresses: Sequence[tuple[HttpServer, ssl.SSLContext | Proxy]], limits: Limits
    ) -> None:
        self._addresses, self._limits = addresses, limits
        self._loop = asyncio.SelectorEventLoop()
        self._accepting: list[asyncio.Task[None]] = []
        self._open: set[asyncio.Task[None]] = set()
        self._carrying: set[asyncio.Task[None]] = set()
        self._thread = Thread(target=self._run, name="relay", daemon=True)

    @property
    def open_connections(self) -> int:
        """How many connections there are."""
        return len(self._open)

    def start(self) -> None:
        """Accept connections from now on."""
        for server, speaks in self._addresses:
            handle = (
                partial(self._proxy, speaks)
                if isinstance(speaks, Proxy)
                else partial(self._tls, speaks)
            )
            self._accepting.append(self._loop.create_task(self._accept(server, handle)))
        self._thread.start()

    def stop_accepting(self) -> None:
        """Accept no more connections, and end those on which no call can be in flight."""
        asyncio.run_coroutine_threadsafe(self._stop_accepting(), self._loop).result()

    def stop(self, seconds: float) -> None:
        """Wait so long for answers to be carried to their clients, and end."""
        asyncio.run_coroutine_threadsafe(self._finish(seconds), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    async def _stop_accepting(self) -> None:
        await _cancel(self._accepting)
        await _cancel(self._open - self._carrying)

    async def _finish(self, seconds: float) -> None:
        if self._open:
            await asyncio.wait(self._open, timeout=seconds)
        await _cancel(self._open)

    async def _accept(self, server: HttpServer, handle: Handle) -> None:
        while True:
            try:
                accepted, client = await self._loop.sock_accept(server.socket)
            except OSError as error:
                log.warning("accept_failed", reason=error.strerror)
                await asyncio.sleep(_ACCEPT_AGAIN_SECONDS)
                continue
            if len(self._open) >= self._limits.connections:
                accepted.close()
                continue
            task = self._loop.create_task(
                self._handle(handle, Accepted(server, accepted, client[:2]))
            )
            self._open.add(task)
            task.add_done_callback(partial(self._ended, accepted))

    def _ended(self, accepted: socket.socket, task: asyncio.Task[None]) -> None:
        """Forget a connection; one that was cancelled may never have begun."""
        accepted.close()
        self._open.discard(task)

    async def _handle(self, handle: Handle, accepted: Accepted) -> None:
        try:
            await handle(accepted)
        except OSError as error:
            log.info("connection_failed", reason=_reason(error))

    async def _tls(self, context: ssl.SSLContext, accepted: Accepted) -> None:
        """An address that speaks TLS, whose first byte tells plain text from it."""
        async with asyncio.timeout(self._limits.handshake_seconds):
            await self._readable(accepted.socket)
            speaks = accepted.socket.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE
            streams = await self._streams(accepted.socket, context if speaks else None)
        arrival = Arrival("https") if speaks else Arrival(admit=_refuse_plain_text)
        await self._carry(accepted, streams, arrival)

    async def _proxy(self, proxy: Proxy, accepted: Accepted) -> None:
        """A proxy's address: what its first request asks for."""
        async with asyncio.timeout(self._limits.handshake_seconds):
            head, rest = await self._read_head(accepted.socket)
        if not head and not rest:
            return  # the client closed the connection without a byte
        method, _, target = head.partition(b"\n")[0].decode("latin-1").partition(" ")
        target = target.partition(" ")[0]
        try:
            if method == "CONNECT":
                await self._connect(proxy, accepted, target, rest)
            elif not await self._forwards(proxy, accepted, target, head, rest):
                arrival = Arrival(admit=partial(_admit_to, proxy), keeps=not proxy.tunnels)
                await self._carry(
                    accepted, await self._streams(accepted.socket), arrival, head + rest
                )
        except RefusedError as error:
            arrival = Arrival(admit=partial(_refuse, error))
            await self._carry(accepted, await self._streams(accepted.socket), arrival, _ANY_REQUEST)

    async def _connect(self, proxy: Proxy, accepted: Accepted, target: str, rest: bytes) -> None:
        host, port = _split(target, 0)
        name = _name(host)
        if rest:
            raise unreadable("something stands behind CONNECT before it is answered")
        if name not in proxy.hosts:
            if not proxy.tunnels:
                raise _other_host(host)
            await self._join(accepted, host, port, None)
            return
        if port not in (_TLS, _PLAIN):
            message = f"{name} is served at the ports {_TLS} and {_PLAIN} only, not at {port}."
            raise RefusedError(Refusal(403, "Forbidden", message))
        await self._loop.sock_sendall(accepted.socket, _ESTABLISHED)
        context = proxy.context(name) if port == _TLS else None
        async with asyncio.timeout(self._limits.handshake_seconds):
            streams = await self._streams(accepted.socket, context)
        scheme = "https" if context else "http"
        await self._carry(accepted, streams, Arrival(scheme, partial(_admit_inside, name)))

    async def _forwards(
        self, proxy: Proxy, accepted: Accepted, target: str, head: bytes, rest: bytes
    ) -> bool:
        """Carry a plain request to another host; return whether it was for one."""
        scheme, _, address = target.partition("://")
        authority = re.split(r"[/?#]", address, maxsplit=1)[0]
        if not proxy.tunnels or scheme.lower() != "http" or _name(authority) in proxy.hosts:
            return False
        host, port = _split(authority, _PLAIN)
        await self._join(accepted, host, port, _relative(head, authority) + rest)
        return True

    async def _join(self, accepted: Accepted, host: str, port: int, first: bytes | None) -> None:
        """Join a connection to another host's until one of them ends."""
        try:
            async with asyncio.timeout(_DIAL_SECONDS):
                far_reader, far_writer = await asyncio.open_connection(host.strip("[]"), port)
        except (OSError, UnicodeError) as error:
            log.info("host_unreachable", host=host, reason=type(error).__name__)
            message = f'"{host}" cannot be reached from here.'
            raise RefusedError(Refusal(502, "ServiceUnavailable", message)) from error
        near_reader, near_writer = await self._streams(accepted.socket)
        (near_writer if first is None else far_writer).write(first or _ESTABLISHED)
        carried = {
            asyncio.create_task(self._pump(near_reader, far_writer)),
            asyncio.create_task(self._pump(far_reader, near_writer)),
        }
        try:
            await asyncio.wait(carried, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in carried:
                each.cancel()
            far_writer.close()
            await self._close(near_writer)

    async def _carry(
        self, accepted: Accepted, streams: Streams, arrival: Arrival, first: bytes = b""
    ) -> None:
        """Carry a connection's bytes to the HTTP server and back, until that ends it."""
        reader, writer = streams
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 (it is this one)
        self._carrying.add(task)
        try:
            async with self._connected(accepted, arrival) as (inner_reader, inner_writer):
                inner_writer.write(first)
                sending = asyncio.create_task(self._pump(reader, inner_writer))
                try:
                    await self._pump(inner_reader, writer)
                finally:
                    await _cancel({sending})
            await self._linger(reader, writer)
        finally:
            self._carrying.discard(task)
            await self._close(writer)

    @asynccontextmanager
    async def _connected(self, accepted: Accepted, arrival: Arrival) -> AsyncIterator[Streams]:
        """Open a connection to the HTTP server, which takes it for the client's."""
        ours, theirs = socket.socketpair()
        accepted.server.adopt(theirs, accepted.client, arrival)
        reader, writer = await self._streams(ours)
        try:
            yield reader, writer
        finally:
            writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry bytes until there are no more, or nobody takes them."""
        with suppress(OSError):
            while piece := await reader.read(_PIECE_BYTES):
                writer.write(piece)
                async with asyncio.timeout(self._limits.silent_seconds):
                    await writer.drain()
        with suppress(OSError):
            if writer.can_write_eof():
                writer.write_eof()

    async def _linger(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read and drop what still comes, so that the client can read why it was refused."""
        pause = _PAUSE_SECONDS
        if writer.can_write_eof():
            writer.write_eof()
            pause = self._limits.linger_seconds
        with suppress(TimeoutError):
            async with asyncio.timeout(self._limits.linger_seconds):
                while await asyncio.wait_for(reader.read(_PIECE_BYTES), pause):
                    pass

    async def _close(self, writer: asyncio.StreamWriter) -> None:
        """Close a connection when the client has taken what was written, or takes too long."""
        writer.close()
        try:
            async with asyncio.timeout(self._limits.linger_seconds):
                await writer.wait_closed()
        except OSError:
            pass
        finally:
            writer.transport.abort()

    async def _streams(
        self, accepted: socket.socket, context: ssl.SSLContext | None = None
    ) -> Streams:
        """Return the streams of a connection, when TLS has begun on it; they own it from now on."""
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await self._loop.connect_accepted_socket(
            lambda: protocol,
            socket.socket(fileno=accepted.detach()),
            ssl=context,
            ssl_handshake_timeout=self._limits.handshake_seconds if context else None,
            ssl_shutdown_timeout=self._limits.linger_seconds if context else None,
        )
        return reader, asyncio.StreamWriter(transport, protocol, reader, self._loop)

    async def _read_head(self, accepted: socket.socket) -> tuple[bytes, bytes]:
        """Return a request's head and what came behind it; all of it where that is no head."""
        data = b""
        while not (end := _HEAD_END.search(data)):
            piece = await self._loop.sock_recv(accepted, _PIECE_BYTES)
            data += piece
            if not piece or len(data) > HEAD_LIMIT_BYTES or data.startswith(TLS_HANDSHAKE):
                return data, b""
        return data[: end.end()], data[end.end() :]

    async def _readable(self, accepted: socket.socket) -> None:
        readable = asyncio.Event()
        self._loop.add_reader(accepted, readable.set)
        try:
            await readable.wait()
        finally:
            self._loop.remove_reader(accepted)


async def _cancel(tasks: Sequence[asyncio.Task[None]] | set[asyncio.Task[None]]) -> None:
    for task in tuple(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _split(authority: str, otherwise: int) -> tuple[str, int]:
    parts = _AUTHORITY.fullmatch(authority)
    port = int(parts["port"] or otherwise) if parts else 0
    if not parts or not 0 < port < 65536:
        raise unreadable("it does not name the host and the port that it is for")
    return parts["host"], port


def _name(authority: str) -> str:
    parts = _AUTHORITY.fullmatch(authority)
    return parts["host"].lower().removesuffix(".") if parts else ""


def _reason(error: Exception) -> str:
    """Return OpenSSL's own name for it, such as TLSV1_ALERT_UNKNOWN_CA, or the kind of error."""
    return getattr(error, "reason", None) or type(error).__name__


def _other_host(host: str) -> RefusedError:
    message = (
        f"This proxy serves Amazon Mechanical Turk's hosts only, and reaches out to no other; "
        f'"{host}" is another. Keep other hosts away from it (NO_PROXY), or start the '
        "adapter with --proxy-other-hosts tunnel."
    )
    return RefusedError(Refusal(403, "Forbidden", message))


def _refuse(error: RefusedError, _method: str, _target: str, _host: str) -> str:
    raise error


def _refuse_plain_text(_method: str, _target: str, _host: str) -> str:
    raise unreadable("it is plain text, and this address speaks TLS: call it with https://")


def _admit_to(proxy: Proxy, method: str, target: str, host: str) -> str:
    """A plain request to a proxy, for one of the hosts that are answered here."""
    if method == "CONNECT":
        raise unreadable("a connection that carried a request cannot be used for CONNECT")
    if _name(host) in proxy.hosts:
        return host
    if "://" not in target:
        raise unreadable(
            "this address is a proxy, and the request does not say which host it is for; "
            "call the adapter's other address"
        )
    raise _other_host(_split(host, _PLAIN)[0])


def _admit_inside(name: str, method: str, _target: str, host: str) -> str:
    """A call on a connection that was opened to this host; that it names another is no way in."""
    if host and (_name(host) != name or method == "CONNECT"):
        message = (
            f"The connection was opened to {name}, but the call on it is for another host. "
            "Send calls to the host that the connection was opened to."
        )
        raise RefusedError(Refusal(403, "Forbidden", message))
    return host or name


def _relative(head: bytes, authority: str) -> bytes:
    """Return the head of a request as its host wants it, for a connection that ends with it."""
    first, *lines = head.split(b"\r\n")
    method, target, version = first.split(b" ", 2)
    path = target.partition(b"://")[2].removeprefix(authority.encode())
    path = path if path.startswith(b"/") else b"/" + path
    left_out = (b"connection:", b"host:", b"proxy-")
    kept = [line for line in lines if line and not line.lower().startswith(left_out)]
    ours = (b"Host: " + authority.encode(), b"Connection: close")
    return b"\r\n".join((b" ".join((method, path, version)), *ours, *kept, b"", b""))
