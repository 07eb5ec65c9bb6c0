"""Make our description of the current API from the installed botocore's, without its prose.

Writes operations, shapes, limits, errors, paginators and the endpoint rule in botocore's model
form, to adapter/current_api/model/data. Order is botocore's own: the AWS CLI shows members in it.

exit status:
  0  written; or --check found no difference
  1  --check found differences, which are printed
  2  botocore does not describe the service any more, so there is nothing to make it from
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import botocore
from botocore.exceptions import DataNotFoundError
from botocore.loaders import Loader
from deepdiff import DeepDiff

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SERVICE = "mturk"
VERSION = "2017-01-17"

# All that boto3 and the AWS CLI read to build a client. Examples are not among it: they are prose.
#
# Paginators are botocore's nine. ListReviewPolicyResultsForHIT has none there and gets none here:
# it pages several lists behind one token, nothing says how, and a program must not see its client
# change on the day our description takes the place of botocore's.
PARTS = ("service-2", "paginators-1", "waiters-2", "endpoint-rule-set-1")

INSTALLED = Path(botocore.__file__).parent / "data"
OURS = Path(__file__).parents[1] / "adapter" / "current_api" / "model" / "data"


def strip_prose(value: object) -> object:
    """The same description with every `documentation` text left out.

    Prose is text under that key. A member, a shape or a parameter that happens to have this name
    leads to an object, and stays.
    """
    if isinstance(value, dict):
        return {
            key: strip_prose(inner)
            for key, inner in value.items()
            if not (key == "documentation" and isinstance(inner, str))
        }
    if isinstance(value, list):
        return [strip_prose(inner) for inner in value]
    return value


def describe(source: Path) -> dict[str, str]:
    """Return the text of each file of our description by file name, from botocore's data."""
    loader = Loader(extra_search_paths=[str(source)], include_default_search_paths=False)
    files = {}
    for part in PARTS:
        try:
            described = loader.load_service_model(SERVICE, part, VERSION)
        except DataNotFoundError:
            continue
        files[f"{part}.json"] = json.dumps(strip_prose(described), indent=1) + "\n"
    return files


def read_files(folder: Path) -> dict[str, str]:
    """Return the text of each file of our description in folder, by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}


def find_differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> Iterator[str]:
    """Return a line for each difference between our description and botocore's."""
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in theirs:
            yield f"{name}: we carry it, botocore has no such file"
        elif name not in ours:
            yield f"{name}: botocore has it, we do not carry it"
        elif ours[name] != theirs[name]:
            yield from _different_facts(name, ours[name], theirs[name])


def _different_facts(name: str, ours: str, theirs: str) -> Iterator[str]:
    found = DeepDiff(json.loads(ours), json.loads(theirs), ignore_private_variables=False).pretty()
    for line in found.splitlines() or ["the same facts, in another order or layout"]:
        yield f"{name}: {line}"


def write(files: Mapping[str, str], folder: Path) -> None:
    """Replace the files of our description in folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        print(folder / name)


def check(files: Mapping[str, str], folder: Path) -> int:
    """Print the differences between our description in folder and files; return the status."""
    found = list(find_differences(read_files(folder), files))
    for line in found:
        print(line)
    if found:
        print("This leads from ours to botocore's; run without --check to take botocore's.")
    return 1 if found else 0


def arguments() -> argparse.Namespace:
    """Return the arguments of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; say what differs from botocore"
    )
    parser.add_argument(
        "--source", type=Path, default=INSTALLED, help="botocore's data (default: %(default)s)"
    )
    parser.add_argument("--target", type=Path, default=OURS, help="our data (default: %(default)s)")
    return parser.parse_args()


def main() -> int:
    """Write our description, or check it; return the exit status."""
    options = arguments()
    files = describe(options.source)
    if "service-2.json" not in files:
        print(f"{options.source} does not describe {SERVICE} {VERSION}.", file=sys.stderr)
        return 2
    folder = options.target / SERVICE / VERSION
    if options.check:
        return check(files, folder)
    write(files, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
