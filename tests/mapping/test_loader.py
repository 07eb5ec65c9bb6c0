import shutil

import pytest

from adapter.errors import MappingError, ProtocolError
from adapter.mapping.catalogue import load
from adapter.settings.resources import find_data_folder

GRANT = (find_data_folder("mappings") / "GrantQualification.yaml").read_text(encoding="utf-8")


@pytest.fixture
def mappings(tmp_path):
    shutil.copytree(find_data_folder("mappings"), tmp_path / "mappings")
    return tmp_path / "mappings"


def refused(mappings, old, new):
    (mappings / "GrantQualification.yaml").write_text(GRANT.replace(old, new), encoding="utf-8")
    with pytest.raises(MappingError) as error:
        load(mappings)
    assert error.value.place == "GrantQualification.yaml"
    return error.value.text


def test_every_mapping_is_found_by_its_operation():
    catalogue = load(find_data_folder("mappings"))
    assert all(catalogue.find(name).operation == name for name in catalogue.mappings)


def test_a_wrong_name_that_clients_send_is_found():
    found = load(find_data_folder("mappings")).find("DisposeQualficationType")
    assert found.operation == "DisposeQualificationType"


@pytest.mark.parametrize("name", ["getQualificationRequest", "", "\x00" * 9, "CreateHIT" * 99])
def test_an_unknown_operation_is_a_front_fault_with_the_nearest_name(name):
    with pytest.raises(ProtocolError) as error:
        load(find_data_folder("mappings")).find(name)
    [problem] = error.value.problems
    assert problem.code == "AWS.InvalidOperationParameter"
    assert ("Did you mean GetQualificationRequests?" in problem.message) == name.startswith("get")
    assert len(problem.message) < 300


def test_an_unknown_field_is_refused_with_its_path(mappings):
    text = refused(mappings, "  - id: granted", "  - id: granted\n    wehn: request.IntegerValue")
    assert text == "$.calls[0]: unknown field wehn"


def test_a_wrong_type_is_refused_with_its_path(mappings):
    text = refused(mappings, "required: true", "required: yes please")
    assert text.startswith("$.request[0].required: ")


def test_a_number_is_no_text(mappings):
    assert refused(mappings, "fidelity: exact", "fidelity: 1").startswith("$.fidelity: ")


def test_a_value_that_json_does_not_have(mappings):
    text = refused(mappings, "summary: Grant", "summary: !!set {a} #")
    assert text == "$: Object of type set is not JSON serializable"


def test_a_key_given_twice_is_refused(mappings):
    text = refused(mappings, "fidelity: exact", "fidelity: exact\nfidelity: lossy")
    assert "duplicate key" in text


def test_losses_are_stated_unless_exact(mappings):
    assert "losses" in refused(mappings, "fidelity: exact", "fidelity: lossy")


def test_a_default_outside_the_enumeration_is_refused(mappings):
    text = refused(mappings, "type: integer, default: 1", "type: enum, of: [One], default: Two")
    assert "not among `of`: Two" in text


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("shape: Price\n  members: [{name: X}]\n  from: granted.X", "`members` or a `shape`"),
        ("shape: Price", "`shape` and `from` go together"),
        ("from: granted.X", "`shape` and `from` go together"),
    ],
)
def test_an_answer_has_members_or_a_shape_with_its_source(mappings, answer, reason):
    element = "  element: GrantQualificationResult"
    assert reason in refused(mappings, element, f"{element}\n  {answer}")


def test_what_a_failure_leaves_behind_is_said_of_several_calls_and_only_then(mappings):
    said = "on_partial_failure: Nothing is changed.\nresponse:"
    assert "on_partial_failure" in refused(mappings, "response:", said)
    second = "calls:\n  - {id: before, operation: GetAccountBalance}"
    assert "on_partial_failure" in refused(mappings, "calls:", second)


def test_a_file_is_named_after_its_operation(mappings):
    text = refused(mappings, "operation: GrantQualification\n", "operation: Grant\n")
    assert "its name must be Grant.yaml" in text


def test_what_is_not_yaml_is_refused(mappings):
    assert refused(mappings, "request:", "request: [")


def test_a_folder_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(MappingError, match="no such folder"):
        load(tmp_path / "none")
