"""boto's HTTP session, with limits for the time and the size of a whole answer.

urllib3's read timeout limits each read from the socket, so an upstream that sends a byte now and
then could keep a call waiting for ever. Here the same number limits the time from the end of the
request to the last byte of the answer, with its status line, headers and body.
"""

from __future__ import annotations

import io
from http.client import HTTPResponse
from time import monotonic
from typing import TYPE_CHECKING, Any

import urllib3
from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)
from botocore.exceptions import HTTPClientError, ReadTimeoutError
from botocore.httpsession import URLLib3Session

from adapter.errors import UnavailableError

if TYPE_CHECKING:
    import socket

    from _typeshed import WriteableBuffer
    from botocore.awsrequest import AWSRequest, AWSResponse

_CHUNK_BYTES = 1 << 16


class AnswerTooLargeError(UnavailableError):
    """The answer is larger than the adapter's limit, which another attempt would not change."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(
            f"The upstream's answer has more than {max_bytes} bytes, the most that the adapter"
            " reads. Ask for less, or have the adapter's limit raised."
        )


class Transport(URLLib3Session):
    """boto's HTTP session, with its proxies, certificates and exceptions, and with our limits.

    Args:
        max_answer_bytes: the maximum size of an answer's body.
        settings: the arguments of boto's session.
    """

    def __init__(self, *, max_answer_bytes: int, **settings: Any) -> None:
        super().__init__(**settings)
        self._max_answer_bytes = max_answer_bytes
        # All pool managers of the session take their classes from here, those of proxies too.
        self._pool_classes_by_scheme.update(  # type: ignore[attr-defined]
            http=_HttpPool, https=_HttpsPool
        )

    def exchange(self, request: AWSRequest) -> tuple[AWSResponse, bytes]:
        """Return the response and its body, which is not compressed, as no request asks for that.

        Raises:
            AnswerTooLargeError: the body is too large; the connection is closed.
            BotoCoreError: the answer did not arrive, or not all of it.
        """
        request.stream_output = True
        response = self.send(request.prepare())
        try:
            return response, self._read_body(response)
        except urllib3.exceptions.ReadTimeoutError as error:
            raise ReadTimeoutError(endpoint_url=response.url, error=error) from error
        except urllib3.exceptions.HTTPError as error:
            raise HTTPClientError(error=error) from error

    def _read_body(self, response: AWSResponse) -> bytes:
        body = bytearray()
        for chunk in response.raw.stream(_CHUNK_BYTES):
            body += chunk
            if len(body) > self._max_answer_bytes:
                response.raw.close()
                raise AnswerTooLargeError(self._max_answer_bytes)
        return bytes(body)


class _TimedReader(io.RawIOBase):
    """Reads from a socket; the socket's timeout limits all reads together, not each of them."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._limit = sock.gettimeout()
        self._deadline = None if self._limit is None else monotonic() + self._limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        if self._deadline is None:
            return self._raw.readinto(buffer)
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError("the answer as a whole took too long")
        self._sock.settimeout(left)
        try:
            return self._raw.readinto(buffer)
        finally:
            # A later request on this connection has the whole time again.
            self._sock.settimeout(self._limit)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedSocket:
    """The part of a socket's interface by which http.client reads an answer."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, mode: str) -> io.BufferedReader:  # noqa: ARG002
        return io.BufferedReader(_TimedReader(self._sock))


class _TimedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(_TimedSocket(sock), *args, **kwargs)  # type: ignore[arg-type]


class _HttpConnection(AWSHTTPConnection):
    response_class = _TimedResponse  # type: ignore[assignment]


class _HttpsConnection(AWSHTTPSConnection):
    response_class = _TimedResponse  # type: ignore[assignment]


class _HttpPool(AWSHTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(AWSHTTPSConnectionPool):
    ConnectionCls = _HttpsConnection
