"""`make bench`: every ratio in one run, printed and written to bench/results.md."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version
from pathlib import Path

from bench.proxy import proxied_call_over_plain_call
from bench.soap import soap_page_over_rest_page

RESULTS = Path(__file__).parent / "results.md"
MEASURED = (soap_page_over_rest_page, proxied_call_over_plain_call)
PARTS = ("boto3", "flask", "lxml")


def main() -> None:
    """Measures, one thing after the other, and says what it is at on standard error."""
    lines = [HEAD.format(machine=_machine())]
    for number, measure in enumerate(MEASURED, start=1):
        sys.stderr.write(f"{number} of {len(MEASURED)}: {measure.__doc__}\n")
        lines.append(str(measure()))
        sys.stdout.write(f"{lines[-1]}\n")
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


HEAD = """# What was measured

By `make bench`, on {machine}. A ratio is the median of interleaved rounds, with their least and
greatest; below `reach` is good enough, below `aim` is as it should be.

| ratio | median | spread | reach | aim |
| --- | --- | --- | --- | --- |"""


def _machine() -> str:
    parts = ", ".join(f"{name} {version(name)}" for name in PARTS)
    return f"{platform.machine()}, Python {platform.python_version()}, {parts}"


if __name__ == "__main__":
    main()
