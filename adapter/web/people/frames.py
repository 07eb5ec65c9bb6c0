"""The frame of a task: its address with the four parameters, its height, its sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from adapter.marketplace.documents import ExternalFrame, read_frame
from adapter.web.people.addresses import find_browser_host, is_web_address
from adapter.web.people.services import get_addresses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.web.people.addresses import Addresses

NOT_AVAILABLE = "ASSIGNMENT_ID_NOT_AVAILABLE"
"""The assignmentId of a preview."""

# Nothing here lets a task leave its frame: it can neither move the top window nor act on the site.
# Studies open popups, which have to work as ordinary windows.
_SANDBOX = (
    "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals "
    "allow-downloads"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page needs to show a task.

    Attributes:
        url: the address, with the parameters.
        height: in pixels; 0: as high as the window.
        sandbox: what the frame may do.
    """

    url: str
    height: int
    sandbox: str


def build_frame(
    question: str | None, addresses: Addresses, hit_id: str, work: tuple[str, str] | None = None
) -> Frame | None:
    """Return the frame of a HIT; None if the question is a form, or there is no page to show.

    Args:
        question: the HIT's.
        addresses: where the task submits to.
        hit_id: the HIT.
        work: the AssignmentId and the WorkerId; None: the HIT is previewed.
    """
    found = None if question is None else read_frame(question)
    if found is None:
        return None
    assignment_id = work[0] if work else NOT_AVAILABLE
    parameters = {
        "assignmentId": assignment_id,
        "hitId": hit_id,
        "turkSubmitTo": addresses.tasks,
        **({"workerId": work[1]} if work else {}),
    }
    if isinstance(found, ExternalFrame):
        return _build_external_frame(found, addresses, parameters)
    parameters["t"] = sign_permission(hit_id, assignment_id)
    url = f"{addresses.tasks}/dynamic/hit?{urlencode(parameters)}"
    return Frame(url, found.height, build_sandbox(own_origin=addresses.are_apart))


def _build_external_frame(
    found: ExternalFrame, addresses: Addresses, parameters: Mapping[str, str]
) -> Frame | None:
    try:
        # An address without a host is one of ours, such as that of the demo's example.
        url = urljoin(f"{addresses.tasks}/", found.url)
    except ValueError:  # no browser opens it either
        return None
    if not is_web_address(url):  # such as javascript:, which would act as the site
        return None
    host = find_browser_host(url)
    is_elsewhere = host not in ("", find_browser_host(addresses.site))
    return Frame(
        append_parameters(url, parameters), found.height, build_sandbox(own_origin=is_elsewhere)
    )


def build_preview_frame(kind: str, parts: Sequence[object], height: int) -> Frame:
    """Return the frame of HTML that no HIT has yet, with the parameters of a preview.

    Args:
        kind: the name in the address of the view that shows it.
        parts: what the view shows, as JSON has it; whoever has the address may see it.
        height: in pixels; 0: as high as the window.
    """
    addresses = get_addresses()
    parameters = {
        "assignmentId": NOT_AVAILABLE,
        "hitId": "NOT_POSTED_YET",
        "turkSubmitTo": addresses.tasks,
        "t": _dump(_signer(kind), list(parts)),
    }
    url = f"{addresses.tasks}/dynamic/{kind}?{urlencode(parameters)}"
    return Frame(url, height, build_sandbox(own_origin=addresses.are_apart))


def read_preview(kind: str, text: str) -> list[Any] | None:
    """Return the parts of `build_preview_frame`, or None if the text is not ours."""
    try:
        parts: list[Any] = _signer(kind).loads(text)
    except BadSignature:
        return None
    return parts


def append_parameters(url: str, parameters: Mapping[str, str]) -> str:
    """Return the URL with the parameters behind those that it has, before its fragment."""
    address, mark, fragment = url.partition("#")
    separator = "" if address.endswith(("?", "&")) else "&" if "?" in address else "?"
    return f"{address}{separator}{urlencode(parameters)}{mark}{fragment}"


def build_sandbox(*, own_origin: bool) -> str:
    """Return the flags of the sandbox.

    Args:
        own_origin: whether the task keeps its origin, with storage and cookies. It must not if the
            origin is the site's.
    """
    return f"{_SANDBOX} allow-same-origin" if own_origin else _SANDBOX


def sign_permission(hit_id: str, assignment_id: str) -> str:
    """Return a text that lets its owner see the HTML of the HIT for the assignment or preview."""
    return _dump(_signer("frames"), [hit_id, assignment_id])


def is_permitted(text: str, hit_id: str, assignment_id: str) -> bool:
    """Return whether the text permits to see the HTML of the HIT for the assignment or preview."""
    try:
        return bool(_signer("frames").loads(text) == [hit_id, assignment_id])
    except BadSignature:
        return False


def _signer(salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt)


def _dump(signer: URLSafeSerializer, parts: list[object]) -> str:
    signed = signer.dumps(parts)
    return signed.decode() if isinstance(signed, bytes) else signed
