"""Requests that botocore has signed just now, as they arrive here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from support.serving import KEY, SECRET

from adapter.auth.environments import REGION
from adapter.auth.sigv4.header import SERVICE
from adapter.current_api.model import TARGET_PREFIX
from adapter.model import HttpRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST = "127.0.0.1:8080"


def signed(
    body: bytes = b"{}",
    *,
    host: str = HOST,
    query: str = "",
    headers: Mapping[str, str] | None = None,
    credentials: Credentials | None = None,
    region: str = REGION,
    service: str = SERVICE,
) -> HttpRequest:
    """A POST of GetAccountBalance, unless told otherwise."""
    given = {
        "X-Amz-Target": f"{TARGET_PREFIX}.GetAccountBalance",
        "Content-Type": "application/x-amz-json-1.1",
        **(headers or {}),
    }
    request = AWSRequest("POST", f"http://{host}/?{query}", headers=given, data=body)
    SigV4Auth(credentials or Credentials(KEY, SECRET), service, region).add_auth(request)
    arrived = {name.lower(): value for name, value in request.headers.items()}
    return HttpRequest("POST", host, "/", query.encode(), {**arrived, "host": host}, body)
