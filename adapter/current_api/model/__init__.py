"""Our own description of the current API, operations, shapes and limits.

boto3's client of the current API goes when Amazon's service is gone. The files under `data` are in
botocore's model form, so that boto3 and the AWS CLI build the client from them (`AWS_DATA_PATH`);
the rest of this package reads them without either.
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
