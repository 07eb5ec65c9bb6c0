"""Write docs/operations.md from mappings and fixtures. With --check, compare only."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from adapter.explain import explain
from adapter.legacy_api.wires import find_wire
from adapter.mapping.catalogue import load
from adapter.recordings.folder import load_cases
from adapter.settings.resources import find_data_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapter.mapping.schema import Mapping, Parameter
    from adapter.recordings import Case

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "operations.md"
LONGEST = 1_500
# Where a command takes what an earlier one printed.
GAP = re.compile(r" \.\.\.|<\w")
NOT_RUN = "<!-- not run: takes what an earlier command printed -->\n"
CATALOGUE = load(find_data_folder("mappings"))
MAPPINGS = sorted(CATALOGUE.mappings.values(), key=lambda each: each.operation)


def table() -> str:
    """Return the table of the operations, a line each."""
    head = "| legacy operation | current | fidelity |\n| --- | --- | --- |\n"
    return head + "".join(_row(each) for each in MAPPINGS)


def _row(mapping: Mapping) -> str:
    link = f"[{mapping.operation}](#{mapping.operation.lower()})"
    return f"| {link} | {', '.join(mapping.current) or 'none'} | {mapping.fidelity} |\n"


def page() -> str:
    """Return the whole of docs/operations.md."""
    cases = reversed(load_cases(find_data_folder("fixtures")))
    shown = {case.operation: case for case in cases if _is_good(case)}
    parts = [
        HEAD + table(),
        *("\n".join(_section(each, shown[each.operation])) for each in MAPPINGS),
    ]
    return "\n".join(parts) + "\n"


HEAD = """# The 44 operations

Made by `scripts/write_operations.py` from `mappings/` and `fixtures/`. For each operation: what it
is in current words, what is lost, what a legacy program sends, the code a person would write
instead, and what the program is answered (one line on the wire; broken here to be read, and cut
where it is long). *Exact* loses nothing, *lossy* states what the current API no longer has, and
*approximate* takes several current calls for one.

"""


def _is_good(case: Case) -> bool:
    return b"<Errors>" not in case.response.body


def _section(mapping: Mapping, case: Case) -> Iterator[str]:
    [call, *_] = find_wire(case.request).read(case.request).calls
    explanation = explain(call, CATALOGUE)
    yield f"\n## {mapping.operation}\n\n{mapping.summary}\n"
    yield f"**{mapping.fidelity.capitalize()}**: {', '.join(mapping.current) or 'no current call'}."
    yield from ("", *(f"- {loss.text}" for loss in mapping.losses))
    if mapping.on_partial_failure is not None:
        yield f"\nIf a later call fails: {mapping.on_partial_failure}"
    if mapping.request:
        yield "\n| parameter | type | |\n| --- | --- | --- |"
        yield from map(_parameter, mapping.request)
    sent = [f"{name}={text}" for name, text in call.parameters]
    yield from _block("Legacy", "text", [f"Operation={mapping.operation}", *sent])
    yield from _block("Current", "python", explanation.python)
    yield from _block("The same on the command line", "sh", explanation.shell)
    yield from _block("Answer", "xml", [_break_lines(case.response.body.decode())])


def _parameter(parameter: Parameter) -> str:
    kind = f"list of {parameter.type}s" if parameter.repeated else parameter.type
    rules = ["required"] if parameter.required else []
    if parameter.required_unless:
        rules.append(f"required without {parameter.required_unless}")
    if parameter.of:
        rules.append(", ".join(parameter.of))
    if parameter.defaults:
        rules.append(f"default {', '.join(map(str, parameter.defaults))}")
    if parameter.aliases:
        rules.append(f"also sent as {', '.join(parameter.aliases)}")
    rules += [f"{each} means {meant}" for each, meant in parameter.synonyms.items()]
    return f"| {parameter.name} | {kind} | {'; '.join(rules)} |"


def _block(title: str, language: str, lines: Iterable[str]) -> Iterator[str]:
    text = "\n".join(lines)
    if text:
        shown = text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "\n…"
        mark = NOT_RUN if language == "sh" and GAP.search(text) else ""
        yield f"\n{title}:\n\n{mark}```{language}\n{shown}\n```"


def _break_lines(answer: str) -> str:
    """Return the answer with a line break between elements that contain elements."""
    return re.sub(r">(?=<[A-Z])|(?<=>)(?=</)", lambda match: match[0] + "\n", answer).strip()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def main() -> int:
    """Write or check the page; return 1 if --check finds it out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    wanted = page()
    stale = _text(PAGE) != wanted
    if stale and not check:
        PAGE.write_text(wanted, encoding="utf-8")
    return int(check and stale)


if __name__ == "__main__":
    sys.exit(main())
