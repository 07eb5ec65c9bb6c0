"""Where names lead, on sockets of this machine and addresses that no machine has."""

import socket
import ssl

from support.authorities import NAMES, NOW, PRODUCTION, SANDBOX, tls_server

from adapter.tls import HostCertificates, ensure_leaf_file, open_authority
from adapter.tls.contexts import build_context
from adapter.tls.hosts import Destination, check_host, resolve_addresses

# TEST-NET-1: documentation's, on no machine.
NOBODYS = "192.0.2.1"


def asked(authority, port, *addresses, name=PRODUCTION):
    trusted = ssl.create_default_context(cafile=authority.file)
    return check_host(name, trusted, port, lambda _: addresses)


def test_a_name_that_leads_to_the_adapter(authority):
    with tls_server(HostCertificates(authority, lambda: NOW).get_context()) as port:
        found = asked(authority, port, "127.0.0.1")
    assert (found.destination, found.problem, found.reaches_adapter) == (
        Destination.THIS_MACHINE,
        None,
        True,
    )


def test_another_machine_is_never_connected_to(authority):
    for addresses, place in (
        ((NOBODYS,), Destination.OTHER_MACHINE),
        (("127.0.0.1", NOBODYS), Destination.BOTH),
        ((), Destination.NONE),
    ):
        found = asked(authority, 9, *addresses)
        assert (found.destination, found.problem, found.reaches_adapter) == (place, None, False)


def test_what_answers_wrongly_here_is_said(authority, tmp_path):
    leaf = ensure_leaf_file(authority, SANDBOX, NOW)
    with tls_server(build_context(leaf, leaf, ssl.TLSVersion.TLSv1_2)) as port:
        assert "Hostname mismatch" in asked(authority, port, "127.0.0.1").problem
    other = open_authority(tmp_path / "other", NAMES, NOW)
    with tls_server(HostCertificates(other, lambda: NOW).get_context()) as port:
        assert "does not verify" in asked(authority, port, "127.0.0.1").problem
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
    assert (
        f"nothing answers on 127.0.0.1 port {port}" in asked(authority, port, "127.0.0.1").problem
    )


def test_names_are_looked_up_as_programs_do():
    assert "127.0.0.1" in resolve_addresses("localhost")
    assert resolve_addresses("name.invalid") == ()
    assert resolve_addresses("x" * 70) == ()
