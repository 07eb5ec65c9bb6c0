"""Explain a legacy call as boto3 code, AWS CLI lines and losses, for people who migrate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.explain.calls import plan_calls
from adapter.explain.code import CLIENT, list_imports, write_calls, write_shell
from adapter.mapping.schema import SynthesisedOperation
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
        losses: the features without a current equivalent.
        body: the lines of boto3 code that make the calls.
        shell: `aws mturk …` lines.
        unknown: parameters that the operation does not have.
    """

    operation: str
    fidelity: str
    losses: tuple[str, ...]
    body: tuple[str, ...]
    shell: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def python(self) -> tuple[str, ...]:
        """Return boto3 code that can be run as it is: the imports, the client, and the calls."""
        return (*list_imports(self.body), *CLIENT, *self.body)


def explain(call: LegacyCall, catalogue: Catalogue) -> Explanation:
    """Return the code a person would write instead of a legacy call, from its mapping.

    Raises:
        CallerError: the adapter would refuse the call itself.
    """
    mapping = catalogue.find(call.operation)
    parameters = read_parameters(call, mapping)
    values = check(parameters, mapping)
    planned = (
        () if isinstance(mapping, SynthesisedOperation) else tuple(plan_calls(mapping, values))
    )
    reads = mapping.reads if isinstance(mapping, SynthesisedOperation) else ()
    return Explanation(
        operation=mapping.operation,
        fidelity=mapping.fidelity,
        losses=tuple(loss.text for loss in mapping.losses),
        body=tuple(write_calls(planned, reads, mapping.page, values)),
        shell=tuple(write_shell(planned, reads)),
        unknown=parameters.unknown,
    )
