"""TLS, CONNECT and plain proxying in front of the HTTP server, to which bytes are copied."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass, replace
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

import structlog

from adapter.server.parser import (
    ConnectionContext,
    ErrorResponse,
    RequestError,
    build_bad_request,
)
from adapter.server.proxy import (
    PLAIN_PORT,
    TLS_PORT,
    Proxy,
    find_host,
    normalize_host,
    resolve_tunneled_host,
    rewrite_head,
    split_authority,
)
from adapter.server.streams import (
    begins_with_tls,
    close_writer,
    copy_bytes,
    discard_input,
    open_streams,
    read_head,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence

    from adapter.server.http import Address, HttpServer, Limits
    from adapter.server.streams import Streams

    Handler = Callable[["Client"], Coroutine[None, None, None]]

log = structlog.get_logger()

_ACCEPT_AGAIN_SECONDS = 0.5
_CONNECT_SECONDS = 20
_DISTRUST = {
    "TLSV1_ALERT_UNKNOWN_CA",
    "SSLV3_ALERT_BAD_CERTIFICATE",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
}
"""OpenSSL's names for the alerts of a client that does not trust a certificate."""
_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
# The HTTP server answers it with the error of its connection's context.
_ANY_REQUEST = b"GET / HTTP/1.1\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Client:
    """A connection that was accepted for an HTTP server, before streams own it."""

    server: HttpServer
    socket: socket.socket
    address: Address


class Relay:
    """Accepts connections at the addresses for TLS and proxying, in a thread of its own.

    Args:
        addresses: the HTTP servers that do not accept connections themselves, each with its TLS
            context or its proxy.
        limits: of time and number.
        by_host: the HTTP servers of the hosts that a proxy's own does not answer for.
    """

    def __init__(
        self,
        addresses: Sequence[tuple[HttpServer, ssl.SSLContext | Proxy]],
        limits: Limits,
        by_host: Mapping[str, HttpServer],
    ) -> None:
        self._addresses, self._limits, self._by_host = addresses, limits, by_host
        self._loop = asyncio.SelectorEventLoop()
        self._accepting = True
        self._open: set[asyncio.Task[None]] = set()
        self._carrying: set[asyncio.Task[None]] = set()
        self._thread = Thread(target=self._run, name="relay", daemon=True)

    @property
    def open_connections(self) -> int:
        """How many connections are open."""
        return len(self._open)

    def start(self) -> None:
        """Begin to accept connections."""
        for server, protocol in self._addresses:
            if isinstance(protocol, Proxy):
                self._listen(server, partial(self._serve_proxy, protocol))
            else:
                self._listen(server, partial(self._serve_tls, protocol))
        self._thread.start()

    def stop_accepting(self) -> None:
        """Accept no more connections, and end those on which no call can be in flight."""
        asyncio.run_coroutine_threadsafe(self._stop_accepting(), self._loop).result()

    def stop(self, seconds: float) -> None:
        """Wait this long until responses have reached their clients, then end."""
        asyncio.run_coroutine_threadsafe(self._finish(seconds), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    async def _stop_accepting(self) -> None:
        self._accepting = False
        for server, _ in self._addresses:
            self._loop.remove_reader(server.socket)
        await _cancel(self._open - self._carrying)

    async def _finish(self, seconds: float) -> None:
        if self._open:
            await asyncio.wait(self._open, timeout=seconds)
        await _cancel(self._open)

    def _listen(self, server: HttpServer, handler: Handler) -> None:
        if self._accepting:
            self._loop.add_reader(server.socket, self._accept, server, handler)

    def _accept(self, server: HttpServer, handler: Handler) -> None:
        # In a callback and not in a task: a task that is cancelled just after a connection was
        # accepted for it would leave that open.
        try:
            accepted, address = server.socket.accept()
        except BlockingIOError:
            return
        except OSError as error:
            log.warning("accept_failed", reason=error.strerror)
            self._loop.remove_reader(server.socket)
            self._loop.call_later(_ACCEPT_AGAIN_SECONDS, self._listen, server, handler)
            return
        if len(self._open) >= self._limits.connections:
            accepted.close()
            return
        accepted.setblocking(False)  # noqa: FBT003
        client = Client(server, accepted, address[:2])
        task = self._loop.create_task(self._serve(handler, client))
        self._open.add(task)
        task.add_done_callback(partial(self._forget, client))

    def _forget(self, client: Client, task: asyncio.Task[None]) -> None:
        # A task that is cancelled before it has begun closes nothing itself.
        client.socket.close()
        self._open.discard(task)

    async def _serve(self, handler: Handler, client: Client) -> None:
        try:
            await handler(client)
        except OSError as error:
            log.info("connection_failed", reason=_describe_error(error))

    async def _serve_tls(self, context: ssl.SSLContext, client: Client) -> None:
        async with asyncio.timeout(self._limits.handshake_seconds):
            is_tls = await begins_with_tls(client.socket)
            streams = await open_streams(client.socket, context if is_tls else None)
        if is_tls:
            await self._carry(client, streams, ConnectionContext("https"))
        else:
            reason = "it is plain text, and this address speaks TLS: call it with https://"
            await self._refuse(client, streams, build_bad_request(reason), b"")

    async def _serve_proxy(self, proxy: Proxy, client: Client) -> None:
        async with asyncio.timeout(self._limits.handshake_seconds):
            head, rest = await read_head(client.socket)
        if not head:
            return  # the client closed the connection without sending a byte
        method, _, target = head.partition(b"\n")[0].decode("latin-1").partition(" ")
        target = target.partition(" ")[0]
        try:
            if method == "CONNECT":
                await self._answer_connect(proxy, client, target, rest)
            elif (authority := proxy.find_authority(target)) is not None:
                address = split_authority(authority, PLAIN_PORT)
                request = rewrite_head(head, authority) + rest
                await self._tunnel(proxy, client, address, to_host=request)
            else:
                # The next request of the connection may be for a host that another server answers.
                keeps = not proxy.tunnels and not self._by_host
                context = ConnectionContext("http", proxy.resolve_host, keeps)
                client = self._choose_server(client, find_host(target))
                streams = await open_streams(client.socket)
                await self._carry(client, streams, context, head + rest)
        except RequestError as error:
            await self._refuse(client, await open_streams(client.socket), error, _ANY_REQUEST)

    async def _answer_connect(self, proxy: Proxy, client: Client, target: str, rest: bytes) -> None:
        if rest:
            raise build_bad_request("something stands behind CONNECT before it is answered")
        host, port = proxy.find_address(target)
        name = normalize_host(host)
        if name not in proxy.hosts:
            await self._tunnel(proxy, client, (host, port), to_client=_ESTABLISHED)
            return
        await self._loop.sock_sendall(client.socket, _ESTABLISHED)
        tls = proxy.find_context(name) if port == TLS_PORT else None
        context = ConnectionContext(
            "https" if tls else "http", partial(resolve_tunneled_host, name)
        )
        try:
            async with asyncio.timeout(self._limits.handshake_seconds):
                streams = await open_streams(client.socket, tls)
            await self._carry(self._choose_server(client, name), streams, context)
        except ssl.SSLError as error:
            if error.reason in _DISTRUST:
                proxy.host_log.log_distrust(name, error.reason)
            raise

    def _choose_server(self, client: Client, host: str) -> Client:
        return replace(client, server=self._by_host.get(host, client.server))

    async def _tunnel(
        self,
        proxy: Proxy,
        client: Client,
        address: Address,
        to_host: bytes = b"",
        to_client: bytes = b"",
    ) -> None:
        """Copy bytes between the client and another host until one of them ends."""
        host, port = address
        name = normalize_host(host)
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                far_reader, far_writer = await asyncio.open_connection(host.strip("[]"), port)
        except (OSError, UnicodeError) as error:
            proxy.host_log.log_failure(name, type(error).__name__)
            message = f'"{host}" cannot be reached from here.'
            raise RequestError(ErrorResponse(502, "ServiceUnavailable", message)) from error
        proxy.host_log.log_tunnel(name)
        near_reader, near_writer = await open_streams(client.socket)
        near_writer.write(to_client)
        far_writer.write(to_host)
        seconds = self._limits.silent_seconds
        copying = {
            asyncio.create_task(copy_bytes(near_reader, far_writer, seconds)),
            asyncio.create_task(copy_bytes(far_reader, near_writer, seconds)),
        }
        try:
            await asyncio.wait(copying, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in copying:
                each.cancel()
            far_writer.close()
            await close_writer(near_writer, self._limits.linger_seconds)

    async def _refuse(
        self, client: Client, streams: Streams, error: RequestError, request: bytes
    ) -> None:
        def refuse(_method: str, _target: str, _host: str) -> str:
            raise error

        await self._carry(client, streams, ConnectionContext(resolve_host=refuse), request)

    async def _carry(
        self, client: Client, streams: Streams, context: ConnectionContext, first: bytes = b""
    ) -> None:
        """Copy bytes between the client and the HTTP server until the server ends the connection.

        Args:
            client: the connection.
            streams: of the client.
            context: what the server has to know of the connection.
            first: bytes of the client that were read already.
        """
        reader, writer = streams
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 (it is this one)
        self._carrying.add(task)
        try:
            await self._exchange(client, streams, context, first)
            await discard_input(reader, writer, self._limits.linger_seconds)
        finally:
            self._carrying.discard(task)
            await close_writer(writer, self._limits.linger_seconds)

    async def _exchange(
        self, client: Client, streams: Streams, context: ConnectionContext, first: bytes
    ) -> None:
        reader, writer = streams
        ours, theirs = socket.socketpair()
        client.server.adopt(theirs, client.address, context)
        server_reader, server_writer = await asyncio.open_connection(sock=ours)
        server_writer.write(first)
        seconds = self._limits.silent_seconds
        sending = asyncio.create_task(copy_bytes(reader, server_writer, seconds))
        try:
            await copy_bytes(server_reader, writer, seconds)
        finally:
            await _cancel({sending})
            server_writer.close()


async def _cancel(tasks: Collection[asyncio.Task[None]]) -> None:
    for task in tuple(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _describe_error(error: Exception) -> str:
    """Return OpenSSL's own name for it, such as TLSV1_ALERT_UNKNOWN_CA, or the kind of error."""
    return getattr(error, "reason", None) or type(error).__name__
