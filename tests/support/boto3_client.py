"""boto3's client of the current API, built from our description and nobody's settings."""

from __future__ import annotations

from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from support.serving import KEY, SECRET

from adapter.auth.environments import REGION
from adapter.current_api.model import data_path


def client(
    url: str, key: str = KEY, secret: str = SECRET, *, region: str = REGION, **options: Any
) -> Any:
    """A client that calls the address, and each call once."""
    session = botocore.session.Session()
    session.get_component("data_loader").search_paths.insert(0, str(data_path()))
    config = Config(retries={"total_max_attempts": 1}, proxies={}).merge(
        options.pop("config", Config())
    )
    keys = {"aws_access_key_id": key, "aws_secret_access_key": secret}
    made = boto3.Session(botocore_session=session, region_name=region)
    return made.client("mturk", endpoint_url=url, config=config, **keys, **options)
