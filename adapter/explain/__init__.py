"""What a legacy call becomes, for a person who would rather migrate it: boto3, AWS CLI, losses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.explain.python import python_lines
from adapter.explain.shell import shell_lines
from adapter.explain.uses import uses
from adapter.mapping.schema import Synthesised
from adapter.translation.check import check, read_parameters

if TYPE_CHECKING:
    from adapter.mapping.catalogue import Catalogue
    from adapter.model import LegacyCall

__all__ = ["Explanation", "explain"]


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
    """Return the code a person would write instead of a legacy call, from its mapping.

    Raises:
        CallerError: the adapter would refuse the call itself.
    """
    mapping = catalogue.find(call.operation)
    came = read_parameters(call, mapping, catalogue.structures)
    values = check(came, mapping, catalogue.structures)
    made = () if isinstance(mapping, Synthesised) else tuple(uses(mapping, values))
    reads = mapping.reads if isinstance(mapping, Synthesised) else ()
    return Explanation(
        operation=mapping.operation,
        fidelity=mapping.fidelity,
        losses=mapping.losses,
        python=tuple(python_lines(made, reads, mapping.page, values)),
        shell=tuple(shell_lines(made, reads)),
        unknown=came.unknown,
    )
