"""An authority with a clock of its own, and a TLS server of a few lines."""

import socket
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from threading import Thread

from adapter.tls import LOOPBACK, read_names

NOW = datetime.now(UTC).replace(microsecond=0)
PRODUCTION, SANDBOX = "mechanicalturk.amazonaws.com", "mechanicalturk.sandbox.amazonaws.com"
NAMES = read_names([PRODUCTION, SANDBOX, *LOOPBACK])


@contextmanager
def tls_server(context):
    """Answers every connection with the name of its client's choice; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=_answer, args=(listener, context))
        thread.start()
        yield listener.getsockname()[1]
        # Closing alone wakes no accept() on Linux.
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def _answer(listener, context):
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            connection.settimeout(10)
            with suppress(OSError), context.wrap_socket(connection, server_side=True) as secured:
                secured.recv(65536)
                secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            connection.close()
