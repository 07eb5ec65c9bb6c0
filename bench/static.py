"""A Flask route that always gives the same bytes, on the server that `serve` runs.

`python -m bench.static 13000` prints its address and answers until it is ended.
"""

from __future__ import annotations

import sys

from flask import Flask, Response

from adapter.server import Limits, Listener, Pool, Server
from adapter.web.errors import render_refusal


def main() -> None:
    """Serve until the process is ended."""
    body = b"x" * int(sys.argv[1])
    app = Flask(__name__, static_folder=None)

    @app.get("/")
    def _static() -> Response:
        return Response(body, content_type="text/xml; charset=utf-8")

    pool = Pool(app, threads=64, max_in_flight=256)
    limits = Limits(body_bytes=1 << 22, shutdown_seconds=5)
    server = Server([Listener("127.0.0.1:0", pool)], limits, render_refusal)
    [(host, port)] = server.addresses
    sys.stdout.write(f"http://{host}:{port}/\n")
    sys.stdout.flush()
    server.run()


if __name__ == "__main__":
    main()
