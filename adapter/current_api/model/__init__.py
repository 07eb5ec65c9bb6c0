"""Our own description of the current API, operations, shapes and limits.

boto3 will drop its client when Amazon ends the service. The files under `data` have the form of
botocore's models, so that boto3 and the AWS CLI can build the client from them (`AWS_DATA_PATH`);
this package reads them without boto3.
"""

from __future__ import annotations

from adapter.current_api.model.description import TARGET_PREFIX, CurrentApi, data_path, load
from adapter.current_api.model.shape import Shape

__all__ = [
    "TARGET_PREFIX",
    "CurrentApi",
    "Shape",
    "data_path",
    "load",
]
