"""Stand-ins of recruiting platforms, written after their documentation.

Each is a web server at 127.0.0.2, as ways back by plain http lead to this machine only. A person
takes part by the page at `/start/PERSON`, which signs them in there by a cookie and leads to the
study. Whatever leads back has to be exactly as documented, or it is no success.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar, Protocol
from urllib.parse import parse_qsl, quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HOST = "127.0.0.2"


class Platform(Protocol):
    """A platform.

    Attributes:
        url: of its pages.
        study_url: what the requester pasted.
    """

    url: str
    study_url: str

    def build_study_url(self, person: str) -> str:
        """Where a person who takes part is led to."""

    def answer(self, path: str, query: str, person: str) -> str:
        """What the page says to the person who is led back."""


@dataclass
class Prolific:
    """Prolific: docs.prolific.com, "The study object".

    Attributes:
        codes: the completion codes of the study, each with its code type.
        submissions: what each participant came back with.
    """

    url: str
    study_url: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    submissions: dict[str, str] = field(default_factory=dict)

    study_id = "64a1f0c2b7e3d9584c21aa01"

    @property
    def back_url(self) -> str:
        """The way back, which is at app.prolific.com in truth."""
        return f"{self.url}/submissions/complete?cc={{code}}"

    def build_study_url(self, person: str) -> str:
        url = self.study_url
        values = {"PROLIFIC_PID": person, "STUDY_ID": self.study_id, "SESSION_ID": f"se{person}"}
        for name, value in values.items():
            assert f"{{{{%{name}%}}}}" in url, f"the study's address has no {name}"
            url = url.replace(f"{{{{%{name}%}}}}", value)
        return url

    def answer(self, path: str, query: str, person: str) -> str:
        sent = parse_qsl(query, keep_blank_values=True, strict_parsing=True)
        assert (path, [name for name, _ in sent]) == ("/submissions/complete", ["cc"])
        code = sent[0][1]
        self.submissions.setdefault(person, self.codes.get(code, "NOCODE"))
        return f"Your submission is {self.submissions[person]}"


@dataclass
class Connect:
    """CloudResearch Connect: its help, "Project Completion". It appends the parameters.

    Attributes:
        outcomes: how each participant came back: complete or partial.
    """

    url: str
    study_url: str = ""
    outcomes: dict[str, str] = field(default_factory=dict)

    project_id = "PR0JECT"
    tokens = (("complete", "c0mp1ete"), ("partial", "pa47ial"))

    def get_redirect(self, outcome: str) -> str:
        """What the wizard shows to be copied."""
        return f"{self.url}/project/{self.project_id}/{outcome}/{dict(self.tokens)[outcome]}"

    def build_study_url(self, person: str) -> str:
        mark = "&" if "?" in self.study_url else "?"
        own = f"participantId={person}&assignmentId=AS{person}&projectId={self.project_id}"
        return f"{self.study_url}{mark}{own}"

    def answer(self, path: str, query: str, person: str) -> str:
        [outcome] = [name for name, _ in self.tokens if self.get_redirect(name).endswith(path)]
        assert query == ""
        self.outcomes.setdefault(person, outcome)
        return f"Your work is {self.outcomes[person]}"


@dataclass
class Sona:
    """SONA: sona-systems.com, "External Study Credit Granting" and "Using the SURVEY CODE Feature".

    Attributes:
        survey_codes: by participant, from 2 to 7 digits without a zero before them.
        credited: the survey codes that have credit.
    """

    url: str
    study_url: str = ""
    survey_codes: dict[str, str] = field(default_factory=lambda: {"ann": "41", "ben": "9876543"})
    credited: list[str] = field(default_factory=list)

    experiment_id, credit_token = "123", "4e48f9b638a"

    @property
    def completion_url(self) -> str:
        """The client-side completion URL, as the study's page shows it."""
        parameters = f"experiment_id={self.experiment_id}&credit_token={self.credit_token}"
        return f"{self.url}/webstudy_credit.aspx?{parameters}&survey_code=XXXX"

    def build_study_url(self, person: str) -> str:
        assert "%SURVEY_CODE%" in self.study_url
        return self.study_url.replace("%SURVEY_CODE%", self.survey_codes[person])

    def answer(self, path: str, query: str, person: str) -> str:
        assert path == "/webstudy_credit.aspx"
        sent = dict(parse_qsl(query, strict_parsing=True))
        code = sent.pop("survey_code")
        assert sent == {"experiment_id": self.experiment_id, "credit_token": self.credit_token}
        assert code in self.survey_codes.values()
        if code in self.credited:
            return "You have this credit already"
        self.credited.append(code)
        return f"Credit granted to {code}"


class _Handler(BaseHTTPRequestHandler):
    platform: ClassVar[Platform]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith("/start/"):
            self._start(parts.path.removeprefix("/start/"))
        elif parts.path == "/favicon.ico":
            self._send(404, "")
        else:
            self._take_back(parts.path, parts.query)

    def log_message(self, *_: object) -> None:
        pass

    def _start(self, person: str) -> None:
        self.send_response(302)
        self.send_header("Set-Cookie", f"person={quote(person)}; Path=/")
        self.send_header("Location", self.platform.build_study_url(person))
        self.end_headers()

    def _take_back(self, path: str, query: str) -> None:
        _, _, person = self.headers.get("Cookie", "").partition("person=")
        try:
            assert person, "nobody is signed in"
            self._send(200, self.platform.answer(path, query, person))
        except (AssertionError, ValueError, KeyError) as error:
            self._send(400, f"This address cannot be used: {error}")

    def _send(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>Platform</title><p>{text}".encode())


@contextmanager
def run_platform(kind: type) -> Iterator[Any]:
    """A platform that answers until the block ends."""
    handler = type("Handler", (_Handler,), {})
    with ThreadingHTTPServer((_HOST, 0), handler) as server:
        handler.platform = kind(f"http://{_HOST}:{server.server_address[1]}")
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield handler.platform
        server.shutdown()
        thread.join()
