"""zeep, an independent SOAP client, calls every operation, with Amazon's own WSDL and with ours."""

from pathlib import Path

import pytest
import zeep
from lxml import etree
from support.serving import serving
from zeep.plugins import HistoryPlugin

from adapter.auth.accounts import Accounts
from adapter.legacy_api.schemas import VERSIONS, build_namespace, load_schema
from adapter.legacy_api.wires import find_wire
from adapter.recordings.folder import load_cases
from adapter.settings.resources import find_data_folder
from adapter.upstream.replay import ReplayUpstreams

SCHEMAS = Path(__file__).parents[2].parent / "shared" / "reference" / "schema"
NAME = "AWSMechanicalTurkRequester"
CASES = load_cases(find_data_folder("fixtures"))
GOOD = [case for case in CASES if b"<Errors>" not in case.response.body and not case.golden_only]
OPERATIONS = sorted({case.operation for case in GOOD})


@pytest.fixture(scope="module")
def adapter():
    with serving(ReplayUpstreams(CASES), accounts=Accounts()) as url:
        yield url


@pytest.fixture(scope="module", params=["official", "ours"])
def make(request, adapter):
    """A zeep client of a version, by either WSDL; none where the official one is not at hand."""
    made = {}

    def client(version):
        if version not in made:
            place = f"{adapter}AWSMechanicalTurk/{version}/{NAME}.wsdl"
            if request.param == "official":
                place = str(SCHEMAS / version / f"{NAME}.wsdl")
            history = HistoryPlugin()
            made[version] = zeep.Client(place, plugins=[history]), history
        return made[version]

    if request.param == "official" and not SCHEMAS.is_dir():
        pytest.skip("the official WSDLs are not at hand")
    yield client
    for each, _ in made.values():
        each.transport.session.close()


def nested(pairs):
    """The parameters of a golden case as zeep takes them: dictionaries, and lists of them."""
    tree = {}
    for name, text in pairs:
        *way, last = [step for step in name.split(".") if not step.isdigit()]
        numbers = [int(step) for step in name.split(".") if step.isdigit()]
        level = tree
        for depth, step in enumerate(way):
            items = level.setdefault(step, {})
            number = numbers[depth] if depth < len(numbers) else 1
            level = items.setdefault(number, {})
        level.setdefault(last, {})[len(level.get(last, {}))] = text
    return plain(tree)


def plain(level):
    return {
        name: [plain(item) if isinstance(item, dict) else item for _, item in sorted(items.items())]
        for name, items in level.items()
    }


def only(value):
    """zeep takes a list where the schema repeats, and the one item elsewhere."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def loosened(value):
    if isinstance(value, dict):
        return {name: only(loosened(inner)) for name, inner in value.items()}
    return [loosened(each) for each in value] if isinstance(value, list) else value


def called(client, url, case):
    [call] = find_wire(case.request).read(case.request).calls
    given = [(name, text) for name, text in call.parameters if text not in {"", "None"}]
    pairs = [(name.replace("HitId", "HITId"), text) for name, text in given]
    binding = next(iter(client.wsdl.bindings))
    use = client.create_service(binding, url)
    return getattr(use, case.operation)(
        AWSAccessKeyId="LEGACYTESTKEY",
        Timestamp="2026-11-21T20:18:36.481Z",
        Signature="c2lnbmF0dXJl",
        Request=[loosened(nested(pairs))],
    )


def called_by_the_first_that_can_be_said(client, url, operation):
    """Some cases spell a name as one REST client does, or say what only a later version has."""
    for case in GOOD:
        if case.operation == operation:
            try:
                return called(client, url, case)
            except (TypeError, ValueError):
                continue
    return pytest.fail("no case can be said in this version")


@pytest.mark.parametrize(
    ("version", "operation"),
    [
        (version, operation)
        for version in VERSIONS
        for operation in OPERATIONS
        if load_schema(version).has(operation)
    ],
)
def test_it_is_answered_in_its_version(make, adapter, version, operation):
    client, history = make(version)
    called_by_the_first_that_can_be_said(client, f"{adapter}?Service={NAME}", operation)
    [answer] = history.last_received["envelope"].iterfind("{*}Body/*")
    assert answer.tag == f"{{{build_namespace(version)}}}{operation}Response"
    assert b"IsValid>True" in etree.tostring(answer)
    if SCHEMAS.is_dir():
        document = etree.parse(SCHEMAS / version / f"{NAME}.xsd")
        etree.XMLSchema(document).assertValid(etree.fromstring(etree.tostring(answer)))
