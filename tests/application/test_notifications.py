"""What sends notifications is built as the settings say."""

import pytest

from adapter.application.configuration import read_settings
from adapter.application.runtime import build_runtime
from adapter.errors import SettingError
from adapter.observability.metrics import Metrics

SUBSCRIPTION = "arn:aws:sns:us-east-1:123456789012:hits=http://127.0.0.1:9/notify"


@pytest.fixture
def build(tmp_path):
    built = []

    def build(**flags):
        places = {"database": f"sqlite:///{tmp_path / 'm.db'}", "trust_folder": tmp_path / "trust"}
        runtime = build_runtime(read_settings(places | flags, None), Metrics())
        built.append(runtime)
        return runtime

    yield build
    for each in built:
        each.close()


def test_without_subscriptions_there_are_no_routes_and_no_certificate(build, tmp_path):
    assert build().topics is None
    assert not (tmp_path / "trust").exists()


def test_a_subscription_has_routes_and_a_certificate(build):
    assert build(sns_subscriptions=(SUBSCRIPTION,)).topics.certificate.startswith(b"-----BEGIN")


def test_a_free_port_needs_a_public_url(build):
    with pytest.raises(SettingError, match="public_url"):
        build(sns_subscriptions=(SUBSCRIPTION,), bind="127.0.0.1:0")
    given = {"bind": "127.0.0.1:0", "public_url": "http://adapter.test:8080"}
    assert build(sns_subscriptions=(SUBSCRIPTION,), **given).topics is not None


@pytest.mark.parametrize("text", ["arn:aws:sns:x", "arn:aws:sns:us-east-1:123456789012:t=ftp://x"])
def test_what_is_no_subscription_is_refused(build, text):
    with pytest.raises(SettingError, match="TOPIC-ARN=URL"):
        build(sns_subscriptions=(text,))


def test_keeping_sends_nothing(build):
    runtime = build(notifications="keep", sns_subscriptions=(SUBSCRIPTION,))
    assert runtime.market.notifications is None
    assert runtime.market.marketplace.environment.delivers == frozenset()
