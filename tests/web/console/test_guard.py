"""Who may see the console's pages: a person in a browser, by one of the adapter's names."""

import pytest
from support.console import client

PATHS = ["/", "/calls", "/report", "/report.md", "/report.json", "/static/console.css"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "script"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "iframe"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "empty"},
        {"Origin": "http://evil.example", "Sec-Fetch-Dest": "empty"},
    ],
)
def test_another_page_reads_nothing(path, headers):
    assert client().get(path, headers=headers).status_code == 403


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"},  # a link
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "empty"},  # htmx
    ],
)
def test_a_person_opens_pages_and_follows_links(path, headers):
    with client().get(path, headers=headers) as answer:
        assert answer.status_code == 200
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
