"""moto_server, another service that answers AWS's XML API without AWS.

`python -m bench.moto` prints its address and answers until it is ended.
"""

from __future__ import annotations

import sys
from threading import Event
from urllib.parse import urlencode

_SCOPE = "Credential=AKIDBENCH/20180601/us-east-1/iam/aws4_request"


def build_call(action: str, **parameters: str) -> bytes:
    """Return a call of IAM's query API; moto reads the service and no signature in its header."""
    query = urlencode({"Action": action, "Version": "2010-05-08", **parameters})
    authorization = f"AWS4-HMAC-SHA256 {_SCOPE}, SignedHeaders=host, Signature=0"
    head = f"GET /?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {authorization}"
    return f"{head}\r\n\r\n".encode()


def main() -> None:
    """Serve until the process is ended."""
    # Imported here, for the calls are also built where the server does not run.
    from moto.server import ThreadedMotoServer  # noqa: PLC0415

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    sys.stdout.write(f"http://{host}:{port}/\n")
    sys.stdout.flush()
    Event().wait()


if __name__ == "__main__":
    main()
