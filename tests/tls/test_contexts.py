"""The server's side of TLS: who is shown what, and who is refused."""

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import cycle
from threading import Event

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization as forms
from structlog.testing import capture_logs
from support.authorities import NAMES, NOW, PRODUCTION, SANDBOX, tls_server

from adapter.errors import StartError
from adapter.tls import HostCertificates, build_checked_context, ensure_leaf_file, open_authority
from adapter.tls.files import write_atomically


class Clock:
    now = NOW

    def __call__(self):
        return self.now


def client(authority, **changes):
    context = ssl.create_default_context(cafile=authority.file)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    for name, value in changes.items():
        setattr(context, name, value)
    return context


@contextmanager
def connected(port, context, name):
    with (
        closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as plain,
        context.wrap_socket(plain, server_hostname=name) as secured,
    ):
        yield secured


def shaken(port, context, name):
    """The certificate's subject and version, as a client that names this host sees them."""
    with connected(port, context, name) as secured:
        [[(_, common_name)]] = secured.getpeercert()["subject"]
        return common_name, secured.version()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_each_name_is_shown_its_own_certificate(authority, version):
    context = client(authority, maximum_version=version)
    with tls_server(HostCertificates(authority, lambda: NOW).get_context()) as port:
        for name in NAMES.hosts:
            assert shaken(port, context, name)[0] == name
        assert shaken(port, context, SANDBOX.upper())[0] == SANDBOX


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_who_dials_an_address_is_shown_the_legacy_production_host(authority, address):
    with tls_server(HostCertificates(authority, lambda: NOW).get_context()) as port:
        assert shaken(port, client(authority), address)[0] == PRODUCTION


def test_who_names_nobody_is_shown_what_the_server_chose(authority):
    context = client(authority, check_hostname=False)
    leaves = HostCertificates(authority, lambda: NOW)
    for unnamed, shown in ((None, PRODUCTION), (SANDBOX, SANDBOX)):
        with tls_server(leaves.get_context(unnamed)) as port:
            assert shaken(port, context, None)[0] == shown
            assert shaken(port, context, "localhost")[0] == "localhost"


@pytest.mark.parametrize("name", ["bank.example", f"x.{PRODUCTION}", "amazonaws.com", "_", "--"])
def test_names_of_strangers_are_refused_by_their_alert(authority, name):
    context = client(authority, check_hostname=False)
    with tls_server(HostCertificates(authority, lambda: NOW).get_context()) as port:
        with pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"):
            shaken(port, context, name)
        assert shaken(port, context, PRODUCTION)[0] == PRODUCTION


def test_nothing_below_version_1_2_is_spoken_unless_asked_for(authority):
    with pytest.warns(DeprecationWarning, match="TLSv1 is deprecated"):
        old = client(authority, maximum_version=ssl.TLSVersion.TLSv1)
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1 is deprecated"):
        old.minimum_version = ssl.TLSVersion.TLSv1
    with (
        tls_server(HostCertificates(authority, lambda: NOW).get_context()) as port,
        pytest.raises(ssl.SSLError),
    ):
        shaken(port, old, PRODUCTION)
    asked = HostCertificates(authority, lambda: NOW, ssl.TLSVersion.TLSv1).get_context()
    with tls_server(asked) as port:
        assert shaken(port, old, PRODUCTION) == (PRODUCTION, "TLSv1")
        assert shaken(port, client(authority), PRODUCTION) == (PRODUCTION, "TLSv1.3")


def serial(port, context):
    with connected(port, context, PRODUCTION) as secured:
        return x509.load_der_x509_certificate(secured.getpeercert(binary_form=True)).serial_number


def test_a_running_server_renews_before_the_end(authority):
    clock = Clock()
    with tls_server(HostCertificates(authority, clock).get_context()) as port:
        first = serial(port, client(authority))
        clock.now = NOW + timedelta(days=300)
        assert serial(port, client(authority)) == first
        clock.now = NOW + timedelta(days=340)
        strange = client(authority, check_hostname=False)
        strange.verify_mode = ssl.CERT_NONE
        renewed = serial(port, strange)
    file = ensure_leaf_file(authority, PRODUCTION, clock.now)
    assert x509.load_pem_x509_certificate(file.read_bytes()).serial_number == renewed != first


def test_another_process_that_writes_its_own_at_the_same_moment_does_no_harm(authority):
    files = [authority.folder / f"leaf-{name}.pem" for name in NAMES.hosts]
    both = []
    for _ in range(2):
        both.append([ensure_leaf_file(authority, name, NOW).read_bytes() for name in NAMES.hosts])
        for each in files:
            each.unlink()
    ended = Event()

    def write_in_turn():
        for contents in cycle(both):
            for file, content in zip(files, contents, strict=True):
                write_atomically(file, content)
            if ended.wait(0.002):
                return

    with ThreadPoolExecutor(1) as pool:
        pool.submit(write_in_turn)
        try:
            for _ in range(150):
                HostCertificates(authority, lambda: NOW)
        finally:
            ended.set()


def test_a_renewal_that_cannot_be_written_keeps_the_old_one_in_use(unprivileged_folder):
    unprivileged_folder.chmod(0o700)
    clock = Clock()
    authority = open_authority(unprivileged_folder, NAMES, NOW)
    with tls_server(HostCertificates(authority, clock).get_context()) as port:
        first = serial(port, client(authority))
        unprivileged_folder.chmod(0o500)
        clock.now = NOW + timedelta(days=340)
        assert serial(port, client(authority)) == first


@pytest.mark.parametrize(("days", "warned"), [(3500, False), (3600, True)])
def test_an_authority_that_ends_soon_is_warned_of(authority, days, warned):
    with capture_logs() as said:
        HostCertificates(authority, lambda: NOW + timedelta(days=days))
    assert any(each["event"] == "authority_expires_soon" for each in said) is warned


def test_a_given_certificate_is_shown_whatever_is_asked_for(authority):
    file = ensure_leaf_file(authority, SANDBOX, NOW)
    with tls_server(build_checked_context(file, file, NOW, ssl.TLSVersion.TLSv1_2)) as port:
        assert shaken(port, client(authority), SANDBOX)[0] == SANDBOX
        with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
            shaken(port, client(authority), PRODUCTION)


def test_a_given_certificate_that_cannot_be_used_is_said_so(authority, tmp_path):
    def given(certificate, key, now=NOW):
        return build_checked_context(certificate, key, now, ssl.TLSVersion.TLSv1_2)

    leaf, other = (ensure_leaf_file(authority, name, NOW) for name in (PRODUCTION, SANDBOX))
    for late in (NOW + timedelta(days=365), NOW - timedelta(days=2)):
        with pytest.raises(StartError, match="it is valid from"):
            given(leaf, leaf, late)
    certificate = tmp_path / "certificate.pem"
    certificate.write_bytes(leaf.read_bytes())
    with pytest.raises(StartError, match="cannot be used together"):
        given(leaf, authority.folder / "authority.pem")
    with pytest.raises(StartError, match=r"nowhere\.pem: it cannot be read"):
        given(leaf, tmp_path / "nowhere.pem")
    (tmp_path / "empty.pem").write_bytes(b"")
    with pytest.raises(StartError, match="no certificate"):
        given(tmp_path / "empty.pem", leaf)
    other.chmod(0o644)
    with pytest.raises(StartError, match="chmod 600"):
        given(other, other)


def test_an_encrypted_key_is_refused_and_nobody_asked_for_its_password(authority, tmp_path):
    leaf, key = ensure_leaf_file(authority, PRODUCTION, NOW), tmp_path / "key.pem"
    key.write_bytes(
        authority.pair.key.private_bytes(
            forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.BestAvailableEncryption(b"secret")
        )
    )
    key.chmod(0o600)
    with pytest.raises(StartError, match="cannot be used together"):
        build_checked_context(leaf, key, NOW, ssl.TLSVersion.TLSv1_2)
