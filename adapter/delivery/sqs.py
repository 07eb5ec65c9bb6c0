"""The part of SQS's JSON protocol by which programs read the queues of notifications.

Source: AWS's reference of ReceiveMessage, DeleteMessage and ChangeMessageVisibility (2012-11-05).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from adapter.auth.sigv4.verify import authenticate
from adapter.errors import AuthenticationError
from adapter.model import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from adapter.auth.accounts import Accounts
    from adapter.marketplace.notifications.queues import QueuedMessage, Queues
    from adapter.model import HttpRequest

    Params = Mapping[str, Any]

_TARGET = "AmazonSQS."
_TYPE = "application/x-amz-json-1.0"
_DEFAULT_HIDDEN_SECONDS = 30
_MAX_HIDDEN_SECONDS = 43_200
_MAX_MESSAGES = 10


class SqsError(Exception):
    """A call is refused.

    Args:
        kind: the error's type in SQS's model.
        message: the reason.
        status: the HTTP status.
    """

    def __init__(self, kind: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.kind = kind
        self.status = status


@dataclass(frozen=True, slots=True)
class SqsService:
    """Answers SQS's calls.

    Attributes:
        accounts: the accounts that may call; a queue is that of the caller's account.
        queues: the messages.
        clock: returns the time of signatures.
    """

    accounts: Accounts
    queues: Queues
    clock: Callable[[], datetime]

    def answer(self, http: HttpRequest) -> HttpResponse:
        """Return the response to a call; raises a ServiceFault if the database fails."""
        try:
            account = authenticate(self.accounts, http, self.clock(), "sqs")
            operation = http.headers.get("x-amz-target", "").removeprefix(_TARGET)
            return _respond(200, self._call(operation, account.access_key_id, _read(http.body)))
        except AuthenticationError as error:
            body = {"__type": error.problems[0].code, "message": error.problems[0].message}
            return _respond(403, body)
        except SqsError as error:
            return _respond(error.status, {"__type": error.kind, "message": str(error)})

    def _call(self, operation: str, account: str, params: Params) -> Mapping[str, Any]:
        if operation == "ReceiveMessage":
            limit = _read_integer(params, "MaxNumberOfMessages", 1, 1, _MAX_MESSAGES)
            hidden, queue = _read_hidden(params), _read_text(params, "QueueUrl")
            found = self.queues.receive(account, queue, limit, hidden)
            return {"Messages": [_describe(each) for each in found]} if found else {}
        if operation == "DeleteMessage":
            handle = _read_text(params, "ReceiptHandle")
            _check_handle(handle, known=self.queues.delete(account, handle))
            return {}
        if operation == "ChangeMessageVisibility":
            handle = _read_text(params, "ReceiptHandle")
            hidden = _read_hidden(params)
            _check_handle(handle, known=self.queues.change_visibility(account, handle, hidden))
            return {}
        text = "Queues of notifications take ReceiveMessage, DeleteMessage and"
        raise SqsError("UnsupportedOperation", f"{text} ChangeMessageVisibility.")


def _describe(message: QueuedMessage) -> Mapping[str, Any]:
    return {
        "MessageId": str(uuid5(NAMESPACE_URL, message.text)),
        "ReceiptHandle": message.handle,
        "MD5OfBody": hashlib.md5(message.text.encode(), usedforsecurity=False).hexdigest(),
        "Body": message.text,
        "Attributes": {
            "ApproximateReceiveCount": str(message.receives),
            "SentTimestamp": str(int(message.sent.timestamp() * 1000)),
        },
    }


def _read(body: bytes) -> Params:
    try:
        params = json.loads(body or b"{}")
    except ValueError:
        params = None
    if not isinstance(params, dict):
        raise SqsError("SerializationException", "The body is not one JSON object.")
    return params


def _read_text(params: Params, name: str) -> str:
    value = params.get(name)
    if not isinstance(value, str):
        raise SqsError("MissingParameter", f"The request must contain the parameter {name}.")
    return value


def _read_integer(params: Params, name: str, default: int, low: int, high: int) -> int:
    value = params.get(name, default)
    if type(value) is not int or not low <= value <= high:
        raise SqsError("InvalidParameterValue", f"{name} takes an integer from {low} to {high}.")
    return value


def _read_hidden(params: Params) -> timedelta:
    name, default = "VisibilityTimeout", _DEFAULT_HIDDEN_SECONDS
    return timedelta(seconds=_read_integer(params, name, default, 0, _MAX_HIDDEN_SECONDS))


def _check_handle(handle: str, *, known: bool) -> None:
    if not known:
        text = f"The receipt handle has the wrong form; it has {len(handle)} characters."
        raise SqsError("ReceiptHandleIsInvalid", text)


def _respond(status: int, body: Mapping[str, Any]) -> HttpResponse:
    return HttpResponse(status, json.dumps(body).encode(), _TYPE)
