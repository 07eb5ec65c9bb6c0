"""Sign in by OpenID Connect: the authorization code flow with PKCE, state and nonce.

The module needs the extra `mturk-adapter[oidc]`, and is imported only where that is configured.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import requests
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client.errors import MismatchingStateError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from flask import request, session
from joserfc.errors import JoseError

from adapter.web.people.identity import Identity, IdentityError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response

log = structlog.get_logger()

_NAME = "oidc"
_STATES = f"_state_{_NAME}"
_SECONDS = 10
_ALGORITHMS = (
    "RS256",
    "PS256",
    "ES256",
    "EdDSA",
    "Ed25519",
    "RS384",
    "RS512",
    "PS384",
    "PS512",
    "ES384",
    "ES512",
)
"""Signatures by a private key, so that who knows the client's secret or none cannot sign."""

_ADVERTISED = "id_token_signing_alg_values_supported"


class OpenIdProvider:
    """An OpenID provider, which is asked for its addresses and keys when they are needed.

    Args:
        issuer: its URL, exactly as it names itself.
        client_id: how it knows the adapter.
        client_secret: the adapter's secret there; None: it is a public client.
    """

    def __init__(self, issuer: str, client_id: str, client_secret: str | None) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._app = FlaskOAuth2App(
            FlaskIntegration(_NAME),
            _NAME,
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile",
                "code_challenge_method": "S256",
                "default_timeout": _SECONDS,
            },
        )

    def begin(self, callback_url: str) -> Response:
        """Return a redirect to the provider, which comes back to the URL; raises IdentityError."""
        # Those that were begun before and left would make the cookie too large for browsers.
        for name in [each for each in session if each.startswith(_STATES)]:
            session.pop(name)
        with _translate_errors():
            self._check_metadata()
            response: Response = self._app.authorize_redirect(callback_url)
        return response

    def finish(self) -> Identity:
        """Return who signed in, from the request that came back; raises an IdentityError."""
        if "error" in request.args:
            log.info("sign_in_refused", by="provider")
            raise IdentityError("refused")
        with _translate_errors():
            self._check_metadata()
            claims = self._app.authorize_access_token(
                claims_options={
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self._client_id},
                }
            ).get("userinfo")
        if not claims:
            raise IdentityError("not verified")
        name = claims.get("name") or claims.get("preferred_username")
        return Identity(str(claims["sub"]), str(name) if name else None)

    def build_end_url(self, back_url: str) -> str | None:
        """Return where one signs out of the provider; None: nowhere. Raises an IdentityError."""
        with _translate_errors():
            if "end_session_endpoint" not in self._check_metadata():
                return None
            made = self._app.create_logout_url(back_url, client_id=self._client_id)
        return str(made["url"])

    def _check_metadata(self) -> dict[str, object]:
        """Return the provider's description of itself, which has to be of the configured issuer."""
        metadata: dict[str, object] = self._app.load_server_metadata()
        if metadata.get("issuer") != self.issuer:
            log.error("identity_provider_is_another", issuer=metadata.get("issuer"))
            raise IdentityError("not verified")
        advertised = metadata.get(_ADVERTISED)
        names = advertised if isinstance(advertised, list) else ["RS256"]
        metadata[_ADVERTISED] = [each for each in names if each in _ALGORITHMS]
        return metadata


@contextmanager
def _translate_errors() -> Iterator[None]:
    """Raise an IdentityError for what Authlib and the network raise; none of it is for people."""
    try:
        yield
    except MismatchingStateError:
        raise IdentityError("out of date") from None
    except requests.RequestException as error:
        log.error("identity_provider_failed", kind=type(error).__name__)  # noqa: TRY400 (no secrets)
        raise IdentityError("down") from None
    except (AuthlibBaseError, JoseError) as error:
        log.warning("sign_in_not_verified", kind=type(error).__name__, code=error.error)
        raise IdentityError("not verified") from None
    except (RuntimeError, ValueError, KeyError) as error:
        log.warning("sign_in_not_verified", kind=type(error).__name__)
        raise IdentityError("not verified") from None
