"""A browser without scripts that keeps its connection and its cookie."""

from __future__ import annotations

import re
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
"""The token of a page's forms."""


class Browser:
    """A browser at one address."""

    def __init__(self, address: str) -> None:
        self._connection = HTTPConnection(urlsplit(address).netloc)
        self._cookie = ""

    def open(self, path: str) -> str:
        """Return the page."""
        self._connection.request("GET", path, headers={"Cookie": self._cookie})
        return self._read()[1]

    def send(self, path: str, **fields: str) -> HTTPResponse:
        """Return the answer to a form, without the page."""
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", path, urlencode(fields), headers)
        return self._read()[0]

    def fill_in(self, path: str, **fields: str) -> HTTPResponse:
        """Return the answer to the form of the page at the same path."""
        return self.send(path, csrf_token=find(TOKEN, self.open(path)), **fields)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _read(self) -> tuple[HTTPResponse, str]:
        answer = self._connection.getresponse()
        body = answer.read().decode()
        if answer.status >= 400:
            raise RuntimeError(f"{answer.status}: {body[:500]}")
        cookie = answer.headers["Set-Cookie"]
        self._cookie = cookie.partition(";")[0] if cookie else self._cookie
        return answer, body


def find(pattern: re.Pattern[str], page: str) -> str:
    """Return what the pattern's group matches in the page."""
    found = pattern.search(page)
    if found is None:
        raise RuntimeError(f"a page without {pattern.pattern}: {page[:500]}")
    return found[1]
