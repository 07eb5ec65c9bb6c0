"""Documents held against the schemas by the JDK's Xerces too, as the retired service held them.

By our own schemas everywhere, and by Amazon's official ones where they are at hand. In both, what
we take for valid is what Xerces takes; libxml2 with the official schemas differs in addresses.
"""

import ast
import json
import re
import runpy
import shutil
from copy import deepcopy
from itertools import islice
from pathlib import Path

import pytest
from lxml import etree
from support.documents import KEY, TEST, answers
from support.work import QUESTION
from support.xerces import needs_jdk, validate

from adapter.marketplace import seeds
from adapter.marketplace.documents.addresses import check_addresses
from adapter.marketplace.documents.kinds import SCHEMAS, XHTML_SCHEMA
from adapter.settings.resources import find_data_folder
from adapter.xml import schema as xml_schema

TESTS = Path(__file__).parents[1]
OFFICIAL = TESTS.parents[1] / "shared" / "reference" / "schema"
OFFICIAL_XHTML = OFFICIAL / "2006-07-14" / "FormattedContentXHTMLSubset.xsd"
XHTML = "http://www.w3.org/1999/xhtml"
BY_NAMESPACE = {each.namespace: each for several in SCHEMAS.values() for each in several}
RULES = TESTS / "marketplace" / "documents" / "test_refused_documents.py"
DOCUMENT = re.compile(
    r"<(QuestionForm|AnswerKey|HTMLQuestion|ExternalQuestion|QuestionFormAnswers)\b.*?(?:/>|</\1>)",
    re.DOTALL,
)
ADDRESSES = (
    "https://",
    "ftp://a/",
    "http://h/?a[]=1",
    'https://h/?{"a":[1]}',
    "http://h:p/",
    "a b",
)


def written():
    """Every document in the recorded cases, the captures, the demo and the tests."""
    yield from (TEST, KEY, answers("blue"), QUESTION)
    rules = runpy.run_path(str(RULES))
    for _, _, refused, _, taken in rules["RULES"]:
        yield from (refused, taken)
    for _, refused, _, taken in rules["XHTML"]:
        yield from (f'<FormattedContent xmlns="{XHTML}">{each}</FormattedContent>'
                    for each in (refused, taken))  # fmt: skip
    for text in texts():
        yield from (found[0] for found in DOCUMENT.finditer(text))


def texts():
    """The texts that documents stand in."""
    yield from (
        path.read_text() for path in sorted(find_data_folder("fixtures").glob("*/*/calls.yaml"))
    )
    for path in sorted((TESTS / "captures").glob("*.jsonl")):
        for line in path.read_text().splitlines():
            yield from (text for _, text in json.loads(line).get("params") or ())
    demo = json.loads((Path(seeds.__file__).parent / "demo.json").read_text())
    yield from (each for each in strings(demo))
    for path in sorted(TESTS.rglob("*.py")):
        nodes = ast.walk(ast.parse(path.read_text()))
        yield from (each.value for each in nodes if isinstance(each, ast.Constant)
                    and isinstance(each.value, str))  # fmt: skip


def strings(value):
    """The strings in a JSON document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def changes(node):
    """Every way to change a node in one place."""
    yield lambda each: etree.SubElement(each, "Unknown")
    for text in ("Nonsense", *(ADDRESSES if "://" in (node.text or "") else ())):
        yield lambda each, text=text: setattr(each, "text", text)
    for name in node.attrib:
        for text in ("", "x", "-1", *ADDRESSES):
            yield lambda each, name=name, text=text: each.set(name, text)
    for place in range(len(node)):
        yield lambda each, place=place: each.remove(each[place])
        yield lambda each, place=place: each.insert(0, each[place])


def spoiled(document):
    """The document changed in one place, in every way at every place."""
    root = etree.fromstring(document)
    for place, node in enumerate(root.iter()):
        for change in changes(node):
            copied = deepcopy(root)
            change(next(islice(copied.iter(), place, None)))
            yield etree.tostring(copied, encoding="unicode")


def read(text):
    """The document, where it is one that a schema can be held against."""
    try:
        return xml_schema.read(text, 1_100_000)
    except ValueError:
        return None


WHOLE = [path.read_text() for path in sorted((TESTS / "documents").glob("*.xml"))]
MADE = [made for document in WHOLE for made in spoiled(document)]
DOCUMENTS = list(dict.fromkeys([*written(), *WHOLE, *MADE]))


def by_schema(schemas):
    """The documents that have a schema, each with it and what we read."""
    found = [(text, read(text)) for text in DOCUMENTS]
    return [
        (schemas[document.root.namespace], text, document)
        for text, document in found
        if document is not None and document.root.namespace in schemas
    ]


def is_valid(document):
    """Whether we take it: by our schema, and its addresses by our reading of them."""
    ours = BY_NAMESPACE.get(document.root.namespace)
    schema = XHTML_SCHEMA if ours is None else ours.path
    return not document.find_faults(schema) and not list(check_addresses(document.root))


@needs_jdk
def test_xerces_and_libxml2_read_our_schemas_alike():
    schemas = {each.namespace: each.path for each in BY_NAMESPACE.values()} | {XHTML: XHTML_SCHEMA}
    documents = by_schema(schemas)
    errors = validate([(schema, text) for schema, text, _ in documents])
    assert [
        (text, error)
        for (schema, text, document), error in zip(documents, errors, strict=True)
        if (not document.find_faults(schema)) is not (error == "")
    ] == []
    assert errors.count("") > 100
    assert len(errors) - errors.count("") > 300


@pytest.fixture(scope="module")
def official(tmp_path_factory):
    """Amazon's schemas by namespace; that of XHTML beside the one that it imports."""
    if not OFFICIAL.is_dir():
        pytest.skip("the official schemas are not at hand")
    beside = tmp_path_factory.mktemp("xhtml")
    shutil.copy(OFFICIAL_XHTML, beside)
    shutil.copy(XHTML_SCHEMA.parents[1] / "xml.xsd", beside)
    found = {
        each.namespace: OFFICIAL / each.version / f"{each.root}.xsd"
        for each in BY_NAMESPACE.values()
    }
    return {name: path for name, path in found.items() if path.is_file()} | {
        XHTML: beside / OFFICIAL_XHTML.name
    }


@needs_jdk
def test_we_take_what_xerces_takes_by_the_official_schemas(official):
    documents = by_schema(official)
    errors = validate([(schema, text) for schema, text, _ in documents])
    assert [
        (text, error)
        for (_, text, document), error in zip(documents, errors, strict=True)
        if is_valid(document) is not (error == "")
    ] == []


@needs_jdk
def test_libxml2_with_the_official_schemas_differs_from_xerces_in_addresses_alone(official):
    compiled = {name: etree.XMLSchema(etree.parse(path)) for name, path in official.items()}
    documents = by_schema(official)
    errors = validate([(schema, text) for schema, text, _ in documents])
    differing = []
    for (_, text, document), error in zip(documents, errors, strict=True):
        schema = compiled[document.root.namespace]
        if schema.validate(etree.fromstring(text)) is not (error == ""):
            differing.append(text)
            assert "URI" in error or re.search("URI|URLType", str(schema.error_log)), text
    assert len(differing) > 30
