"""Untouched programs with Amazon's names baked in, over `serve --proxy` and with real TLS.

Each is told two things by its environment: the proxy, and our authority. The serving process
notes every name it looks up and every address it dials.
"""

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from support.sockets import wait_until

PRODUCTION, SANDBOX = "mechanicalturk.amazonaws.com", "mechanicalturk.sandbox.amazonaws.com"
CURRENT = "mturk-requester.us-east-1.amazonaws.com"
CURRENT_SANDBOX = "mturk-requester-sandbox.us-east-1.amazonaws.com"
CALL = "?Service=AWSMechanicalTurkRequester&Operation=GetQualificationRequests&PageSize=1"

RECORDED = ("--upstream", "replay")

NOTES = """
import json, os, sys

def note(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        where = args[1] if event in ("socket.connect", "socket.sendto") else args[0]
        with open(os.environ["NOTES"], "a") as file:
            file.write(json.dumps([event, str(where)]) + "\\n")

sys.addaudithook(note)
"""


class Serving:
    """The adapter as a process, and what it reached out to."""

    def __init__(self, folder, *flags):
        (folder / "site").mkdir()
        (folder / "site" / "sitecustomize.py").write_text(NOTES)
        self.ca = folder / "trust" / "ca.pem"
        self._notes = folder / "notes"
        self._notes.touch()
        self._log = (folder / "log").open("w+")
        environment = {
            **{name: os.environ[name] for name in ("PATH",) if name in os.environ},
            "HOME": str(folder),
            "PYTHONPATH": str(folder / "site"),
            "NOTES": str(self._notes),
            "MTURK_ADAPTER_TRUST_FOLDER": str(folder / "trust"),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "adapter", "serve", "--bind", "127.0.0.1:0", *RECORDED, *flags],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self.said = self.process.stdout.readline()

    def logged(self, event):
        """The address in the log's line of this event."""
        found = []

        def is_there():
            self._log.seek(0)
            lines = [json.loads(line) for line in self._log if line.startswith("{")]
            found[:] = [each["address"] for each in lines if each["event"] == event]
            return found

        wait_until(is_there)
        return found[0]

    def log(self):
        self._log.seek(0)
        return self._log.read()

    def reached(self):
        return [json.loads(line) for line in self._notes.read_text().splitlines()]

    def stop(self):
        self.process.terminate()
        assert self.process.wait(30) == 0
        self.process.stdout.close()
        self._log.close()


@pytest.fixture(scope="module")
def serving(tmp_path_factory):
    """Production and sandbox from recorded answers, over TLS and by proxy."""
    running = Serving(
        tmp_path_factory.mktemp("proxy"), "--tls", "127.0.0.1:0", "--proxy", "127.0.0.1:0"
    )
    yield running
    running.stop()


@pytest.fixture
def environment(serving, tmp_path):
    """What a program finds around it, and nothing of this machine's own settings."""
    proxy, ca = serving.logged("proxy_started"), str(serving.ca)
    variables = dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"), proxy)
    for name in ("REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        variables[name] = ca
    return {
        **variables,
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PERL_LWP_SSL_CA_FILE": ca,
        "AWS_ACCESS_KEY_ID": "KEY",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "PYTHONWARNINGS": "ignore",
    }


def ran(command, environment, **more):
    if shutil.which(command[0]) is None:
        pytest.skip(f"there is no {command[0]} here")
    done = subprocess.run(
        command, env=environment | more, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def is_page(text):
    return "<TotalNumResults>" in text and "<GetQualificationRequestsResponse>" in text


REQUESTS = f"""
import requests
for host in ("{PRODUCTION}", "{SANDBOX}"):
    for scheme in ("https", "http"):
        answer = requests.get(f"{{scheme}}://{{host}}/{CALL}", timeout=30)
        assert answer.status_code == 200
        print(answer.text)
"""


def test_python_requests(environment):
    assert ran([sys.executable, "-c", REQUESTS], environment).count("<TotalNumResults>") == 4


BOTO_2 = """
from boto.mturk.connection import MTurkConnection
for host in ("mechanicalturk.amazonaws.com", "mechanicalturk.sandbox.amazonaws.com"):
    connection = MTurkConnection("KEY", "secret", host=host, is_secure=False)
    print(len(connection.get_qualification_requests("3MAPREADINGTYPEEXAMPLE00002")))
"""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="boto 2.49 cannot be imported here")
def test_boto_249_without_tls(environment, tmp_path):
    """On Python 3 it cannot reach https through any proxy: it sends text where bytes are due."""
    said = ran([sys.executable, "-c", BOTO_2], environment, BOTO_CONFIG=str(tmp_path / "none"))
    assert len(said.split()) == 2
    assert "0" not in said.split()


BOTO_3 = """
import boto3, sys
client = boto3.client("mturk", region_name="us-east-1", **eval(sys.argv[1]))
print(client.meta.endpoint_url)
print(len(client.list_qualification_requests(MaxResults=5)["QualificationRequests"]))
"""


@pytest.mark.parametrize("host", [CURRENT, CURRENT_SANDBOX])
def test_boto3(environment, host):
    given = {} if host == CURRENT else {"endpoint_url": f"https://{host}"}
    said = ran([sys.executable, "-c", BOTO_3, repr(given)], environment)
    assert said.split() == [f"https://{host}", "5"]


def test_curl(environment):
    assert is_page(ran(["curl", "-sS", f"https://{PRODUCTION}/{CALL}"], environment))
    assert is_page(ran(["curl", "-sS", f"http://{SANDBOX}/{CALL}"], environment))
    assert is_page(ran(["curl", "-sSp", f"http://{SANDBOX}/{CALL}"], environment))


PERL = f"""
use strict; use warnings; use LWP::UserAgent; use HTTP::Request;
my $agent = LWP::UserAgent->new(env_proxy => 1, keep_alive => 1);
for my $host ("{PRODUCTION}", "{SANDBOX}") {{
  my $request = HTTP::Request->new(GET => "https://$host/{CALL}");
  $request->header("If-SSL-Cert-Subject" => "/CN=$host");
  my $answer = $agent->request($request);
  die $answer->status_line, $answer->content unless $answer->is_success;
  print $answer->content;
}}
"""


def test_perl_lwp(environment, tmp_path):
    has = ["perl", "-MLWP::Protocol::https", "-e1"]
    if shutil.which("perl") and subprocess.run(has, capture_output=True).returncode:
        pytest.skip("there is no LWP::Protocol::https here")
    (tmp_path / "call.pl").write_text(PERL)
    said = ran(["perl", str(tmp_path / "call.pl")], environment)
    assert said.count("<TotalNumResults>") == 2


RUBY = f"""
require "net/http"
address = URI("https://{PRODUCTION}/{CALL}")
Net::HTTP.start(address.host, address.port, use_ssl: true) do |http|
  2.times {{ puts http.get(address.request_uri).body }}
end
"""


def test_ruby_net_http(environment):
    assert ran(["ruby", "-e", RUBY], environment).count("<TotalNumResults>") == 2


NODE = f"""
const http = require("http"), https = require("https");
const proxy = new URL(process.env.https_proxy);
http.request({{host: proxy.hostname, port: proxy.port, method: "CONNECT",
  path: "{PRODUCTION}:443"}})
  .on("connect", (connected, socket) => {{
    if (connected.statusCode !== 200) throw new Error(connected.statusCode);
    https.get({{host: "{PRODUCTION}", path: "/{CALL}", socket: socket, agent: false}},
      answer => answer.pipe(process.stdout));
  }}).end();
"""


def test_node_https(environment, serving):
    assert is_page(ran(["node", "-e", NODE], environment, NODE_EXTRA_CA_CERTS=str(serving.ca)))


def test_java_and_others_over_tls_without_a_proxy(serving):
    address = serving.logged("tls_started").replace("127.0.0.1", "localhost")
    with requests.Session() as session:
        session.trust_env = False
        for _ in range(2):
            assert is_page(session.get(address + CALL, verify=str(serving.ca)).text)


def test_a_name_in_letters_that_no_name_has_is_a_line_of_the_log(serving):
    address, name = serving.logged("tls_started").rpartition("//")[2].rstrip("/"), "cafe.test"
    hello = ssl.MemoryBIO()
    secured = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), hello, server_hostname=name)
    with pytest.raises(ssl.SSLWantReadError):
        secured.do_handshake()
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(hello.read().replace(name.encode(), b"caf\xe9.test"))
        assert not connection.recv(1), "it was answered"
    wait_until(lambda: "UnicodeDecodeError" in serving.log())
    lines = serving.log().splitlines()
    assert all(line.startswith(("{", "try: ")) for line in lines), lines


def test_nothing_was_looked_up_and_nothing_dialled(serving, environment):
    """After one more call to each of the four hosts by each way in."""
    proxy = serving.logged("proxy_started")
    with requests.Session() as session:
        session.trust_env = False
        session.proxies = {"http": proxy, "https": proxy}
        for host in (PRODUCTION, SANDBOX, CURRENT, CURRENT_SANDBOX):
            for scheme in ("http", "https"):
                answer = session.get(f"{scheme}://{host}/{CALL}", verify=str(serving.ca))
                assert is_page(answer.text)
            refused = session.get(f"http://{host}.example.com/")
            assert refused.status_code == 403
    # The addresses it listens on are written as addresses, and need no server to be looked up.
    assert set(map(tuple, serving.reached())) <= {("socket.getaddrinfo", "127.0.0.1")}


def test_a_tunnel_to_others_is_noted_so_the_notes_can_be_trusted(tmp_path):
    """And Amazon's hosts are not looked up where others are."""
    serving = Serving(tmp_path, "--proxy", "127.0.0.1:0", "--proxy-other-hosts", "tunnel")
    try:
        proxy = serving.logged("proxy_started")
        with socket.create_server(("127.0.0.1", 0)) as elsewhere, requests.Session() as session:
            session.trust_env = False
            session.proxies = {"http": proxy, "https": proxy}
            port = elsewhere.getsockname()[1]
            connect(proxy, f"localhost:{port}").close()
            for host in (PRODUCTION, SANDBOX, CURRENT, CURRENT_SANDBOX):
                assert is_page(session.get(f"https://{host}/{CALL}", verify=str(serving.ca)).text)
        reached = serving.reached()
    finally:
        serving.stop()
    assert ["socket.getaddrinfo", "localhost"] in reached
    assert any(event == "socket.connect" and str(port) in where for event, where in reached)
    assert not any("amazon" in where for _, where in reached)


def connect(proxy, place):
    host, port = re.fullmatch(r"http://([0-9.]+):(\d+)/", proxy).groups()
    connection = socket.create_connection((host, int(port)), timeout=20)
    connection.sendall(f"CONNECT {place} HTTP/1.1\r\n\r\n".encode())
    assert connection.recv(12) == b"HTTP/1.1 200"
    return connection


def test_a_program_that_does_not_know_our_authority_is_not_served(environment):
    """What it says is its own; that it calls nobody else by mistake is what counts."""
    if shutil.which("curl") is None:
        pytest.skip("there is no curl here")
    none = str(Path(environment["HOME"]) / "none.pem")
    Path(none).write_text("")
    command = ["curl", "-sS", "--cacert", none, f"https://{PRODUCTION}/"]
    assert subprocess.run(command, env=environment, capture_output=True).returncode != 0
