"""The wire of the current API: JSON 1.1, the protocol of boto3 and the AWS CLI."""

from __future__ import annotations

from adapter.current_api.wire.read import (
    DecodedCall,
    can_read,
    find_operation,
    read,
    read_operation_name,
)
from adapter.current_api.wire.refusals import describe_violations
from adapter.current_api.wire.write import write, write_fault

__all__ = [
    "DecodedCall",
    "can_read",
    "describe_violations",
    "find_operation",
    "read",
    "read_operation_name",
    "write",
    "write_fault",
]
