"""boto 2.49, the frozen legacy client, whose own warnings are nobody's to mend any more."""

import importlib.util
import sys
import warnings
from contextlib import contextmanager

import pytest

if sys.version_info >= (3, 12) or importlib.util.find_spec("boto") is None:
    pytest.skip("boto 2.49 can be imported on Python up to 3.11 only", allow_module_level=True)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from boto.mturk.connection import MTurkConnection, MTurkRequestError
    from boto.mturk.layoutparam import LayoutParameter, LayoutParameters
    from boto.mturk.price import Price
    from boto.mturk.qualification import (
        LocaleRequirement,
        PercentAssignmentsApprovedRequirement,
        Qualifications,
        Requirement,
    )
    from boto.mturk.question import (
        AnswerSpecification,
        ExternalQuestion,
        HTMLQuestion,
        Question,
        QuestionContent,
        QuestionForm,
        SelectionAnswer,
    )


@contextmanager
def connect(adapter):
    """A program of 2015 with the account of the fixture `mturk_adapter`."""
    mturk = MTurkConnection(
        adapter.access_key_id, "any", host=adapter.host, port=adapter.port, is_secure=False
    )
    yield mturk
    hang_up(mturk)


def hang_up(connection):
    """Closes the sockets that boto keeps in its pool and never closes itself."""
    for pool in connection._pool.host_to_pool.values():
        for kept, _ in pool.queue:
            kept.close()


__all__ = [
    "AnswerSpecification",
    "ExternalQuestion",
    "HTMLQuestion",
    "LayoutParameter",
    "LayoutParameters",
    "LocaleRequirement",
    "MTurkConnection",
    "MTurkRequestError",
    "PercentAssignmentsApprovedRequirement",
    "Price",
    "Qualifications",
    "Question",
    "QuestionContent",
    "QuestionForm",
    "Requirement",
    "SelectionAnswer",
    "hang_up",
]
