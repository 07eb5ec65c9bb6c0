"""Settings: which source is stronger, what is refused and how it is named, what never shows."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapter.errors import SettingError
from adapter.model import Account, AwsKeys
from adapter.settings import load

SECRET = "not-to-be-seen+/="
NOON = datetime(2016, 1, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    for name in list(os.environ):
        if name.upper().startswith("MTURK_ADAPTER_"):
            monkeypatch.delenv(name)


@pytest.fixture
def configured(tmp_path):
    """Writes a settings file that only its owner may read."""

    def write(text):
        file = tmp_path / "adapter.toml"
        file.write_text(text)
        file.chmod(0o600)
        return file

    return write


def loaded(flags=None, config=None, profiles=None, default=None):
    return load(
        flags or {},
        config=config,
        profile_keys=(profiles or {}).get,
        default_keys=lambda: default,
    )


def refused(**given):
    with pytest.raises(SettingError) as error:
        loaded(**given)
    assert SECRET not in str(error.value)
    assert error.value.__cause__ is None or SECRET not in str(error.value.__cause__)
    return str(error.value)


def account(text):
    return f'[[accounts]]\naccess_key_id = "OLDKEY"\n{text}\n'


# Sources


def test_nothing_given_is_the_marketplace_on_loopback_for_any_key():
    settings = loaded()
    assert settings.bind == "127.0.0.1:8080"
    assert settings.upstream == "marketplace"
    assert settings.database.endswith("/mturk-adapter/marketplace.db")
    assert settings.clock is None
    assert settings.replay.name == "fixtures"
    assert settings.accounts == ()
    assert settings.warnings == ()
    assert not settings.verifies


def test_a_flag_is_stronger_than_a_variable_and_that_than_the_file(configured, monkeypatch):
    file = configured("threads = 1\nmax_list_items = 2\nhosts = ['c']")
    monkeypatch.setenv("MTURK_ADAPTER_THREADS", "3")
    monkeypatch.setenv("MTURK_ADAPTER_MAX_LIST_ITEMS", "4")
    settings = loaded({"threads": 5, "record": None, "hosts": ()}, file)
    assert (settings.threads, settings.max_list_items, settings.hosts) == (5, 4, ("c",))


def test_the_file_may_be_named_by_a_variable(configured, monkeypatch):
    monkeypatch.setenv("MTURK_ADAPTER_CONFIG", str(configured("threads = 7")))
    assert loaded().threads == 7


def test_variables_are_text_of_the_right_type(monkeypatch, tmp_path):
    monkeypatch.setenv("MTURK_ADAPTER_STRICT", "yes")
    monkeypatch.setenv("MTURK_ADAPTER_CALL_SECONDS", "30")
    monkeypatch.setenv("MTURK_ADAPTER_RECORD", str(tmp_path))
    monkeypatch.setenv("MTURK_ADAPTER_HOSTS", "Adapter, adapter.lab.example")
    monkeypatch.setenv("MTURK_ADAPTER_LOG_FORMAT", "")
    settings = loaded()
    assert settings.strict is True
    assert settings.call_seconds == 30
    assert settings.record == tmp_path
    assert settings.hosts == ("adapter", "adapter.lab.example")
    assert settings.log_format == "auto"


def test_what_kubernetes_sets_for_a_service_of_this_name_is_no_setting(monkeypatch):
    monkeypatch.setenv("MTURK_ADAPTER_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("MTURK_ADAPTER_PORT_8080_TCP_ADDR", "10.0.0.1")
    assert loaded().threads == 64


def test_the_settings_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        loaded().threads = 3


def test_who_names_recordings_means_a_replay(configured, tmp_path, monkeypatch):
    keys = AwsKeys("KEY", SECRET)
    assert loaded({"replay": tmp_path}).upstream == "replay"
    assert loaded(config=configured(f"replay = '{tmp_path}'")).upstream == "replay"
    forwarding = {"on_miss": "forward", "forward_to": "sandbox"}
    assert loaded(forwarding, default=keys).upstream == "replay"
    monkeypatch.setenv("MTURK_ADAPTER_REPLAY", str(tmp_path))
    assert loaded().upstream == "replay"
    assert loaded({"upstream": "marketplace"}).upstream == "marketplace"


@pytest.mark.parametrize(
    "text", ["'2016-01-02T12:00:00Z'", "2016-01-02T12:00:00Z", "'2016-01-02T14:00:00+02:00'"]
)
def test_a_time_is_read_in_utc(configured, text):
    assert loaded(config=configured(f"clock = {text}")).clock == NOON


def test_a_live_service_has_a_clock_of_its_own():
    flags = {"clock": "2016-01-02T12:00:00Z", "upstream": "sandbox"}
    refusal = refused(flags=flags, default=AwsKeys("KEY", SECRET))
    assert refusal == "--clock: calls go to a live service, which has a clock of its own"


@pytest.mark.parametrize("text", ["noon", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"])
def test_a_time_that_is_none_is_refused(text):
    expected = "--clock: expected a time such as 2016-01-02T12:00:00Z, from 1970 to 2199"
    assert refused(flags={"clock": text}) == f"{expected}; it is '{text}'"


def test_a_home_folder_is_found(configured, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert loaded(config=configured("record = '~/cases'")).record == tmp_path / "cases"


# Wrong settings, and where they are

WHOLE = "expected a whole number without quotes, such as 64"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("thread = 1", "thread: there is no such setting; did you mean threads?"),
        ("threads = '64'", f"threads: {WHOLE}; it is '64'"),
        ("threads = 64.0", f"threads: {WHOLE}; it is 64.0"),
        ("threads = true", f"threads: {WHOLE}; it is True"),
        ("threads = 0", "threads: expected more than 0, such as 64; it is 0"),
        ("threads = 2000", "threads: expected 1024 at most, such as 64; it is 2000"),
        ("max_in_flight = 0", "max_in_flight: expected more than 0, such as 256; it is 0"),
        ("read_seconds = 'x'", "read_seconds: expected a number without quotes, such as 20; it is"),
        ("body_limit_bytes = -1", "body_limit_bytes: expected more than 0, such as 4194304; it is"),
        ("strict = 'yes'", "strict: expected true or false without quotes; it is 'yes'"),
        ("bind = 8080", "bind: expected a text in quotes; it is 8080"),
        ("bind = '8080'", "bind: expected HOST:PORT"),
        ("record = 3", "record: expected a path in quotes, such as '/var/lib/mturk-adapter'; it"),
        ("opening_balance = '1e3'", "opening_balance: expected dollars in quotes, such as '10000"),
        ("database = 'mysql://a:word@b'", "database: expected a file such as lab.sqlite, `memory`"),
        ("database = 'sqlite://lab.db'", "database: expected a file such as lab.sqlite, `memory`"),
        ("database = 'postgres://host/lab'", "such as postgresql://USER:PASSWORD@HOST/NAME"),
        ("database = ''", "database: it names no file; expected a file such as lab.sqlite"),
        ("database = 'folder/'", "database: it names no file; expected a file such as lab.sqlite"),
        ("log_level = 'all'", "log_level: expected 'debug', 'info', 'warning' or 'error'; it is"),
        ("on_miss = 'refuze'", "on_miss: expected 'refuse', 'forward' or 'record'; it is 'refuze'"),
        ("upstream = 'sandbx'", "did you mean sandbox?"),
        ("upstream = 'ftp://a'", "upstream: expected replay, marketplace, production, sandbox"),
        ("upstream = 'http://'", "upstream: expected replay, marketplace, production, sandbox"),
        (
            "upstream = 'http://a:99999'",
            "upstream: expected replay, marketplace, production, sandbox",
        ),
        ("forward_to = 'replay'", "forward_to: expected production, sandbox or an http(s) URL"),
        ("hosts = 'a b'", "hosts[0]: expected a host name"),
        ("hosts = ['a', 'http://b']", "hosts[1]: expected a host name"),
        ("replay = '/nowhere/at-all'", "replay: there is no folder /nowhere/at-all"),
        ("faults = '/nowhere.yaml'", "faults: there is no file /nowhere.yaml"),
        ("accounts = 3", "accounts: expected a list"),
        ("accounts = [3]", "accounts[0]: expected a table with access_key_id"),
        ("[accounts]\naccess_key_id = 'A'", "tables in double brackets, [[accounts]]"),
        (account("secret_evn = 'X'"), "accounts[0].secret_evn: there is no such setting; did you"),
        ("[[accounts]]\nsecret_env = 'X'", "accounts[0].access_key_id: it is missing"),
        (account("secret_access_key = 3"), "accounts[0].secret_access_key: expected a text in"),
        (account("clock_limit_seconds = 0"), "seconds: expected more than 0, such as 900; it is 0"),
        ("threads = ", "not TOML: "),
        ("threads = 1\nthreads = 2", "not TOML: "),
    ],
)
def test_the_file_and_the_place_in_it_are_named(configured, text, says):
    file = configured(text)
    message = refused(config=file)
    assert message.startswith(f"{file}: ")
    assert says in message


@pytest.mark.parametrize(
    "text",
    [
        f"database = 'mysql://user:{SECRET}@host/name'",
        f"list_cache = 'http://:{SECRET}@store'",
        f"upstream = 'http://user:{SECRET}@host'",
        f"forward_to = 'https://host/?key={SECRET}'",
        account(f"secret_access_key = ['{SECRET}']"),
        account(f"secret_env = ['{SECRET}']"),
        f"accounts = ['{SECRET}']",
        f"accounts = '{SECRET}'",
    ],
)
def test_no_secret_is_repeated(configured, text):
    assert SECRET not in refused(config=configured(text))


def test_every_wrong_setting_is_named_at_once(configured):
    message = refused(config=configured("thread = 1\nstrict = 3\nbind = 4"))
    assert len(message.splitlines()) == 3


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("THREADS", "many", "MTURK_ADAPTER_THREADS: expected a whole number"),
        ("UPSTREAM", "prodution", "did you mean production?"),
        ("TREADS", "3", "MTURK_ADAPTER_TREADS: there is no such setting; did you mean"),
        ("ACCOUNTS", "[{", "MTURK_ADAPTER_ACCOUNTS: expected a JSON list of accounts"),
        ("ACCOUNTS", SECRET, "MTURK_ADAPTER_ACCOUNTS: expected a JSON list of accounts"),
        ("ACCOUNTS", "[{}]", "MTURK_ADAPTER_ACCOUNTS[0].access_key_id: it is missing"),
        ("CONFIG", "/nowhere.toml", "MTURK_ADAPTER_CONFIG: there is no file /nowhere.toml"),
    ],
)
def test_the_variable_is_named(monkeypatch, name, value, says):
    monkeypatch.setenv(f"MTURK_ADAPTER_{name}", value)
    assert says in refused()


def test_the_flag_is_named(configured, tmp_path):
    assert refused(flags={"upstream": "x"}).startswith("--upstream: expected ")
    assert refused(config=tmp_path / "none.toml").startswith("--config: there is no file")
    file = configured("bind = '0.0.0.0:80'")
    assert refused(flags={"bind": "0.0.0.0:81"}, config=file).startswith("--bind: 0.0.0.0:81")


def test_a_file_that_is_no_text_is_refused(tmp_path):
    file = tmp_path / "adapter.toml"
    file.write_bytes(b"threads = '\xff'")
    assert refused(config=file) == f"{file}: it cannot be read as UTF-8 text"


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        ({"on_miss": "forward"}, "--on-miss: forward needs forward_to"),
        ({"forward_to": "sandbox"}, "--forward-to: nothing is forwarded unless on_miss says so"),
        ({"on_miss": "record", "forward_to": "sandbox"}, "--on-miss: record needs the folder"),
        ({"on_miss": "forward", "upstream": "sandbox"}, "--on-miss: only replay can miss a call"),
        ({"record": Path(__file__)}, "--record: "),
    ],
)
def test_settings_that_do_not_go_together_are_refused(flags, says):
    assert says in refused(flags=flags)


# Accounts


def test_a_secret_is_read_from_wherever_it_is(configured, monkeypatch, tmp_path):
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    (tmp_path / "secret").chmod(0o600)
    monkeypatch.setenv("SECRET_OF_THE_LAB", SECRET)
    written = [
        f'secret_access_key = "{SECRET}"',
        'secret_env = "SECRET_OF_THE_LAB"',
        f'secret_file = "{tmp_path}/secret"',
    ]
    for text in written:
        settings = loaded(config=configured(account(text)))
        assert settings.accounts == (Account("OLDKEY", SECRET, 900, AwsKeys("OLDKEY", SECRET)),)
        assert settings.verifies
        assert settings.warnings == ()
        assert SECRET not in repr(settings)


def test_a_variable_with_a_secret_may_be_named_like_a_setting(configured, monkeypatch):
    monkeypatch.setenv("MTURK_ADAPTER_SECRET_OF_THE_LAB", SECRET)
    file = configured(account('secret_env = "MTURK_ADAPTER_SECRET_OF_THE_LAB"'))
    assert loaded(config=file).accounts[0].secret == SECRET
    unused = refused()
    assert unused == "MTURK_ADAPTER_SECRET_OF_THE_LAB: there is no such setting"


def test_an_aws_profile_holds_the_secret_and_calls_the_current_api(configured):
    file = configured(account('aws_profile = "lab"'))
    settings = loaded(config=file, profiles={"lab": AwsKeys("OLDKEY", SECRET)})
    assert settings.accounts == (Account("OLDKEY", SECRET, 900, None, "lab"),)
    text = refused(config=file)
    assert "accounts[0].aws_profile: the account OLDKEY needs the AWS profile lab" in text
    assert "`aws configure --profile lab`" in text
    other = {"lab": AwsKeys("OTHER", SECRET)}
    assert "accounts[0].aws_profile: the AWS profile lab has another key" in refused(
        config=file, profiles=other
    )


def test_the_current_api_may_be_called_with_other_credentials(configured):
    signs = f'secret_access_key = "{SECRET}"\nclock_limit_seconds = 7200\n'
    profile = configured(account(signs + 'upstream_profile = "mturk"'))
    assert loaded(config=profile).accounts == (Account("OLDKEY", SECRET, 7200, None, "mturk"),)
    keys = 'upstream_access_key_id = "NEW"\nupstream_secret_access_key = "new"'
    assert loaded(config=configured(account(signs + keys))).accounts == (
        Account("OLDKEY", SECRET, 7200, AwsKeys("NEW", "new")),
    )


def test_accounts_may_come_from_a_variable(monkeypatch):
    value = f'[{{"access_key_id": "K", "secret_access_key": "{SECRET}"}}]'
    monkeypatch.setenv("MTURK_ADAPTER_ACCOUNTS", value)
    assert loaded().accounts[0].secret == SECRET


ONE = "accounts[0]: expected one of secret_access_key, secret_env, secret_file, aws_profile; there"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", f"{ONE} is none"),
        ("secret_env = 'A'\naws_profile = 'B'", f"{ONE} are secret_env and aws_profile"),
        ("secret_access_key = ''", "accounts[0].secret_access_key: it is empty"),
        ("secret_env = 'NOT_SET'", "accounts[0].secret_env: the variable NOT_SET is empty or not"),
        ("secret_env = 'BLANK'", "accounts[0].secret_env: the variable BLANK is empty or not"),
        ("secret_file = '/no'", "accounts[0].secret_file: the file /no cannot be read: No such"),
        ("secret_file = '/'", "accounts[0].secret_file: the file / cannot be read"),
        ("secret_file = '/dev/null'", "accounts[0].secret_file: the file /dev/null is empty"),
        (
            f"secret_access_key = '{SECRET}'\nupstream_secret_env = 'A'",
            "accounts[0].upstream_secret_env: it needs upstream_access_key_id",
        ),
        (
            f"secret_access_key = '{SECRET}'\nupstream_access_key_id = 'A'",
            "accounts[0]: expected one of upstream_secret_access_key,",
        ),
        (
            f"secret_access_key = '{SECRET}'\nupstream_access_key_id = 'A'\nupstream_profile = 'B'",
            "accounts[0]: expected upstream_access_key_id or upstream_profile; there are both",
        ),
    ],
)
def test_a_secret_that_is_not_there_is_refused_by_name(configured, monkeypatch, text, says):
    monkeypatch.setenv("BLANK", " ")
    file = configured(account(text))
    assert f"{file}: {says}" in refused(config=file)


def test_a_secret_that_is_no_text_is_refused(configured, tmp_path):
    (tmp_path / "secret").write_bytes(b"\xff\xfe")
    assert "is not text" in refused(config=configured(account(f"secret_file='{tmp_path}/secret'")))


def test_two_accounts_with_one_key_are_refused(configured):
    one = account(f'secret_access_key = "{SECRET}"')
    message = refused(config=configured(one + one))
    assert "accounts[1].access_key_id: accounts[0] has this access key already" in message


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps permissions elsewhere")
def test_files_with_secrets_that_others_may_read_are_warned_of(configured, tmp_path):
    kept = tmp_path / "secret"
    kept.write_text(SECRET)
    kept.chmod(0o640)
    settings = loaded(config=configured(account(f"secret_file = '{kept}'")))
    assert settings.warnings == (
        f"{kept} holds a secret and other users may read it; `chmod 600` it",
    )
    file = configured(account(f"secret_access_key = '{SECRET}'"))
    file.chmod(0o604)
    assert str(file) in loaded(config=file).warnings[0]


# Who may call


def test_a_live_service_without_accounts_takes_the_standard_credentials():
    for flags in (
        {"upstream": "sandbox"},
        {"upstream": "http://127.0.0.1:9/"},
        {"on_miss": "forward", "forward_to": "production"},
    ):
        settings = loaded(flags, default=AwsKeys("AKID", SECRET))
        assert settings.accounts == (Account("AKID", SECRET),)
        assert settings.verifies
        assert "it needs credentials" in refused(flags=flags)


def test_any_key_is_accepted_beyond_loopback_only_by_name():
    for bind in ("0.0.0.0:8080", "[::]:8080", "192.0.2.1:80", "adapter.example:80"):
        assert "--accept-any-key-from-anywhere" in refused(flags={"bind": bind})
        named = loaded({"bind": bind, "accept_any_key_from_anywhere": True})
        assert f"anyone who can reach {bind} is answered" in named.warnings[0]


@pytest.mark.parametrize("name", ["tls", "proxy"])
def test_that_holds_for_every_address(name, configured):
    flags = {name: "0.0.0.0:3128"}
    assert f"--{name}: 0.0.0.0:3128 can be reached by others" in refused(flags=flags)
    named = loaded({**flags, "accept_any_key_from_anywhere": True})
    assert "anyone who can reach 0.0.0.0:3128 is answered" in named.warnings[0]
    file = configured(account(f'secret_access_key = "{SECRET}"'))
    assert loaded(flags, file).warnings == ()
    assert loaded({name: "127.0.0.1:3128"}).warnings == ()


def test_a_proxy_that_carries_others_through_is_for_this_machine_alone(configured):
    file = configured(account(f'secret_access_key = "{SECRET}"'))
    flags = {"proxy": "0.0.0.0:3128", "proxy_other_hosts": "tunnel"}
    assert "anybody's bytes anywhere" in refused(flags=flags, config=file)
    assert loaded({**flags, "proxy": "127.0.0.1:3128"}, file).proxy_other_hosts == "tunnel"
    assert "it needs proxy" in refused(flags={"proxy_other_hosts": "tunnel"})


def test_a_proxy_for_workers_needs_the_pages_and_is_warned_of():
    flags = {"proxy": "127.0.0.1:0", "proxy_people": True}
    for broken in ({"proxy": None}, {"people": "none"}, {"upstream": "replay"}):
        assert "it needs proxy too, and the pages" in refused(flags=flags | broken)
    [warning] = loaded(flags).warnings
    assert "www.mturk.com, worker.mturk.com, workersandbox.mturk.com" in warning


def test_old_versions_of_tls_are_warned_of():
    assert "broken" in loaded({"tls": "127.0.0.1:0", "tls_min_version": "1.0"}).warnings[0]
    assert loaded({"tls": "127.0.0.1:0", "tls_min_version": "1.2"}).warnings == ()


def test_loopback_and_verified_calls_need_no_such_name(configured):
    for bind in ("127.0.0.1:0", "127.9.9.9:80", "[::1]:80", "localhost:80"):
        assert loaded({"bind": bind}).warnings == ()
    file = configured(account(f'secret_access_key = "{SECRET}"'))
    assert loaded({"bind": "0.0.0.0:80"}, file).warnings == ()


# Where walks are kept


@pytest.mark.parametrize(
    "walks",
    [
        "memory",
        "redis://store",
        "redis://user:p%40ss@store:6380/2",
        "rediss://store:6379/0",
        "valkey://[::1]:6379",
        "valkeys://store",
        "unix:///run/redis.sock?db=1",
    ],
)
def test_walks_are_kept_in_memory_or_in_a_store(walks):
    assert loaded({"list_cache": walks}).list_cache.get_secret_value() == walks


@pytest.mark.parametrize(
    ("walks", "says"),
    [
        ("redis", "redis://"),
        ("rediss//store", "redis://"),
        ("redsi://store", "did you mean redis"),
        ("memcached://store", "redis://"),
        ("redis://", "HOST"),
        ("redis://store:0", "HOST"),
        ("redis://store:port", "HOST"),
        ("unix://", "unix:///"),
        (f"http://:{SECRET}@store", "valkey://"),
    ],
)
def test_another_place_for_walks_is_refused_with_those_there_are(walks, says):
    text = refused(flags={"list_cache": walks})
    assert text.startswith("--list-cache: expected memory")
    assert says in text


@pytest.mark.parametrize(
    ("walks", "warned"),
    [
        ("redis://:word@store", True),
        ("unix:///run/redis?password=word", True),
        ("redis://store", False),
    ],
)
def test_a_file_with_a_stores_password_is_for_its_owner(configured, walks, warned):
    file = configured(f'list_cache = "{walks}"')
    assert loaded(config=file).warnings == ()
    file.chmod(0o644)
    assert bool(loaded(config=file).warnings) == warned
    assert loaded({"list_cache": "memory"}, config=file).warnings == ()


def test_a_stores_password_never_shows():
    settings = loaded({"list_cache": "redis://:not-to-be-seen@store"})
    assert "not-to-be-seen" not in f"{settings!r} {settings}"


# People's pages


@pytest.mark.parametrize(
    ("flags", "text"),
    [
        ({"people_url": "https://work.test/"}, "need tasks_url too"),
        ({"people": "127.0.0.1:0", "upstream": "replay"}, "upstream is replay"),
        ({"people": "next door"}, "HOST:PORT"),
        ({"people_url": "work.test"}, "http(s) URL"),
    ],
)
def test_settings_of_peoples_pages_that_cannot_be_used_are_refused(flags, text):
    assert text in refused(flags=flags)


@pytest.mark.parametrize(
    "flags",
    [
        {"people": "none", "upstream": "replay"},
        {"people": "127.0.0.1:0", "people_url": "http://127.0.0.1:9000"},
        {"people": "0.0.0.0:80"},
        {"people": "0.0.0.0:80", "access": "open"},
        {"people_url": "https://a.test", "tasks_url": "https://b.test", "access": "open"},
    ],
)
def test_peoples_pages_are_served_where_the_settings_say(flags):
    assert loaded(flags).warnings == ()


def test_one_host_name_for_site_and_tasks_is_warned_of():
    urls = {"people_url": "https://work.test", "tasks_url": "https://work.test/"}
    [warning] = loaded(urls).warnings
    assert "one host name" in warning


OIDC = {"access": "oidc", "oidc_issuer": "https://id.test/realm", "oidc_client": "adapter"}


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"oidc_issuer": None}, "oidc needs oidc_issuer and oidc_client"),
        ({"oidc_client": None}, "oidc needs oidc_issuer and oidc_client"),
        ({"access": "invited"}, 'it is for access = "oidc"'),
        ({"access": None}, 'it is for access = "oidc"'),
        ({"oidc_issuer": "http://id.test"}, "https URL"),
        ({"oidc_issuer": "id.test"}, "https URL"),
        ({"oidc_secret_env": "MTURK_ADAPTER_NOT_SET"}, "NOT_SET is empty or not there"),
    ],
)
def test_settings_of_a_sign_in_elsewhere_that_cannot_be_used_are_refused(changes, text):
    assert text in refused(flags=OIDC | changes)


def test_the_secret_of_the_sign_in_elsewhere_comes_from_its_variable(monkeypatch):
    monkeypatch.setenv("MTURK_ADAPTER_OIDC_SECRET", SECRET)
    settings = loaded({**OIDC, "oidc_secret_env": "MTURK_ADAPTER_OIDC_SECRET"})
    assert settings.oidc_secret.get_secret_value() == SECRET
    assert SECRET not in f"{settings!r} {settings}"


def test_a_public_client_has_no_secret():
    settings = loaded({**OIDC, "oidc_issuer": "http://localhost:9000"})
    assert (settings.access, settings.oidc_secret) == ("oidc", None)
