"""boto's clients of the current API: one session, one transport, and few clients."""

from __future__ import annotations

import os
from collections import OrderedDict
from functools import cached_property, partial
from socket import IPPROTO_TCP, TCP_NODELAY
from threading import Lock
from typing import TYPE_CHECKING, Any

import boto3
from botocore.awsrequest import create_request_object
from botocore.config import Config
from botocore.exceptions import NoCredentialsError
from botocore.loaders import Loader
from botocore.session import Session
from botocore.utils import get_environ_proxies

from adapter.auth.environments import REGION
from adapter.current_api.model import data_path
from adapter.model import Keys
from adapter.upstream.live.answers import parse_answer
from adapter.upstream.live.transport import Transport

if TYPE_CHECKING:
    from botocore.awsrequest import AWSResponse
    from botocore.client import BaseClient
    from botocore.model import OperationModel
    from botocore.signers import RequestSigner

    from adapter.model import Account
    from adapter.upstream.live.limits import LiveLimits

    # Whose credentials sign: a pair, a profile's name, or None for the standard chain.
    Signer = Keys | str | None

_API_VERSION = "2017-01-17"


class Clients:
    """A client for each account's credentials, made when first asked for; safe to share."""

    def __init__(self, endpoint_url: str, limits: LiveLimits) -> None:
        self._endpoint_url = endpoint_url
        self._limits = limits
        # Ours comes before botocore's own folder, which will lose this API one day.
        self._loader = Loader(extra_search_paths=[str(data_path())], include_default_extras=False)
        self._clients: OrderedDict[Signer, BaseClient] = OrderedDict()
        self._transport: Transport | None = None
        self._looking = Lock()
        self._making = Lock()

    def __len__(self) -> int:
        return len(self._clients)

    def get(self, account: Account) -> BaseClient:
        """The client that calls with this account's credentials; raises a BotoCoreError."""
        signer = account.keys or account.profile
        if found := self._look(signer):
            return found
        # boto can make one client at a time only; meanwhile the others go on being handed out.
        with self._making:
            return self._look(signer) or self._keep(signer, self._make(signer))

    def close(self) -> None:
        """Ends the idle connections; calls under way are not disturbed."""
        if self._transport is not None:
            self._transport.close()

    def _look(self, signer: Signer) -> BaseClient | None:
        with self._looking:
            if signer in self._clients:
                self._clients.move_to_end(signer)
            return self._clients.get(signer)

    def _keep(self, signer: Signer, client: BaseClient) -> BaseClient:
        with self._looking:
            self._clients[signer] = client
            if len(self._clients) > self._limits.clients:
                self._clients.popitem(last=False)
        return client

    def _make(self, signer: Signer) -> BaseClient:
        keys = signer if isinstance(signer, Keys) else None
        # A profile's credentials may renew themselves, which only a session of that profile can
        # do; with our loader it reads no model again.
        session = self._new_session(signer) if isinstance(signer, str) else self._session
        if keys is None and session.get_credentials() is None:
            # Found out now, not at the first call: a client without them would be kept.
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
        self._transport = self._transport or self._new_transport()
        # The stubs do not know that this event's handler may give the answer.
        answer = partial(_exchange, self._transport)
        client.meta.events.register("before-call.mturk", answer)  # type: ignore[arg-type]
        return client

    def _new_session(self, profile: str | None) -> Session:
        session = Session(profile=profile)
        session.register_component("data_loader", self._loader)
        return session

    @cached_property
    def _session(self) -> Session:
        return self._new_session(None)

    def _new_transport(self) -> Transport:
        bundle = self._session.get_config_variable("ca_bundle")
        return Transport(
            max_answer_bytes=self._limits.max_answer_bytes,
            timeout=(self._limits.connect_seconds, self._limits.read_seconds),
            verify=bundle or os.environ.get("REQUESTS_CA_BUNDLE") or True,
            proxies=get_environ_proxies(self._endpoint_url),
            max_pool_connections=self._limits.connections,
            # As boto does: else each call on a kept connection waits for a delayed receipt.
            socket_options=[(IPPROTO_TCP, TCP_NODELAY, 1)],
        )

    @cached_property
    def _config(self) -> Config:
        # Said outright where the environment could say otherwise: with retries of boto's own,
        # or an endpoint variant that does not go with an address of ours, calls would fail.
        return Config(
            retries={"total_max_attempts": 1, "mode": "standard"},
            use_fips_endpoint=False,
            use_dualstack_endpoint=False,
            # boto would put its own together for every call.
            user_agent="mturk-adapter",
        )


def _exchange(
    transport: Transport,
    model: OperationModel,
    params: dict[str, Any],
    request_signer: RequestSigner,
    **_: object,
) -> tuple[AWSResponse, dict[str, Any]]:
    """Send the request that boto built, and give boto the parsed answer, as boto's stubber does.

    boto signs it. Its parser is left out, since it takes HTML, nothing or half an object for an
    answer without members. What is raised here reaches the sender as it is.
    """
    request = create_request_object(params)
    request_signer.sign(model.name, request)
    response, body = transport.exchange(request)
    return response, parse_answer(model.name, response.status_code, response.headers, body)
