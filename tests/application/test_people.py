"""People's pages as the settings say."""

import sys
from contextlib import contextmanager

import pytest

from adapter.application.configuration import read_settings
from adapter.application.marketplace import open_marketplace
from adapter.application.people import build_people_app
from adapter.clock import Clock
from adapter.errors import SettingError

ELSEWHERE = {"people_url": "https://work.test", "tasks_url": "https://tasks.test"}
OIDC = {"access": "oidc", "oidc_issuer": "https://id.test", "oidc_client": "adapter"}


@contextmanager
def build(**flags):
    settings = read_settings({"database": "memory", **flags}, None)
    market = open_marketplace(settings, Clock())
    try:
        yield build_people_app(settings, market)
    finally:
        market.close()


@pytest.mark.parametrize(
    ("flags", "title"),
    [
        ({}, "Your name"),
        (ELSEWHERE, "You need a link to come in"),
        ({**ELSEWHERE, "access": "open"}, "Your name"),
        ({"reverse_proxies": 1}, "You need a link to come in"),
        ({"access": "invited"}, "You need a link to come in"),
        (OIDC, "Sign in at id.test"),
    ],
)
def test_the_sign_in_is_as_the_settings_say(flags, title):
    with build(**flags) as app:
        address = flags.get("people_url", "http://127.0.0.1:8082")
        page = app.test_client().get("/sign-in", base_url=address).text
    assert title in page


def test_without_the_extra_the_setting_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "authlib", None)
    for name in [each for each in sys.modules if each.startswith("authlib.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "adapter.web.people.access.oidc", raising=False)
    with pytest.raises(SettingError, match=r"pip install 'mturk-adapter\[oidc\]'"), build(**OIDC):
        pass
