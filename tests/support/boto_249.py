"""boto 2.49, the frozen legacy client, whose own warnings are nobody's to mend any more."""

import importlib.util
import sys
import warnings

import pytest

if sys.version_info >= (3, 12) or importlib.util.find_spec("boto") is None:
    pytest.skip("boto 2.49 can be imported on Python up to 3.11 only", allow_module_level=True)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from boto.mturk.connection import MTurkConnection, MTurkRequestError

__all__ = ["MTurkConnection", "MTurkRequestError"]
