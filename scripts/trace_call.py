"""Print which functions of adapter/ one page-1 call of GetQualificationRequests runs, how often.

`python scripts/trace_call.py` calls the application by Flask's test client, after a call that is
not counted. Without `--upstream` the marketplace answers, from a hundred pending requests.
A function that runs twice on the same arguments repeats its work; one that runs for each item,
value or element does not.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from adapter.web import create_app  # noqa: E402 (after the path to bench/)
from bench.client import build_page_request  # noqa: E402
from bench.marketplace import fill_marketplace  # noqa: E402

if TYPE_CHECKING:
    from types import CodeType, FrameType

_OURS = f"{ROOT / 'adapter'}{os.sep}"
_PENDING = 100
# Comprehensions and modules have frames too, but are no functions.
_NO_FUNCTIONS = {"<dictcomp>", "<genexpr>", "<listcomp>", "<module>", "<setcomp>"}
_PLAIN = (str, bytes, int, float, bool, type(None))


@dataclass(slots=True)
class Trace:
    """Records the calls of functions of adapter/."""

    calls: Counter[CodeType] = field(default_factory=Counter)
    arguments: dict[CodeType, Counter[object]] = field(default_factory=lambda: defaultdict(Counter))
    frames: set[FrameType] = field(default_factory=set)
    # An object that is gone may leave its id to another.
    alive: list[Any] = field(default_factory=list)

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        """Record a call, but not that a generator goes on."""
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(_OURS):
            return
        if code.co_name in _NO_FUNCTIONS or frame in self.frames:
            return
        self.frames.add(frame)
        self.calls[code] += 1
        self.arguments[code][self._key(frame)] += 1

    def _key(self, frame: FrameType) -> tuple[object, ...]:
        values = list(frame.f_locals.values())
        self.alive += values
        return tuple(each if isinstance(each, _PLAIN) else id(each) for each in values)


def trace_call(upstream: str | None) -> Trace:
    """Return the trace of the second of two equal calls.

    Args:
        upstream: an address; None: the marketplace.
    """
    with TemporaryDirectory() as name:
        database = f"sqlite:///{Path(name) / 'marketplace.db'}"
        os.environ["MTURK_ADAPTER_UPSTREAM"] = upstream or "marketplace"
        os.environ["MTURK_ADAPTER_DATABASE"] = database
        fill_marketplace(database, _PENDING)
        client = create_app().test_client()
        target = build_page_request(1, 10).split()[1].decode()
        client.get(target)
        trace = Trace()
        sys.setprofile(trace)
        response = client.get(target)
        sys.setprofile(None)
    if b"<IsValid>True</IsValid>" not in response.data:
        raise SystemExit(f"no page: {response.data[:500]!r}")
    return trace


def main() -> None:
    """Print the totals, then the functions that run more than once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upstream", help="an address; without: the marketplace")
    trace = trace_call(parser.parse_args().upstream)
    same = {code: max(counts.values()) for code, counts in trace.arguments.items()}
    repeated = [code for code, times in trace.calls.most_common() if times > 1]
    modules = {code.co_filename for code in trace.calls}
    print(f"{len(trace.calls)} functions of ours in {len(modules)} modules,")
    print(f"{len(repeated)} run more than once,")
    print(f"{sum(same[code] > 1 for code in repeated)} on the same arguments:")
    for code in sorted(repeated, key=lambda each: (-same[each], _name(each))):
        print(f"{trace.calls[code]:4} times, {same[code]:3} on the same  {_name(code)}")


def _name(code: CodeType) -> str:
    module = Path(code.co_filename).relative_to(ROOT).with_suffix("")
    return f"{'.'.join(module.parts)}:{code.co_qualname}"


if __name__ == "__main__":
    main()
