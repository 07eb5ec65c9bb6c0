"""The current API's own wire, JSON 1.1: what boto3 and the AWS CLI speak."""

from __future__ import annotations

from adapter.current_api.wire.read import Asked, called, operation_of, read, recognises
from adapter.current_api.wire.refusals import describe_violations
from adapter.current_api.wire.write import write, write_fault

__all__ = [
    "Asked",
    "called",
    "describe_violations",
    "operation_of",
    "read",
    "recognises",
    "write",
    "write_fault",
]
