"""One session, one transport, few clients, and our own description of the current API."""

import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import botocore
import pytest
from botocore.loaders import Loader
from botocore.session import Session
from support.current_stub import answer_with, current_stub
from support.live import ACCOUNT, live

from adapter.model import Account, AwsKeys, ModernCall
from adapter.upstream.live.clients import Clients
from adapter.upstream.live.retries import LiveLimits

GET = ModernCall("GetAccountBalance", {})
BALANCE = {"AvailableBalance": "10000.00"}


def account(number):
    return Account(f"OLD{number}", keys=AwsKeys(f"AKID{number}", f"secret{number}"))


def sessions():
    """Every session there is, held so that none of them goes before it is counted."""
    return {id(each): each for each in gc.get_objects() if isinstance(each, Session)}


def test_many_threads_for_many_accounts_share_one_session_and_few_connections():
    before = sessions()
    with current_stub(answer_with(BALANCE)) as stub, live(stub.url) as upstreams:
        with ThreadPoolExecutor(16) as pool:
            jobs = [pool.submit(upstreams.open(account(n % 20)).send, GET) for n in range(200)]
            assert all(job.result() == BALANCE for job in jobs)
        assert len(sessions().keys() - before.keys()) == 1
    called = [call.access_key_id for call in stub.calls]
    assert {key: called.count(key) for key in called} == {f"AKID{n}": 10 for n in range(20)}
    assert stub.connections <= 16


def test_calls_one_after_the_other_share_a_connection():
    with current_stub(answer_with(BALANCE)) as stub, live(stub.url) as upstreams:
        upstream = upstreams.open(ACCOUNT)
        for _ in range(40):
            upstream.send(GET)
    assert stub.connections == 1


def test_the_map_is_bounded_and_forgets_the_account_used_longest_ago():
    clients = Clients("http://127.0.0.1:1", LiveLimits(clients=3))
    first, second = clients.get(account(1)), clients.get(account(2))
    clients.get(account(3))
    assert clients.get(account(1)) is first
    clients.get(account(4))
    assert len(clients) == 3
    assert clients.get(account(1)) is first
    assert clients.get(account(2)) is not second


def test_many_threads_that_want_one_account_get_one_client():
    clients = Clients("http://127.0.0.1:1", LiveLimits())
    with ThreadPoolExecutor(16) as pool:
        got = list(pool.map(clients.get, [ACCOUNT] * 64))
    assert len(set(map(id, got))) == 1
    assert len(clients) == 1


def test_a_changed_secret_of_the_same_key_is_another_client():
    clients = Clients("http://127.0.0.1:1", LiveLimits())
    other = Account("OLDKEY", keys=AwsKeys("AKIDTEST", "another"))
    assert clients.get(ACCOUNT) is not clients.get(other)


@pytest.fixture
def profiles(monkeypatch, tmp_path):
    lines = "[{0}]\naws_access_key_id = AKID{0}\naws_secret_access_key = s\n"
    file = tmp_path / "credentials"
    file.write_text("".join(lines.format(name) for name in ("default", "one", "two")))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)


def test_profiles_and_the_standard_chain_sign_with_their_own_keys(profiles):
    accounts = [Account("A", profile="one"), Account("B", profile="two"), Account("C")]
    with current_stub(answer_with(BALANCE)) as stub, live(stub.url) as upstreams:
        for each in accounts:
            upstreams.open(each).send(GET)
    assert [call.access_key_id for call in stub.calls] == ["AKIDone", "AKIDtwo", "AKIDdefault"]


def test_the_environments_endpoint_and_variants_do_not_turn_calls_away(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_MTURK", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with current_stub(answer_with(BALANCE)) as stub, live(stub.url) as upstreams:
        assert upstreams.open(ACCOUNT).send(GET) == BALANCE
    assert len(stub.calls) == 1


def test_it_works_when_botocore_has_dropped_the_service(monkeypatch, tmp_path):
    data = Path(botocore.__file__).parent / "data"
    for entry in data.iterdir():
        if entry.name != "mturk":
            (tmp_path / entry.name).symlink_to(entry)
    monkeypatch.setattr(Loader, "BUILTIN_DATA_PATH", str(tmp_path))
    assert "mturk" not in Loader().list_available_services("service-2")
    with current_stub(answer_with(BALANCE)) as stub, live(stub.url) as upstreams:
        assert upstreams.open(ACCOUNT).send(GET) == BALANCE
    assert [call.operation for call in stub.calls] == ["GetAccountBalance"]


def test_a_newer_description_on_this_machine_is_not_taken_for_ours(monkeypatch, tmp_path):
    other = tmp_path / "mturk" / "2099-01-01"
    other.mkdir(parents=True)
    (other / "service-2.json").write_text("{}")
    monkeypatch.setattr(Loader, "CUSTOMER_DATA_PATH", str(tmp_path))
    with current_stub(answer_with(BALANCE)) as stub, live(stub.url) as upstreams:
        assert upstreams.open(ACCOUNT).send(GET) == BALANCE
