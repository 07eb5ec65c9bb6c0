"""The environment variables by which boto3 and the AWS CLI find the adapter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.auth.accounts import DEMO
from adapter.auth.environments import REGION
from adapter.current_api.model import data_path

if TYPE_CHECKING:
    from collections.abc import Mapping

TEST_SECRET = "test-only"  # noqa: S105
"""A secret for clients to sign with if every key is accepted; nothing verifies it."""


def build_environment(
    endpoint: str, access_key_id: str = DEMO, secret_access_key: str = TEST_SECRET
) -> Mapping[str, str]:
    """Return the variables by name; without a key pair, with that of the demo account."""
    return {
        "AWS_DATA_PATH": str(data_path()),
        "AWS_ENDPOINT_URL_MTURK": endpoint,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": access_key_id,
        "AWS_SECRET_ACCESS_KEY": secret_access_key,
    }
