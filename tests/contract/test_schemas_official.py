"""Our own facts, schemas and WSDLs of the four versions, held against Amazon's."""

import importlib.util
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import zeep
from lxml import etree

from adapter.legacy_api.schemas import (
    VERSIONS,
    build_namespace,
    load_schema,
    restrict_answer,
    write_wsdl,
    write_xsd,
)
from adapter.settings.resources import find_data_folder
from adapter.xml import read as xml
from adapter.xml.element import Element

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "describe_legacy_schemas.py"
SCHEMAS = ROOT.parent / "shared" / "reference" / "schema"
NAME = "AWSMechanicalTurkRequester"
ADDRESS = "http://127.0.0.1:8080/?Service=AWSMechanicalTurkRequester&x=1"

if not SCHEMAS.is_dir():
    pytest.skip("the official schemas are not at hand", allow_module_level=True)

OFFICIAL = {each: etree.parse(SCHEMAS / each / f"{NAME}.xsd") for each in VERSIONS}
THEIRS = {version: etree.XMLSchema(document) for version, document in OFFICIAL.items()}
OURS = {each: etree.XMLSchema(etree.fromstring(write_xsd(each))) for each in VERSIONS}

# The schema demands a member of these results even beside an error.
DEMANDING = {"GetFileUploadURL", "GetReviewResultsForHIT"}

every_version = pytest.mark.parametrize("version", VERSIONS)


def answers():
    """(case, operation, root) of every golden answer but the front end's, which no schema has."""
    for path in sorted(find_data_folder("fixtures").glob("*/*/response.xml")):
        root = xml.read(path.read_text(encoding="utf-8"))
        if root.name != "Response":
            yield "/".join(path.parts[-3:-1]), root.name.removesuffix("Response"), root


ANSWERS = list(answers())


def failed(element):
    return element.name == "Errors" or (
        isinstance(element.content, tuple) and any(map(failed, element.content))
    )


def in_version(version, operation, root):
    shaped = restrict_answer(load_schema(version), operation, root.content)
    return placed(Element(root.name, shaped), build_namespace(version))


def placed(element, space):
    node = etree.Element(f"{{{space}}}{element.name}", nsmap={None: space})
    if isinstance(element.content, str):
        node.text = element.content
    else:
        node.extend([placed(each, space) for each in element.content])
    return node


def run(*arguments):
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


def script():
    spec = importlib.util.spec_from_file_location(SCRIPT.stem, SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# the facts


def test_our_facts_are_those_of_the_official_schemas():
    checked = run("--check")
    assert (checked.stdout, checked.returncode) == ("", 0)


def test_a_difference_is_shown(tmp_path):
    assert run("--target", tmp_path).returncode == 0
    file = tmp_path / "2014-08-15.json"
    file.write_text(file.read_text().replace('"Subdivision": "xs:string 0..1"', '"X": "xs:int"'))
    checked = run("--check", "--target", tmp_path)
    assert checked.returncode == 1
    assert '+   "Subdivision": "xs:string 0..1"' in checked.stdout


def test_a_version_that_we_lack_is_shown(tmp_path):
    assert run("--target", tmp_path).returncode == 0
    (tmp_path / "2011-10-01.json").unlink()
    assert run("--check", "--target", tmp_path).returncode == 1


def test_no_schemas_are_not_taken_for_agreement(tmp_path):
    assert run("--check", "--source", tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("<xs:sequence>", "<xs:choice>"),
        ('type="xs:string"', 'nillable="true" type="xs:string"'),
        ('use="required"', 'use="optional"'),
        ('"qualified"', '"unqualified"'),
    ],
)
def test_what_our_facts_could_not_say_stops_the_script(tmp_path, said, instead):
    text = (SCHEMAS / VERSIONS[-1] / f"{NAME}.xsd").read_text()
    for wanted, other in [(said, instead), (said.replace("<", "</"), instead.replace("<", "</"))]:
        text = text.replace(wanted, other)
    (tmp_path / VERSIONS[-1]).mkdir()
    (tmp_path / VERSIONS[-1] / f"{NAME}.xsd").write_text(text)
    assert run("--source", tmp_path, "--target", tmp_path).returncode == 2


# the schema


@every_version
def test_our_schema_says_what_the_official_one_says(version):
    facts = script().facts
    assert facts(etree.fromstring(write_xsd(version))) == facts(OFFICIAL[version].getroot())


@every_version
def test_the_schema_in_our_wsdl_is_our_schema(version):
    facts = script().facts
    [inside] = etree.fromstring(write_wsdl(version, ADDRESS)).iter("{*}schema")
    assert facts(inside) == facts(etree.fromstring(write_xsd(version)))


def richest():
    """One answer an operation, the longest."""
    by_length = sorted(ANSWERS, key=lambda each: len(str(each[2])))
    return {operation: root for _, operation, root in by_length}.items()


def mutated(document):
    """The document spoiled in one place, in every way at every place; undone after each."""
    for node in list(document.iter()):
        unknown = etree.SubElement(node, "Unknown")
        yield document
        node.remove(unknown)
        text, node.text = node.text, "Nonsense"
        yield document
        node.text = text
    for parent in list(document.iter()):
        children = list(parent)
        for child in children:
            parent[:] = [each for each in children if each is not child]
            yield document
        for first, second in pairwise(children):
            parent[:] = children
            parent.replace(second, etree.Element("Placeholder"))
            parent.insert(parent.index(first), second)
            parent.remove(parent.find("Placeholder"))
            yield document
        parent[:] = children


@every_version
def test_both_schemas_accept_and_refuse_the_same_documents(version):
    ours, theirs = OURS[version].validate, THEIRS[version].validate
    verdicts = []
    for operation, root in richest():
        if load_schema(version).has(operation):
            for spoiled in mutated(in_version(version, operation, root)):
                verdict = theirs(spoiled)
                assert ours(spoiled) == verdict, etree.tostring(spoiled)
                verdicts.append(verdict)
    assert verdicts.count(True) > 200
    assert verdicts.count(False) > 1500


# the answers


def sayable():
    """Every golden answer, in each version whose schema has a place for it."""
    for case, operation, root in ANSWERS:
        if operation not in DEMANDING or not failed(root):
            for version in filter(lambda each: load_schema(each).has(operation), VERSIONS):
                yield pytest.param(version, operation, root, id=f"{case}-{version}")


@pytest.mark.parametrize(("version", "operation", "root"), [*sayable()])
def test_every_golden_answer_is_valid_in_every_version_that_has_it(version, operation, root):
    THEIRS[version].assertValid(in_version(version, operation, root))


def test_there_are_answers_of_every_operation_to_validate():
    answered = {operation for _, operation, root in ANSWERS if not failed(root)}
    assert answered == set(load_schema(VERSIONS[-1]).operations)


def test_the_current_dialect_leaves_nothing_out_of_a_golden_answer():
    for case, operation, root in ANSWERS:
        names = sorted(told(root))
        shaped = Element(
            root.name, restrict_answer(load_schema(VERSIONS[-1]), operation, root.content)
        )
        assert sorted(told(shaped)) == names, case


def told(element):
    yield element.name
    if isinstance(element.content, str):
        yield element.content
    else:
        for each in element.content:
            yield from told(each)


# the WSDL


def operations_of(document):
    """What zeep makes of every operation, by service, port, binding and name."""
    return {
        (service.name, port.name, port.binding.name.text, name): (
            operation.soapaction,
            operation.style,
            operation.input.body.qname,
            operation.input.signature(),
            operation.output.body.qname,
            operation.output.signature(),
        )
        for service in document.services.values()
        for port in service.ports.values()
        for name, operation in port.binding._operations.items()
    }


def types_of(document):
    told = [*document.types.types, *document.types.elements]
    return {str(each.qname): each.signature(schema=document.types) for each in told}


@every_version
def test_zeep_makes_the_same_of_our_wsdl_as_of_the_official_one(version, tmp_path):
    path = tmp_path / "ours.wsdl"
    path.write_bytes(write_wsdl(version, ADDRESS))
    ours = zeep.Client(str(path)).wsdl
    theirs = zeep.Client(str(SCHEMAS / version / f"{NAME}.wsdl")).wsdl
    assert len(operations_of(ours)) == len(load_schema(version).operations)
    assert operations_of(ours) == operations_of(theirs)
    assert types_of(ours) == types_of(theirs)


@every_version
def test_the_names_of_messages_and_parts_are_the_official_ones(version):
    ours = etree.fromstring(write_wsdl(version, ADDRESS))
    theirs = etree.parse(SCHEMAS / version / f"{NAME}.wsdl").getroot()
    assert outline(ours) == outline(theirs)


def outline(root):
    """Everything beside the schema and the address, without regard to order."""
    schema = {each for types in root.iter("{*}types") for each in types.iter()}
    return sorted(
        (node.tag, *(str(up.get("name")) for up in node.iterancestors()), *sorted(node.items()))
        for node in root.iter(etree.Element)
        if node not in schema and not node.tag.endswith("}address")
    )


@every_version
def test_the_wsdl_has_the_address_asked_for(version):
    [place] = etree.fromstring(write_wsdl(version, ADDRESS)).iter("{*}address")
    assert place.get("location") == ADDRESS
