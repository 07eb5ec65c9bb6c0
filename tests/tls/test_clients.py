"""The certificates as the strictest and the oldest clients here judge them."""

import shutil
import ssl
import subprocess
import sys

import pytest
from support.authorities import NOW, PRODUCTION, SANDBOX, tls_server

from adapter.tls import HostCertificates, build_checked_context, ensure_leaf_file

PYTHON = """
import socket, ssl, sys
port, ca, name = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
# Python's default from 3.13 on.
context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VERIFY_X509_STRICT
with socket.create_connection(("127.0.0.1", int(port))) as plain:
    with context.wrap_socket(plain, server_hostname=name) as secured:
        secured.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
        print(secured.recv(1000).decode())
"""
PERL = """
use IO::Socket::SSL;
my ($port, $ca, $name) = @ARGV;
my $tls = IO::Socket::SSL->new(PeerAddr => "127.0.0.1:$port", SSL_hostname => $name,
  SSL_verifycn_name => $name, SSL_verifycn_scheme => "http", SSL_verify_mode => SSL_VERIFY_PEER,
  SSL_ca_file => $ca) or die $SSL_ERROR;
my $subject = $tls->dump_peer_certificate;
die $subject unless $subject =~ m{/CN=$name};
print $tls "GET / HTTP/1.0\\r\\n\\r\\n"; print <$tls>;
"""
RUBY = """
require "openssl"; require "socket"
port, ca, name = ARGV
context = OpenSSL::SSL::SSLContext.new
context.set_params(ca_file: ca, verify_mode: OpenSSL::SSL::VERIFY_PEER)
tls = OpenSSL::SSL::SSLSocket.new(TCPSocket.new("127.0.0.1", port.to_i), context)
tls.hostname = name
tls.connect
tls.post_connection_check(name)
tls.write("GET / HTTP/1.0\\r\\n\\r\\n"); print tls.gets
"""
NODE = """
const [port, ca, name] = process.argv.slice(1);
const tls = require("tls").connect({host: "127.0.0.1", port, servername: name,
  ca: require("fs").readFileSync(ca)}, () => tls.write("GET / HTTP/1.0\\r\\n\\r\\n"));
tls.on("data", data => process.stdout.write(data));
"""
JAVA = """
import java.io.*; import java.net.*; import java.security.*; import java.security.cert.*;
import javax.net.ssl.*;
public class Client {
  public static void main(String[] a) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream ca = new FileInputStream(a[1])) {
      store.setCertificateEntry("adapter",
        CertificateFactory.getInstance("X.509").generateCertificate(ca));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    Socket plain = new Socket("127.0.0.1", Integer.parseInt(a[0]));
    SSLSocket tls = (SSLSocket) context.getSocketFactory()
      .createSocket(plain, a[2], Integer.parseInt(a[0]), true);
    SSLParameters checked = tls.getSSLParameters();
    checked.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(checked);
    tls.getOutputStream().write("GET / HTTP/1.0\\r\\n\\r\\n".getBytes());
    System.out.println(new BufferedReader(new InputStreamReader(tls.getInputStream())).readLine());
  }
}
"""


COMMANDS = {
    "python": lambda _: [sys.executable, "-c", PYTHON],
    "perl": lambda _: ["perl", "-e", PERL],
    "ruby": lambda _: ["ruby", "-e", RUBY],
    "node": lambda _: ["node", "-e", NODE],
    "java": lambda folder: ["java", str(written(folder / "Client.java", JAVA))],
}


def written(file, text):
    file.write_text(text)
    return file


@pytest.mark.parametrize("language", COMMANDS)
def test_a_verifying_client_accepts_our_leaf_for_its_host_alone(authority, tmp_path, language):
    command = COMMANDS[language](tmp_path)
    if not shutil.which(command[0]):
        pytest.skip(f"there is no {language} here")
    leaves = HostCertificates(authority, lambda: NOW)

    def asked(context, name):
        with tls_server(context) as port:
            whole = [*command, str(port), str(authority.file), name]
            return subprocess.run(whole, capture_output=True, text=True, timeout=60)

    good = asked(leaves.get_context(), PRODUCTION)
    assert "200 OK" in good.stdout, good.stderr
    # The host is asked for, and another one's certificate shown.
    file = ensure_leaf_file(authority, PRODUCTION, NOW)
    bad = asked(build_checked_context(file, file, NOW, ssl.TLSVersion.TLSv1_2), SANDBOX)
    assert (bad.returncode != 0, "200 OK" in bad.stdout) == (True, False)


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")
def test_curl_accepts_our_leaf_for_its_host_alone(authority):
    with tls_server(HostCertificates(authority, lambda: NOW).get_context()) as port:
        for name, code in ((PRODUCTION, 0), ("localhost", 0), ("bank.example", 35)):
            command = ["curl", "-sS", "--cacert", str(authority.file), f"https://{name}:{port}/"]
            resolved = [*command, "--resolve", f"{name}:{port}:127.0.0.1"]
            assert subprocess.run(resolved, capture_output=True, timeout=30).returncode == code
