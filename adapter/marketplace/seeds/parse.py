"""Parse a seed file, validate it by the shapes of the current API, and convert its times."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from adapter.current_api.model import Shape
from adapter.current_api.model import load as load_model
from adapter.current_api.times import read_times
from adapter.current_api.violations import describe, find_violations
from adapter.errors import SeedError
from adapter.marketplace.accounts.balance import MAX_BALANCE_CENTS, is_at_most
from adapter.marketplace.seeds.accounts import BLOCKS, MESSAGES
from adapter.marketplace.seeds.assignments import ASSIGNMENTS, BONUSES
from adapter.marketplace.seeds.hit_types import HIT_TYPES, state_groups
from adapter.marketplace.seeds.hits import HITS
from adapter.marketplace.seeds.layouts import LAYOUTS
from adapter.marketplace.seeds.qualifications import QUALIFICATIONS, REQUESTS, TYPES
from adapter.marketplace.seeds.seed_list import Item
from adapter.marketplace.validation import is_extension

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LISTS = (
    TYPES,
    REQUESTS,
    QUALIFICATIONS,
    LAYOUTS,
    HIT_TYPES,
    HITS,
    ASSIGNMENTS,
    BONUSES,
    BLOCKS,
    MESSAGES,
)
"""The lists of a seed file in loading order: a list comes after those that it refers to."""

# A file may have a hundred thousand invalid items.
_MAX_PROBLEMS = 100

_MONEY = load_model().find_output("GetAccountBalance").members["AvailableBalance"]
_ACCOUNT = Shape(
    "Account",
    "structure",
    members=MappingProxyType(
        {"AccessKeyId": Shape("AccessKeyId", "string", min=1), "AvailableBalance": _MONEY}
    ),
    required=frozenset({"AccessKeyId"}),
)
_SEED = Shape(
    "a seed file",
    "structure",
    members=MappingProxyType(
        {
            "Account": _ACCOUNT,
            **{
                seed_list.name: Shape(seed_list.name, "list", item=seed_list.shape)
                for seed_list in LISTS
            },
        }
    ),
    required=frozenset({"Account"}),
)


@dataclass(frozen=True, slots=True)
class Seed:
    """The content of a seed file.

    Attributes:
        access_key_id: the account that owns the items.
        balance: the balance of a new account; None means the default.
        items: the items by the name of their list, with an entry for every list.
    """

    access_key_id: str
    balance: str | None
    items: Mapping[str, tuple[Item, ...]]


def parse_seed(text: str) -> Seed:
    """Return the seed.

    Raises:
        SeedError: the text is invalid; the message has the first hundred places.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_build_object, parse_constant=_raise_for_constant
        )
    except (ValueError, RecursionError) as error:
        raise SeedError("$", f"not JSON: {error}") from None
    violations = find_violations(_SEED, value)
    _raise_for(describe(each) for each in violations if not is_extension(each))
    _raise_for(
        problem
        for seed_list in LISTS
        for problem in _find_missing(value, seed_list.name, seed_list.required)
    )
    typed = read_times(_SEED, value)
    account = typed["Account"]
    if not is_at_most(account.get("AvailableBalance", "0"), MAX_BALANCE_CENTS):
        raise SeedError("$.Account.AvailableBalance", "it exceeds the maximum of an account")
    items = {seed_list.name: _list_items(typed, seed_list.name) for seed_list in LISTS}
    items[HIT_TYPES.name] = state_groups(items[HIT_TYPES.name], items[HITS.name])
    return Seed(account["AccessKeyId"], account.get("AvailableBalance"), items)


def _list_items(value: Mapping[str, Any], name: str) -> tuple[Item, ...]:
    return tuple(
        Item(f"$.{name}[{index}]", members) for index, members in enumerate(value.get(name, ()))
    )


def _find_missing(value: Mapping[str, Any], name: str, required: tuple[str, ...]) -> Iterator[str]:
    for item in _list_items(value, name):
        for member in required:
            if member not in item.members:
                yield f"{item.place}.{member}: required, but missing"


def _raise_for(problems: Iterable[str]) -> None:
    """Raise an error at the place of the first problem, if there is any, with the next ones."""
    lines = list(islice(problems, _MAX_PROBLEMS + 1))
    if lines:
        place, _, text = lines[0].partition(": ")
        more = ["and more"] if len(lines) > _MAX_PROBLEMS else []
        raise SeedError(place, "\n".join([text, *lines[1:_MAX_PROBLEMS], *more]))


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, or raise an error for a repeated name, which json would accept."""
    found = dict(pairs)
    if len(found) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"an object has {twice!r} twice")
    return found


def _raise_for_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")
