"""Make our description of the legacy API from Amazon's four schemas: facts, none of their text.

Writes adapter/legacy_api/schemas/data/VERSION.json: `elements` and `types` by name, in the order
of the XSD. A structure is its members in order, each with its type and how often it occurs when
that is not once: "xs:int 0..1". A type that is the name of one of `elements` is a reference to it.
A type without a name is called after its place: OperationInformation.RequiredParameters. "@Name"
is an attribute, always required. An enumeration is a list of texts.

exit status:
  0  written; or --check found no difference
  1  --check found differences, which are printed
  2  no schemas there, or one uses a feature that our form lacks
"""

from __future__ import annotations

import argparse
import json
import sys
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[1]
SOURCE = ROOT.parent / "shared" / "reference" / "schema"
OURS = ROOT / "adapter" / "legacy_api" / "schemas" / "data"
DOCUMENT = "AWSMechanicalTurkRequester.xsd"

XS = "{http://www.w3.org/2001/XMLSchema}"

# All that the four schemas use; anything else is refused, as the description would lack it.
UNDERSTOOD = {
    f"{XS}element": {"name", "type", "ref", "minOccurs", "maxOccurs"},
    f"{XS}complexType": {"name"},
    f"{XS}simpleType": {"name"},
    f"{XS}sequence": set[str](),
    f"{XS}restriction": {"base"},
    f"{XS}enumeration": {"value"},
    f"{XS}attribute": {"name", "type", "use"},
}
EXPECTED = {"base": "xs:string", "use": "required"}


def describe(source: Path) -> dict[str, str]:
    """Return the text of each file of our description by file name, from the XSDs in source."""
    return {
        f"{path.parent.name}.json": json.dumps(facts(etree.parse(path).getroot()), indent=1) + "\n"
        for path in sorted(source.glob(f"*/{DOCUMENT}"))
    }


def facts(schema: etree._Element) -> dict[str, dict[str, object]]:
    """Return the two tables of one schema.

    Raises:
        ValueError: the schema uses a feature that the tables lack.
    """
    refuse_strange(schema)
    elements: dict[str, object] = {}
    types: dict[str, object] = {}
    for top in schema.iterchildren(etree.Element):
        is_element = top.tag == f"{XS}element"
        own, *inner = describe_type(top.get("name", ""), top[0] if is_element else top)
        (elements if is_element else types)[own[0]] = own[1]
        types.update(inner)
    return {"elements": elements, "types": types}


def refuse_strange(schema: etree._Element) -> None:
    """Raise a ValueError at the first thing in the schema that is not among UNDERSTOOD."""
    if schema.get("elementFormDefault") != "qualified":
        raise ValueError("the schema's elements are not qualified")
    for node in schema.iterdescendants(etree.Element):
        strange = set(map(str, node.attrib)) - UNDERSTOOD.get(str(node.tag), set())
        if str(node.tag) not in UNDERSTOOD or strange:
            raise ValueError(f"line {node.sourceline}: {node.tag} {sorted(strange)}")
        if any(node.get(key, value) != value for key, value in EXPECTED.items()):
            raise ValueError(f"line {node.sourceline}: {node.attrib}, not {EXPECTED}")


def describe_type(name: str, kind: etree._Element) -> Iterator[tuple[str, object]]:
    """Yield a type by its name, then each nameless type inside it by its place."""
    if kind.tag == f"{XS}simpleType":
        yield name, [each.get("value") for each in kind.iter(f"{XS}enumeration")]
        return
    members = kind.findall(f"{XS}sequence/{XS}element")
    attributes = kind.findall(f"{XS}attribute")
    uses = {own_name(each): use(name, each) for each in members}
    if len(uses) != len(members):
        raise ValueError(f"{name} has two members of one name")
    yield name, uses | {f"@{own_name(each)}": str(each.get("type")) for each in attributes}
    for each in members:
        for inner in each:
            yield from describe_type(f"{name}.{own_name(each)}", inner)


def own_name(node: etree._Element) -> str:
    """Return the name of a member, which may be a reference."""
    return strip_prefix(node.get("name") or node.get("ref") or "")


def strip_prefix(name: str) -> str:
    """Return the name of a declaration without prefix; XSD's own types keep their `xs:`."""
    return name.removeprefix("tns:")


def use(owner: str, member: etree._Element) -> str:
    """Return a member's type, with its occurrence unless that is once."""
    place = f"{owner}.{own_name(member)}"
    kind = strip_prefix(member.get("type") or member.get("ref") or place)
    least = member.get("minOccurs", "1")
    most = member.get("maxOccurs", "1").replace("unbounded", "*")
    return kind if (least, most) == ("1", "1") else f"{kind} {least}..{most}"


def check(files: Mapping[str, str], folder: Path) -> int:
    """Print the differences between our description in folder and files; return the status."""
    ours = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    names = sorted(ours.keys() | files.keys())
    pairs = ((name, ours.get(name, ""), files.get(name, "")) for name in names)
    found = [
        line
        for name, own, theirs in pairs
        for line in unified_diff(own.split("\n"), theirs.split("\n"), name, f"{name} of Amazon's")
    ]
    for line in found:
        print(line.rstrip())
    return 1 if found else 0


def write(files: Mapping[str, str], folder: Path) -> None:
    """Replace the files of our description in folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        print(folder / name)


def arguments() -> argparse.Namespace:
    """Return the arguments of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; say what differs from Amazon's"
    )
    parser.add_argument(
        "--source", type=Path, default=SOURCE, help=f"has VERSION/{DOCUMENT} (default: %(default)s)"
    )
    parser.add_argument("--target", type=Path, default=OURS, help="our data (default: %(default)s)")
    return parser.parse_args()


def main() -> int:
    """Write our description, or check it; return the exit status."""
    options = arguments()
    try:
        files = describe(options.source)
    except (ValueError, etree.XMLSyntaxError) as error:
        print(error, file=sys.stderr)
        return 2
    if not files:
        print(f"{options.source} has no schemas.", file=sys.stderr)
        return 2
    if options.check:
        return check(files, options.target)
    write(files, options.target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
