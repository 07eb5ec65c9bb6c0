"""Files that requesters kept become a seed that can be loaded."""

import io
import json

import pytest
from support.batch_results import write_batch_results
from support.documents import KEY, TEST, answers
from support.market import ME

from adapter.errors import SeedError
from adapter.marketplace.documents import Answer, write_answers
from adapter.marketplace.imports import import_files
from adapter.marketplace.seeds import dump, load
from adapter.marketplace.storage.system_types import LOCALE

TYPE = {
    "QualificationTypeId": "3SKY",
    "CreationTime": 1401624000.5,
    "Name": "Sky",
    "Description": "D",
    "QualificationTypeStatus": "Active",
    "Test": TEST,
    "TestDurationInSeconds": 60,
    "AnswerKey": KEY,
    "IsRequestable": True,
    "AutoGranted": False,
}
HIT = {
    "HITId": "3HIT",
    "HITTypeId": "3TYPE",
    "HITGroupId": "3GROUP",
    "Title": "Look up",
    "Description": "D",
    "Reward": "0.10",
    "CreationTime": "2014-06-01T05:00:00-07:00",
    "Expiration": "2014-06-02T05:00:00-07:00",
    "MaxAssignments": 2,
    "AssignmentDurationInSeconds": 60,
    "AutoApprovalDelayInSeconds": 60,
    "HITStatus": "Reviewable",
    "HITReviewStatus": "NotReviewed",
    "QualificationRequirements": [],
    "NumberOfAssignmentsPending": 0,
    "NumberOfAssignmentsAvailable": 0,
    "NumberOfAssignmentsCompleted": 1,
}
ASSIGNMENT = {
    "AssignmentId": "3ASSIGNMENT",
    "HITId": "3HIT",
    "WorkerId": "AWORKER",
    "AssignmentStatus": "Approved",
    "AcceptTime": "2014-06-01T05:10:00-07:00",
    "SubmitTime": "2014-06-01T05:11:00-07:00",
    "AutoApprovalTime": "2014-06-01T05:12:00-07:00",
    "ApprovalTime": "2014-06-01T05:12:00-07:00",
    "Answer": answers("blue"),
}


class Imported:
    """The seed of some files, and the notes about them."""

    def __init__(self, seed, notes):
        self.seed, self.notes = seed, notes

    def __getitem__(self, name):
        """The items of a list, or the only one."""
        items = self.seed[name]
        return items[0] if len(items) == 1 else items


@pytest.fixture
def make_seed(tmp_path, monkeypatch):
    """Imports files of these names and contents."""
    monkeypatch.chdir(tmp_path)

    def make_seed(**contents):
        files = []
        for name, content in contents.items():
            text = content if isinstance(content, str | bytes) else json.dumps(content)
            file = tmp_path / name.replace("_", ".")
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
            files.append(file.relative_to(tmp_path))
        output = io.StringIO()
        with import_files(files, lambda *_: None) as imported:
            imported.write(ME, output)
            return Imported(json.loads(output.getvalue()), imported.notes)

    return make_seed


def loaded(market, imported):
    """What a marketplace has after it loaded the seed."""
    load(market.service, json.dumps(imported.seed), "seed.json")
    return dump(market.service, ME)


def test_batch_results_are_hits_and_assignments(make_seed, market):
    imported = make_seed(
        batch_csv=write_batch_results({}, {"AssignmentId": "3SECOND", "WorkerId": "AOTHER"})
    )
    assert imported["HITs"] == {
        "HITId": "3HIT",
        "HITTypeId": "3TYPE",
        "Title": "Colours",
        "Description": "Say the colour",
        "Keywords": "colour, sky",
        "Reward": "0.05",
        "CreationTime": "2014-10-09T07:30:20Z",
        "Expiration": "2014-10-16T07:30:20Z",
        "MaxAssignments": 2,
        "RequesterAnnotation": "BatchId:1;OriginalHitTemplateId:928390870;",
        "AssignmentDurationInSeconds": 600,
        "AutoApprovalDelayInSeconds": 259200,
        "HITLayoutId": "TEMPLATE928390870",
        "HITLayoutParameters": [{"Name": "image", "Value": "http://example.test/1.png"}],
    }
    assert imported["Assignments"][0] == {
        "AssignmentId": "3ASSIGNMENT",
        "HITId": "3HIT",
        "WorkerId": "AWORKER",
        "AssignmentStatus": "Approved",
        "AcceptTime": "2014-10-09T07:40:00Z",
        "SubmitTime": "2014-10-09T07:41:00Z",
        "AutoApprovalTime": "2014-10-12T07:41:00Z",
        "ApprovalTime": "2014-10-10T08:41:00Z",
        "Answer": write_answers(
            [Answer("colour", text="blue"), Answer("why", text="It is the sky,\nand noon.")]
        ),
    }
    assert imported.notes == [
        "the Question is not in the file: the HIT has its Input columns (batch.csv:2, batch.csv:4)"
    ]
    market.clock.move(days=-1000)
    [hit] = loaded(market, imported)["HITs"]
    assert (hit["HITStatus"], hit["NumberOfAssignmentsCompleted"]) == ("Reviewable", 2)


@pytest.mark.parametrize(
    ("cells", "decision"),
    [
        ({"Approve": "x"}, ("Approved", None)),
        ({"Reject": "Empty."}, ("Rejected", "Empty.")),
        ({}, ("Submitted", None)),
        ({"AssignmentStatus": "Rejected", "Approve": "x"}, ("Rejected", None)),
    ],
)
def test_the_columns_approve_and_reject_decide_what_is_submitted(make_seed, cells, decision):
    row = {"AssignmentStatus": "Submitted", "ApprovalTime": "", **cells}
    imported = make_seed(batch_csv=write_batch_results(row))
    found = imported["Assignments"]
    assert (found["AssignmentStatus"], found.get("RequesterFeedback")) == decision
    told = "it counts as decided because of its Approve or Reject column (batch.csv:2)"
    assert (told in imported.notes) == (decision[0] != row["AssignmentStatus"])


def test_what_spreadsheets_make_of_a_file_is_read(make_seed):
    text = "\ufeff" + write_batch_results({"Answer.more": "é"}, delimiter=";")
    imported = make_seed(batch_csv=text.replace("\r\n", "\n"))
    assert "<FreeText>é</FreeText>" in imported["Assignments"]["Answer"]


def test_cells_that_nothing_is_made_of_are_named(make_seed):
    row = {"Input.image": "", "Grade": "1", "RequesterAnnotation": ""}
    imported = make_seed(batch_csv=write_batch_results(row))
    assert imported.notes[0] == "the column Grade is not kept (batch.csv:1)"
    assert imported["HITs"]["HITLayoutId"] == "TEMPLATE3TYPE"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a,b\n1,2\n", "b.csv:1: it has no column HITId, AssignmentId, WorkerId, Assign"),
        ("", "b.csv:1: it has no column HITId"),
        (write_batch_results({"SubmitTime": "yesterday"}),
         "b.csv:2: SubmitTime: expected a time such as Thu Oct 09 07:30:20 PDT 2025, not 'yest"),
        (write_batch_results({"SubmitTime": "Thu Oct 09 07:30:20 XYZ 2014"}), "not 'Thu Oct 09 07"),
        (write_batch_results({}, {"MaxAssignments": "2.0"}),
         "b.csv:4: MaxAssignments: expected a number, not '2.0'"),
        (write_batch_results({"Reward": "5 cents"}), "b.csv:2: Reward: "),
        (write_batch_results({"AssignmentStatus": "Done"}), "b.csv:2: AssignmentStatus: "),
        (write_batch_results({"AssignmentId": ""}), "b.csv:2: AssignmentId: required, but missing"),
        (write_batch_results({"Answer.why": "\x01"}), "b.csv:2: Answer: "),
        (write_batch_results({}) + '"3HIT","cut"\r\n', "b.csv:4: 2 cells where line 1 has 32"),
        (write_batch_results({}) + '"3HIT","cut', "b.csv:4: it is not CSV: unexpected end of data"),
        (write_batch_results({"Title": "é"}).encode("latin-1"), "b.csv: it is not UTF-8 text"),
        ('{"HITs": [{"HITId": 3}]}', "b.csv: $.HITs[0]: HITId: expected a text"),
        ('{"HITs": [{"Title": "T"}]}', "b.csv: $.HITs[0]: HITId: required, but missing"),
        ('{"HITs": [', "b.csv: it is not JSON (parse error: premature EOF)"),
        ('{"Regions": []}', "b.csv: it is no answer that can be imported"),
        ('[{"HITId": "3HIT"}]', "b.csv: it is no answer that can be imported"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_with_its_place(make_seed, content, problem):
    with pytest.raises(SeedError) as caught:
        make_seed(b_csv=content)
    assert problem in str(caught.value)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with (
        pytest.raises(SeedError, match=r"none\.csv: it cannot be read: No such file"),
        import_files([tmp_path / "none.csv"], lambda *_: None),
    ):
        pass


def test_problems_of_several_files_are_listed_up_to_a_hundred(make_seed):
    rows = [{"SubmitTime": "yesterday"}] * 150
    with pytest.raises(SeedError) as caught:
        make_seed(a_csv=write_batch_results({"Reward": "x"}), b_csv=write_batch_results(*rows))
    lines = str(caught.value).splitlines()
    assert len(lines) == 100
    assert lines[0].startswith("a.csv:2: Reward: ")
    assert lines[1].startswith("b.csv:2: SubmitTime: ")


def test_saved_answers_are_all_lists_of_a_seed(make_seed, market):
    worker = {"QualificationTypeId": "3SKY", "WorkerId": "AWORKER"}
    imported = make_seed(
        types_json={"NumResults": 1, "QualificationTypes": [TYPE, {"QualificationTypeId": LOCALE}]},
        requests_json={"QualificationRequests": [
            {**worker, "QualificationRequestId": "3R", "Test": TEST, "Answer": answers("blue"),
             "SubmitTime": "2014-06-01T12:00:00Z"}]},
        workers_json={"Qualifications": [
            {**worker, "WorkerId": "AOTHER", "GrantTime": 1401624000, "IntegerValue": 10,
             "Status": "Granted"}]},
        hits_json={"HITs": [HIT]},
        assignments_json={"Assignments": [ASSIGNMENT]},
        bonuses_json={"BonusPayments": [
            {"WorkerId": "AWORKER", "BonusAmount": "1.50", "AssignmentId": "3ASSIGNMENT",
             "Reason": "R", "GrantTime": 1401624000.0}]},
        blocks_json={"WorkerBlocks": [{"WorkerId": "ABLOCKED", "Reason": "R"}]},
        balance_json={"AvailableBalance": "12.50"},
    )  # fmt: skip
    assert imported.notes == []
    found = loaded(market, imported)
    assert found["Account"] == {"AccessKeyId": ME, "AvailableBalance": "12.50"}
    assert {name: len(items) for name, items in found.items() if name != "Account"} == {
        "QualificationTypes": 1,
        "QualificationRequests": 1,
        "Qualifications": 1,
        "HITTypes": 1,
        "HITs": 1,
        "Assignments": 1,
        "BonusPayments": 1,
        "WorkerBlocks": 1,
    }
    assert found["QualificationTypes"][0]["CreationTime"] == "2014-06-01T12:00:00.500000Z"
    # One of two assignments was done, and the HIT had ended when the list was saved.
    assert found["HITs"][0] | HIT == found["HITs"][0] | {
        **HIT,
        "CreationTime": HIT["CreationTime"],
        "Expiration": HIT["Expiration"],
    }
    assert found["HITs"][0]["HITStatus"] == "Reviewable"


def test_a_file_may_have_several_answers_and_answers_about_one_item(make_seed):
    imported = make_seed(
        pages_json=json.dumps({"HITs": [HIT], "NextToken": "t"}, indent=1)
        + json.dumps({"HITs": []})
        + json.dumps({"HIT": {**HIT, "HITId": "3NEXT"}, "ResponseMetadata": {"a": {"b": 1}}}),
        type_json={"QualificationType": TYPE},
    )
    assert [hit["HITId"] for hit in imported["HITs"]] == ["3HIT", "3NEXT"]
    assert imported["QualificationTypes"]["Name"] == "Sky"
    assert imported.notes == [
        "the list goes on after this page: its other pages are needed (pages.json: $.NextToken)",
        (
            "decided assignments are missing: save list-assignments-for-hit, too "
            "(pages.json: $.HITs[0], pages.json: $.HIT)"
        ),
    ]


def test_what_a_later_file_states_counts_and_the_rest_stays(make_seed):
    imported = make_seed(
        hits_json={"HITs": [{**HIT, "Question": TEST}]},
        later_json={"HITs": [{"HITId": "3HIT", "Title": "Look down"}]},
        assignment_json={"Assignment": {**ASSIGNMENT, "AssignmentStatus": "Submitted"}},
        batch_csv=write_batch_results({"Title": "", "ApprovalTime": ""}),
    )
    hit = imported["HITs"]
    assert (hit["Title"], hit["Question"], hit["Keywords"]) == ("Look down", TEST, "colour, sky")
    assert imported["Assignments"]["AssignmentStatus"] == "Approved"


def test_what_items_refer_to_and_no_file_has_is_added_and_said(make_seed, market):
    requirement = {"QualificationTypeId": "3FAR", "Comparator": "Exists"}
    imported = make_seed(
        workers_json={"Qualifications": [{"QualificationTypeId": "3SKY", "WorkerId": "AWORKER"}]},
        hits_json={"HITs": [{**HIT, "HITId": "3OTHER", "QualificationRequirements": [requirement],
                             "NumberOfAssignmentsCompleted": 0}]},
        assignments_json={"Assignments": [ASSIGNMENT]},
        bonuses_json={"BonusPayments": [{"AssignmentId": "3GONE", "BonusAmount": "1.00"}]},
    )  # fmt: skip
    assert imported.notes == [
        (
            "a qualification type is in none of the files, so its name is its id "
            "(hits.json: $.HITs[0]: 3FAR, workers.json: $.Qualifications[0]: 3SKY)"
        ),
        (
            "a HIT is in none of the files, so it has no more than its assignments "
            "(assignments.json: $.Assignments[0]: 3HIT)"
        ),
        (
            "a bonus is left out, because its assignment is in none of the files "
            "(bonuses.json: $.BonusPayments[0])"
        ),
    ]
    found = loaded(market, imported)
    assert [each["Name"] for each in found["QualificationTypes"]] == ["3FAR", "3SKY"]
    assert [(hit["HITId"], hit["Expiration"]) for hit in found["HITs"]] == [
        ("3OTHER", "2014-06-02T12:00:00Z"),
        ("3HIT", "2014-06-01T12:11:00Z"),
    ]


def test_what_a_seed_cannot_have_is_left_out_and_said(make_seed, market):
    imported = make_seed(
        hits_json={"HITs": [{**HIT, "Question": "<Nothing/>", "MaxAssignments": 1, "Colour": 1,
                             "NumberOfAssignmentsPending": 1, "HITStatus": "Unassignable"}]},
        types_json={"QualificationTypes": [{**TYPE, "Test": "<Nothing/>", "AutoGrantedValue": 1}]},
        assignments_json={"Assignments": [
            ASSIGNMENT, {**ASSIGNMENT, "AssignmentId": "3SECOND", "WorkerId": "AOTHER"}]},
    )  # fmt: skip
    begun = [note.partition(":")[0].partition(" (")[0] for note in imported.notes]
    assert begun == [
        "Colour of HITs is not kept",
        "Question is left out, because it is invalid",
        "Test is left out, because it is invalid",
        "MaxAssignments is raised to the number of assignments",
        "assignments that workers had accepted are open again",
    ]
    found = loaded(market, imported)
    assert found["HITs"][0]["MaxAssignments"] == 2
    assert not found["QualificationTypes"][0].keys() & {"Test", "AnswerKey", "AutoGrantedValue"}
