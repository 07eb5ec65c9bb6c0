"""What a legacy call becomes, for a person who would rather migrate it: boto3, AWS CLI, losses."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapter.messages import ModernCall, Walk
from adapter.translate.check import check, unknown
from adapter.translate.converse import converse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Dictionary

    from adapter.mapping.catalogue import Catalogue
    from adapter.mapping.schema import Mapping, Paging
    from adapter.messages import LegacyCall

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Explanation:
    """A legacy call in current words.

    Attributes:
        operation: its proper legacy name.
        fidelity: exact, lossy or approximate.
        losses: what the current API cannot say.
        python: boto3 code, a line each.
        shell: `aws mturk …` lines.
        unknown: parameters that mean nothing to the operation.
    """

    operation: str
    fidelity: str
    losses: tuple[str, ...]
    python: tuple[str, ...]
    shell: tuple[str, ...]
    unknown: tuple[str, ...]


def explain(call: LegacyCall, catalogue: Catalogue) -> Explanation:
    """The code a person would write instead of a legacy call; all from its mapping.

    Raises:
        CallerError: the adapter would refuse the call itself.
    """
    mapping = catalogue.find(call.operation)
    values = check(call, mapping)
    wanted = tuple(_wanted(mapping, values))
    return Explanation(
        operation=mapping.operation,
        fidelity=mapping.fidelity,
        losses=mapping.losses,
        python=tuple(_python(mapping, wanted, values)),
        shell=tuple(_shell(each) for each in wanted),
        unknown=unknown(call, mapping),
    )


def _wanted(mapping: Mapping, values: Dictionary[str, Any]) -> Iterator[ModernCall | Walk]:
    """What the conversation asks for when every answer is empty."""
    talk = converse(mapping, values)
    answer: Any = None
    while True:
        try:
            wanted = talk.send(answer)
        except StopIteration:
            return
        yield wanted
        answer = () if isinstance(wanted, Walk) else {}


def _python(
    mapping: Mapping, wanted: tuple[ModernCall | Walk, ...], values: Dictionary[str, Any]
) -> Iterator[str]:
    yield "import boto3"
    yield ""
    yield 'mturk = boto3.client("mturk", region_name="us-east-1")'
    for call, each in zip(mapping.calls, wanted, strict=True):
        name = current_name(each.operation, "_")
        if isinstance(each, Walk):
            params = {**each.params, "PaginationConfig": {"PageSize": 100}}
            yield f'pages = mturk.get_paginator("{name}").paginate({_keywords(params)})'
            yield f'{call.id} = [item for page in pages for item in page["{each.items}"]]'
        else:
            yield f"{call.id} = mturk.{name}({_keywords(each.params)})"
    if mapping.page is not None:
        yield from _sorted_and_cut(mapping.page, values)


def _sorted_and_cut(paging: Paging, values: Dictionary[str, Any]) -> Iterator[str]:
    def given(path: str | None) -> Any:
        return values.get(path.partition(".")[2]) if path else None

    name = paging.items.partition(".")[0]
    yield f'{name}.sort(key=lambda item: item["{paging.identity}"])'
    if (key := given(paging.sort_by)) is not None:
        turned = ", reverse=True" if given(paging.direction) == "Descending" else ""
        yield f'{name}.sort(key=lambda item: item["{key}"]{turned})'
    start = (given(paging.number) - 1) * given(paging.size)
    yield f"page, total = {name}[{start}:{start + given(paging.size)}], len({name})"


def _keywords(params: Dictionary[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in params.items())


def _shell(wanted: ModernCall | Walk) -> str:
    options = [_option(name, value) for name, value in wanted.params.items()]
    return " ".join(["aws mturk", current_name(wanted.operation, "-"), *options])


def _option(name: str, value: Any) -> str:
    option = current_name(name, "-")
    if isinstance(value, bool):
        return f"--{option}" if value else f"--no-{option}"
    text = value if isinstance(value, str) else json.dumps(value)
    return f"--{option} {shlex.quote(text)}"


def current_name(name: str, between: str) -> str:
    """`list_hits_for_qualification_type`: botocore's spelling of a current name."""
    return between.join(_WORDS.split(name.replace("HIT", "Hit"))).lower()
