# Loaded by PYTHONPATH, in Python 2.7 and 3: http.client (httplib) takes no proxy from the environment.
import os
import sys

try:
    import http.client as client
    from urllib.parse import urlsplit
except ImportError:
    import httplib as client
    from urlparse import urlsplit

HOSTS = (
    "mechanicalturk.amazonaws.com",
    "mechanicalturk.sandbox.amazonaws.com",
    "mturk-requester.us-east-1.amazonaws.com",
    "mturk-requester-sandbox.us-east-1.amazonaws.com",
)


def lead(connection, tunnels):
    """Let connections to Amazon's hosts go through the proxy, by CONNECT where they are encrypted."""
    direct = connection.connect

    def connect(self):
        # Whoever takes the proxy out of the environment wants none.
        proxy = urlsplit(os.environ.get("HTTPS_PROXY", ""))
        host, port = self.host, self.port
        if host not in HOSTS or not proxy.hostname:
            return direct(self)
        if tunnels:
            self.set_tunnel(host, port)
        self.host, self.port = proxy.hostname, proxy.port
        try:
            direct(self)
        finally:
            self.host, self.port = host, port
            if tunnels:
                self._tunnel_host = None

    connection.connect = connect


def load_next():
    """Load the sitecustomize that this one stands before."""
    here = os.path.dirname(os.path.abspath(__file__))
    ours, path = sys.modules.pop("sitecustomize", None), sys.path[:]
    sys.path[:] = [each for each in path if os.path.abspath(each) != here]
    try:
        import sitecustomize
    except ImportError:
        sys.modules["sitecustomize"] = ours
    finally:
        sys.path[:] = path


lead(client.HTTPConnection, False)
if hasattr(client, "HTTPSConnection"):
    lead(client.HTTPSConnection, True)
load_next()
