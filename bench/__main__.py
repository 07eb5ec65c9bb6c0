"""`make bench`: every ratio in one run, printed and written to bench/results.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from bench.long_lists import long_lists
from bench.marketplace import marketplace
from bench.proxy import proxied_call
from bench.soak import SECONDS, soak
from bench.soap import soap_page_over_rest_page
from bench.startup import first_answer
from bench.throughput import calls_at_once, cold_calls, later_pages
from bench.walks import full_walks, item_cost, kept_bytes, upstream_calls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.measure import Ratio

RESULTS = Path(__file__).parent / "results.md"
MEASURED: Mapping[str, Callable[[], Sequence[Ratio]]] = {
    "calls": upstream_calls,
    "walks": full_walks,
    "item": item_cost,
    "pages": later_pages,
    "bytes": kept_bytes,
    "cold": cold_calls,
    "once": calls_at_once,
    "start": first_answer,
    "proxy": proxied_call,
    "soap": soap_page_over_rest_page,
    "marketplace": marketplace,
    "lists": long_lists,
    "soak": soak,
}
PARTS = ("boto3", "flask", "lxml", "msgspec", "sqlalchemy", "waitress")


def main() -> None:
    """Measures, one thing after the other, and says what it is at on standard error."""
    given = _arguments()
    chosen = {name: MEASURED[name] for name in given.names or MEASURED}
    if "soak" in chosen:
        chosen["soak"] = partial(soak, given.soak_seconds)
    lines: list[str] = []
    start, load = time.monotonic(), os.getloadavg()[0]
    for number, (name, measure) in enumerate(chosen.items(), start=1):
        seconds = time.monotonic() - start
        sys.stderr.write(f"[{seconds:4.0f} s] {number} of {len(chosen)}: {name}\n")
        for ratio in measure():
            lines.append(str(ratio))
            sys.stdout.write(f"{ratio}\n")
            sys.stdout.flush()
    # A part of it would replace figures that belong together.
    if not given.names:
        head = HEAD.format(machine=_machine(), load=load, load_at_end=os.getloadavg()[0])
        RESULTS.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[[], *MEASURED], help="what to measure; all, and written down"
    )
    parser.add_argument("--soak-seconds", type=float, default=SECONDS)
    return parser.parse_args()


HEAD = """# What was measured

By `make bench`, on {machine}; what else ran there put a load of {load:.1f} on it at the start,
and of {load_at_end:.1f} at the end. A ratio is the median of interleaved rounds, with their least
and greatest; `reach` is good enough, `aim` is as it should be.

| ratio | median | spread | reach | aim | kept to | absolute |
| --- | --- | --- | --- | --- | --- | --- |"""


def _machine() -> str:
    parts = ", ".join(f"{name} {version(name)}" for name in PARTS)
    return (
        f"{_processor()} with {_cores()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, {parts}"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def _cores() -> int:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return sum(line.startswith("processor") for line in lines)


if __name__ == "__main__":
    main()
