"""A requester's web server: pages by path, and what was asked of it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXTERNAL = (
    "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2006-07-14"
    "/ExternalQuestion.xsd"
)
_HTML = (
    "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2011-11-11/HTMLQuestion.xsd"
)

FORM = """<!doctype html><title>Study</title><body>
<form method="post" id="mturk_form">
<input type="hidden" name="assignmentId"><input type="hidden" name="workerId">
<label>What colour? <input name="colour"></label>
<label><input type="checkbox" name="c" value="a"> a</label>
<label><input type="checkbox" name="c" value="b"> b</label>
<button id="send">Send</button></form>
<script>
const asked = new URLSearchParams(location.search), form = document.forms[0];
form.action = asked.get("turkSubmitTo") + "/mturk/externalSubmit";
for (const name of ["assignmentId", "workerId"]) form.elements[name].value = asked.get(name) ?? "";
document.body.dataset.ready = "yes";
</script>"""
"""A study with a form, which sends the parameters on as tools do."""


@dataclass
class Study:
    """A web server of a requester.

    Attributes:
        url: of its pages, without a slash at the end.
        pages: by path.
        headers: of every answer.
        asked: the parameters of each request, by path, the latest last.
    """

    url: str
    pages: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def question(self, path: str = "/", height: int = 450) -> str:
        """An ExternalQuestion of the page."""
        return (
            f'<ExternalQuestion xmlns="{_EXTERNAL}"><ExternalURL>{escape(self.url + path)}'
            f"</ExternalURL><FrameHeight>{height}</FrameHeight></ExternalQuestion>"
        )


def html_question(html: str, height: int = 450) -> str:
    """An HTMLQuestion."""
    return (
        f'<HTMLQuestion xmlns="{_HTML}"><HTMLContent><![CDATA[{html}]]></HTMLContent>'
        f"<FrameHeight>{height}</FrameHeight></HTMLQuestion>"
    )


@contextmanager
def study(host: str = "study.test", **pages: str) -> Iterator[Study]:
    """A server that answers until the block ends.

    Args:
        host: the name by which browsers know it.
        pages: by the name in the path; `index` is at `/`.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            served.asked.append((parts.path, dict(parse_qsl(parts.query))))
            body = served.pages.get(parts.path.strip("/") or "index")
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in served.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write((body or "").encode())

        do_POST = do_GET  # noqa: N815 (http.server calls it so)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Study(f"http://{host}:{server.server_address[1]}", pages)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield served
        server.shutdown()
        thread.join()
