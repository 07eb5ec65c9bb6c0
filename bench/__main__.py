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

from bench.desk import measure_desk
from bench.long_lists import measure_long_lists
from bench.people import measure_people
from bench.proxy import measure_proxy
from bench.soak import SECONDS, measure_soak
from bench.soap import measure_soap
from bench.startup import measure_start
from bench.throughput import measure_moto, measure_pages, measure_programs
from bench.walks import count_upstream_calls, measure_bytes, measure_item, measure_walks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.measure import Ratio

RESULTS = Path(__file__).parent / "results.md"
TARGETS: Mapping[str, Callable[[], Sequence[Ratio]]] = {
    "calls": count_upstream_calls,
    "walks": measure_walks,
    "item": measure_item,
    "bytes": measure_bytes,
    "programs": measure_programs,
    "pages": measure_pages,
    "moto": measure_moto,
    "start": measure_start,
    "lists": measure_long_lists,
    "soap": measure_soap,
    "proxy": measure_proxy,
    "people": measure_people,
    "desk": measure_desk,
    "soak": measure_soak,
}
PACKAGES = ("boto3", "flask", "lxml", "moto", "msgspec", "sqlalchemy", "waitress")
HEAD = """# Measurements

By `make bench`, on {machine}. The load of the machine was {load:.1f} at the start and
{load_at_end:.1f} at the end. A ratio is the median of rounds in which both are measured, one after
the other; the spread is its least and its greatest round.

| ratio | median | spread | bound | verdict | figures |
| --- | --- | --- | --- | --- | --- |"""


def main() -> None:
    """Measure one target after the other, and report progress on standard error."""
    arguments = _read_arguments()
    chosen = {name: TARGETS[name] for name in arguments.names or TARGETS}
    if "soak" in chosen:
        chosen["soak"] = partial(measure_soak, arguments.soak_seconds)
    start, load = time.monotonic(), os.getloadavg()[0]
    lines: list[str] = []
    for number, (name, measure) in enumerate(chosen.items(), start=1):
        seconds = time.monotonic() - start
        sys.stderr.write(f"[{seconds:4.0f} s] {number} of {len(chosen)}: {name}\n")
        for ratio in measure():
            lines.append(str(ratio))
            sys.stdout.write(f"{ratio}\n")
            sys.stdout.flush()
    # Figures of several runs do not belong in one table.
    if not arguments.names:
        head = HEAD.format(machine=_describe_machine(), load=load, load_at_end=os.getloadavg()[0])
        RESULTS.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[[], *TARGETS], help="targets; without: all, written down"
    )
    parser.add_argument("--soak-seconds", type=float, default=SECONDS)
    return parser.parse_args()


def _describe_machine() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    processor = models[0] if models else platform.machine()
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{processor} with {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, {packages}"
    )


if __name__ == "__main__":
    main()
