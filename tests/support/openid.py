"""A small OpenID provider on a port of its own, which lets everybody in as one person."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CLIENT, SECRET = "adapter", "the secret of the client"


def create_key() -> rsa.RSAPrivateKey:
    """A key to sign with."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """What the provider says, which a test may change.

    Attributes:
        claims: what is said of the person, in place of or beside what is right.
        key: signs the tokens; the key that is published is `published`.
        header: of the tokens.
        has_id_token: whether a token says who it is.
        requests: the paths that were asked for.
    """

    url: str
    published: rsa.RSAPrivateKey
    key: rsa.RSAPrivateKey
    claims: dict[str, Any] = field(default_factory=lambda: {"name": "Ann Lee"})
    header: dict[str, str] = field(default_factory=lambda: {"alg": "RS256", "kid": "1"})
    metadata: dict[str, Any] = field(default_factory=dict)
    has_id_token: bool = True
    requests: list[str] = field(default_factory=list)
    begun: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def answers(self) -> Mapping[str, Any]:
        """The documents, by path."""
        numbers = self.published.public_key().public_numbers()
        key = {
            "kty": "RSA",
            "kid": "1",
            "n": _encode_number(numbers.n),
            "e": _encode_number(numbers.e),
        }
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "end_session_endpoint": f"{self.url}/end",
                "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
                **self.metadata,
            },
            "/keys": {"keys": [key]},
        }

    def authorize(self, query: Mapping[str, str]) -> str:
        """Where the browser goes: back, with a code."""
        assert (query["response_type"], query["client_id"]) == ("code", CLIENT)
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self.begun)}"
        self.begun[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def build_tokens(self, form: Mapping[str, str], authorization: str) -> Mapping[str, Any] | None:
        """The tokens for a code, which are given once; None if anything is not right."""
        begun = self.begun.pop(form["code"], None)
        expected = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if begun is None or authorization not in (f"Basic {expected}", f"Basic {plain}"):
            return None
        challenge = _encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if (challenge, form["redirect_uri"]) != (begun["code_challenge"], begun["redirect_uri"]):
            return None
        tokens = {"access_token": "access", "token_type": "Bearer", "expires_in": 60}
        return {**tokens, "id_token": self._sign(begun["nonce"])} if self.has_id_token else tokens

    def _sign(self, nonce: str) -> str:
        now = int(time.time())
        usual = {"iss": self.url, "aud": CLIENT, "sub": "ann", "iat": now, "exp": now + 60}
        claims = {**usual, "nonce": nonce, **self.claims}
        told = {name: value for name, value in claims.items() if value is not None}
        signed = f"{_encode_json(self.header)}.{_encode_json(told)}"
        if self.header["alg"] == "none":
            return f"{signed}."
        signature = self.key.sign(signed.encode(), padding.PKCS1v15(), SHA256())
        return f"{signed}.{_encode(signature)}"


@contextmanager
def serve_provider(key: rsa.RSAPrivateKey) -> Iterator[Provider]:
    """A provider that answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        provider = Provider(f"http://127.0.0.1:{server.server_port}", key, key)
        server.provider = provider  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield provider
        finally:
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider, parts = self._provider, urlsplit(self.path)
        provider.requests.append(parts.path)
        if parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", provider.authorize(dict(parse_qsl(parts.query))))
            self.end_headers()
        else:
            self._send(provider.answers.get(parts.path))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        authorization = self.headers.get("Authorization", "")
        self._send(self._provider.build_tokens(dict(parse_qsl(body)), authorization))

    def _send(self, document: Any) -> None:
        body = json.dumps(document or {"error": "invalid_grant"}).encode()
        self.send_response(200 if document else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @property
    def _provider(self) -> Provider:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        return provider

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _encode_json(value: Any) -> str:
    return _encode(json.dumps(value).encode())


def _encode_number(number: int) -> str:
    return _encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))
