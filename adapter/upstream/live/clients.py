"""Build boto's clients of the current API, one for each pair of credentials, and keep them."""

from __future__ import annotations

import os
from functools import cached_property, partial
from socket import IPPROTO_TCP, TCP_NODELAY
from threading import Condition, Lock
from typing import TYPE_CHECKING, Any

import boto3
import cachetools
from botocore.awsrequest import create_request_object
from botocore.config import Config
from botocore.exceptions import NoCredentialsError
from botocore.loaders import Loader
from botocore.session import Session
from botocore.utils import get_environ_proxies

from adapter.auth.environments import REGION
from adapter.current_api.model import data_path
from adapter.model import AwsKeys
from adapter.upstream.live.answers import parse_answer
from adapter.upstream.live.transport import Transport

if TYPE_CHECKING:
    from botocore.awsrequest import AWSResponse
    from botocore.client import BaseClient
    from botocore.model import OperationModel
    from botocore.signers import RequestSigner

    from adapter.model import Account
    from adapter.upstream.live.retries import LiveLimits

    # The credentials that sign: a key pair, the name of a profile, or None for the standard chain.
    Signer = AwsKeys | str | None

_API_VERSION = "2017-01-17"


class Clients:
    """The clients of an upstream, one for each account's credentials; safe in several threads.

    Args:
        endpoint_url: the address of the current API.
        limits: the time limits, and the number of clients and connections to keep.
    """

    def __init__(self, endpoint_url: str, limits: LiveLimits) -> None:
        self._endpoint_url = endpoint_url
        self._limits = limits
        # Our model comes before botocore's, which may lose this API one day.
        self._loader = Loader(extra_search_paths=[str(data_path())], include_default_extras=False)
        self._clients: cachetools.LRUCache[Signer, BaseClient] = cachetools.LRUCache(limits.clients)
        self._found = Condition()
        self._building = Lock()
        self._transport: Transport | None = None

    def __len__(self) -> int:
        return len(self._clients)

    def get(self, account: Account) -> BaseClient:
        """Return the client that calls with this account's credentials.

        Raises:
            BotoCoreError: there are no credentials, or boto cannot use its configuration.
        """
        return self._get(account.keys or account.profile)

    def close(self) -> None:
        """Close the idle connections; those that a call uses stay open."""
        if self._transport is not None:
            self._transport.close()

    @cachetools.cachedmethod(lambda self: self._clients, condition=lambda self: self._found)
    def _get(self, signer: Signer) -> BaseClient:
        # boto can build only one client at a time; meanwhile, other threads get those that exist.
        with self._building:
            return self._build_client(signer)

    def _build_client(self, signer: Signer) -> BaseClient:
        keys = signer if isinstance(signer, AwsKeys) else None
        # Credentials of a profile may expire, and only a session of that profile renews them. The
        # shared loader saves it from reading the model again.
        session = self._build_session(signer) if isinstance(signer, str) else self._session
        if keys is None and session.get_credentials() is None:
            # boto would raise this at the first call, when the client is in the cache already.
            raise NoCredentialsError
        client: BaseClient = boto3.Session(botocore_session=session).client(
            "mturk",
            region_name=REGION,
            api_version=_API_VERSION,
            endpoint_url=self._endpoint_url,
            config=self._config,
            aws_access_key_id=keys.access_key_id if keys else None,
            aws_secret_access_key=keys.secret_access_key if keys else None,
        )
        self._transport = self._transport or self._build_transport()
        # The stubs do not know that a handler of this event may return the answer.
        exchange = partial(_exchange, self._transport)
        client.meta.events.register("before-call.mturk", exchange)  # type: ignore[arg-type]
        return client

    def _build_session(self, profile: str | None) -> Session:
        session = Session(profile=profile)
        session.register_component("data_loader", self._loader)
        return session

    @cached_property
    def _session(self) -> Session:
        return self._build_session(None)

    def _build_transport(self) -> Transport:
        bundle = self._session.get_config_variable("ca_bundle")
        return Transport(
            max_answer_bytes=self._limits.max_answer_bytes,
            timeout=(self._limits.connect_seconds, self._limits.read_seconds),
            verify=bundle or os.environ.get("REQUESTS_CA_BUNDLE") or True,
            proxies=get_environ_proxies(self._endpoint_url),
            max_pool_connections=self._limits.connections,
            # As boto does: otherwise, each call on a kept connection waits for a delayed ACK.
            socket_options=[(IPPROTO_TCP, TCP_NODELAY, 1)],
        )

    @cached_property
    def _config(self) -> Config:
        # The environment could set these: boto's own retries, or an endpoint variant that does not
        # fit the configured address, with which calls would fail.
        return Config(
            retries={"total_max_attempts": 1, "mode": "standard"},
            use_fips_endpoint=False,
            use_dualstack_endpoint=False,
            user_agent="mturk-adapter",
        )


def _exchange(
    transport: Transport,
    model: OperationModel,
    params: dict[str, Any],
    request_signer: RequestSigner,
    **_: object,
) -> tuple[AWSResponse, dict[str, Any]]:
    """Send the request that boto built, and return the response and the parsed answer to boto.

    boto's stubber uses the same event. boto signs the request; `parse_answer` replaces its parser.
    boto does not catch what this function raises.
    """
    request = create_request_object(params)
    request_signer.sign(model.name, request)
    response, body = transport.exchange(request)
    return response, parse_answer(model.name, response.status_code, response.headers, body)
