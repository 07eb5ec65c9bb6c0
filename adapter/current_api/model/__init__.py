"""Our own description of the current API, and what can be told from it alone.

boto3's client of the current API goes when Amazon's service is gone. The files under `data` are in
botocore's model form, so that boto3 and the AWS CLI build the client from them (`AWS_DATA_PATH`);
the rest of this package reads them without either.
"""

from __future__ import annotations

from adapter.current_api.model.description import TARGET_PREFIX, CurrentApi, data_path, load
from adapter.current_api.model.shape import Shape
from adapter.current_api.model.times import read_times, write_times
from adapter.current_api.model.validate import problems

__all__ = [
    "TARGET_PREFIX",
    "CurrentApi",
    "Shape",
    "data_path",
    "load",
    "problems",
    "read_times",
    "write_times",
]
