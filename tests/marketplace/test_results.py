"""Results as files: batch results, the command line tools' results, and JSON."""

from __future__ import annotations

import csv
import io
import json

import pytest
from support.market import ME, OTHER
from support.work import accept, make, submit_work

from adapter.marketplace import RequestError
from adapter.marketplace.batch_summaries import BatchId
from adapter.marketplace.batches import Batch, post_batch, read_rows
from adapter.marketplace.documents import Answer, write_answers
from adapter.marketplace.imports import import_files
from adapter.marketplace.results import Format, Wanted, open_results
from adapter.marketplace.workers import Worker

HEADER = (
    '"HITId","HITTypeId","Title","Description","Keywords","Reward","CreationTime","MaxAssignments",'
    '"RequesterAnnotation","AssignmentDurationInSeconds","AutoApprovalDelayInSeconds","Expiration",'
    '"NumberOfSimilarHITs","LifetimeInSeconds","AssignmentId","WorkerId","AssignmentStatus",'
    '"AcceptTime","SubmitTime","AutoApprovalTime","ApprovalTime","RejectionTime",'
    '"RequesterFeedback","WorkTimeInSeconds","LifetimeApprovalRate","Last30DaysApprovalRate",'
    '"Last7DaysApprovalRate","Input.image","Answer.colour","Answer.why","Approve","Reject"\r\n'
)
TOOLS_HEADER = (
    "hitid hittypeid title description keywords reward creationtime assignments numavailable "
    "numpending numcomplete hitstatus reviewstatus annotation assignmentduration "
    "autoapprovaldelay hitlifetime viewhit assignmentid workerid assignmentstatus "
    "autoapprovaltime assignmentaccepttime assignmentsubmittime assignmentapprovaltime "
    "assignmentrejecttime deadline feedback reject Answer.colour Answer.why"
)


def write(market, form=Format.CSV, wanted=None, account=ME, **options):
    with open_results(market.service, account, wanted or Wanted()) as results:
        return "".join(results.write(form, **options))


def read(market, **options):
    return list(csv.DictReader(io.StringIO(write(market, **options), newline="")))


@pytest.fixture
def batch(market):
    """The ids of two HITs that are made of a layout, as the requester's site makes them."""
    html = "<img src='${image}'><input name='colour'>"
    posted = post_batch(
        market.service,
        ME,
        Batch(
            html=html,
            rows=read_rows("image\n1.png\n=2.png\n", html),
            name="colours",
            frame_height=0,
            properties={
                "Title": "Colours",
                "Description": "Say the colour.",
                "Keywords": "sky, sea",
                "Reward": "0.05",
                "MaxAssignments": 3,
                "AssignmentDurationInSeconds": 600,
                "LifetimeInSeconds": 86400,
                "AutoApprovalDelayInSeconds": 259200,
                "RequesterAnnotation": "BatchId:1;OriginalHitTemplateId:7;",
            },
        ),
    )
    return posted.hit_ids


def work(market, hit_id, worker, **answers):
    assignment_id = accept(market, hit_id, worker)
    market.clock.move(seconds=75)
    Worker(market.service, worker).submit(assignment_id, answers)
    return assignment_id


def test_batch_results_have_the_columns_and_forms_of_the_requester_site(market, batch):
    first = work(market, batch[0], "AONE", colour="blue", why="It is\nnoon.")
    market("ApproveAssignment", AssignmentId=first, RequesterFeedback="Good")
    second = work(market, batch[1], "AONE", colour='say "red"')
    text = write(market)
    assert text.startswith(HEADER)
    assert text.count("\r\n") == 3
    rows = read(market)
    assert rows[0] == {
        "HITId": batch[0],
        "HITTypeId": rows[1]["HITTypeId"],
        "Title": "Colours",
        "Description": "Say the colour.",
        "Keywords": "sky, sea",
        "Reward": "$0.05",
        "CreationTime": "Fri Jun 01 12:00:00 UTC 2018",
        "MaxAssignments": "3",
        "RequesterAnnotation": "BatchId:1;OriginalHitTemplateId:7;",
        "AssignmentDurationInSeconds": "600",
        "AutoApprovalDelayInSeconds": "259200",
        "Expiration": "Sat Jun 02 12:00:00 UTC 2018",
        "NumberOfSimilarHITs": "",
        "LifetimeInSeconds": "",
        "AssignmentId": first,
        "WorkerId": "AONE",
        "AssignmentStatus": "Approved",
        "AcceptTime": "Fri Jun 01 12:00:00 UTC 2018",
        "SubmitTime": "Fri Jun 01 12:01:15 UTC 2018",
        "AutoApprovalTime": "Mon Jun 04 12:01:15 UTC 2018",
        "ApprovalTime": "Fri Jun 01 12:01:15 UTC 2018",
        "RejectionTime": "",
        "RequesterFeedback": "Good",
        "WorkTimeInSeconds": "75",
        "LifetimeApprovalRate": "100% (1/1)",
        "Last30DaysApprovalRate": "100% (1/1)",
        "Last7DaysApprovalRate": "100% (1/1)",
        "Input.image": "1.png",
        "Answer.colour": "blue",
        "Answer.why": "It is\nnoon.",
        "Approve": "",
        "Reject": "",
    }
    assert (rows[1]["AssignmentId"], rows[1]["Answer.colour"]) == (second, 'say "red"')
    assert (rows[1]["Input.image"], rows[1]["Answer.why"]) == ("'=2.png", "")


def test_rates_are_of_the_periods_before_now(market, batch):
    for number, (hit_id, decision) in enumerate(
        ((batch[0], "Approve"), (batch[1], "Reject"), (make(market), "Approve"))
    ):
        assignment_id = work(market, hit_id, "AONE", colour=str(number))
        feedback = {"RequesterFeedback": "So"}
        market(f"{decision}Assignment", AssignmentId=assignment_id, **feedback)
        market.clock.move(hours=5)
    waiting = work(market, batch[0], "ATWO", colour="x")
    market.clock.move(days=2)
    rates = [f"{each}ApprovalRate" for each in ("Lifetime", "Last30Days", "Last7Days")]

    def show():
        return {row["WorkerId"]: [row[each] for each in rates] for row in read(market)}

    assert show() == {"AONE": ["66% (2/3)"] * 3, "ATWO": ["0% (0/0)"] * 3}
    market("ApproveAssignment", AssignmentId=waiting)
    market.clock.move(days=20)
    assert show()["AONE"] == ["66% (2/3)", "66% (2/3)", "0% (0/0)"]
    market.clock.move(days=20)
    assert show()["AONE"] == ["66% (2/3)", "0% (0/0)", "0% (0/0)"]


def test_answers_are_written_as_the_requester_site_wrote_them(market):
    document = write_answers(
        [
            Answer("box", text="a|b"),
            Answer("twice", text="one"),
            Answer("twice", text="two"),
            Answer("some", ("x", "y"), "and more"),
            Answer("none", ()),
            Answer("file", size=5, file_key="KEY"),
            Answer("empty", text=""),
        ]
    )
    assignment_id = accept(market, make(market))
    Worker(market.service, "AWORKER").submit(assignment_id, document)
    [row] = read(market)
    answers = {name: cell for name, cell in row.items() if name.startswith("Answer.")}
    assert answers == {
        "Answer.box": "a|b",
        "Answer.empty": "",
        "Answer.file": "KEY",
        "Answer.none": "",
        "Answer.some": "x|y|and more",
        "Answer.twice": "one|two",
    }
    assert list(answers) == sorted(answers)


def test_the_tools_results_have_their_columns_and_a_mark_for_what_is_rejected(market, batch):
    first = work(market, batch[0], "AONE", colour="blue", why="=1")
    market("RejectAssignment", AssignmentId=first, RequesterFeedback="All alike")
    work(market, batch[0], "ATWO", colour="red")
    lines = write(market, Format.CLT).splitlines()
    header, row, other = csv.reader(lines, delimiter="\t")
    assert " ".join(header) == TOOLS_HEADER
    cells = dict(zip(header, row, strict=True))
    assert (cells["hitid"], cells["assignmentid"], cells["reward"]) == (batch[0], first, "$0.05")
    assert [cells[f"num{each}"] for each in ("available", "pending", "complete")] == ["1", "0", "1"]
    assert (cells["hitstatus"], cells["reviewstatus"]) == ("Assignable", "NotReviewed")
    assert cells["assignmentrejecttime"] == "Fri Jun 01 12:01:15 UTC 2018"
    assert (cells["feedback"], cells["reject"], cells["Answer.why"]) == ("All alike", "y", "'=1")
    assert dict(zip(header, other, strict=True))["reject"] == ""


def test_json_has_the_cells_by_column(market, batch):
    assert json.loads(write(market, Format.JSON)) == []
    work(market, batch[1], "AONE", colour="=blue")
    work(market, batch[1], "ATWO", colour="red")
    rows = json.loads(write(market, Format.JSON))
    assert [row["Answer.colour"] for row in rows] == ["=blue", "red"]
    assert rows[0].keys() <= set(next(csv.reader([HEADER])))


def test_texts_for_programs_are_written_as_they_are(market, batch):
    work(market, batch[1], "AONE", colour="-5")
    assert read(market)[0]["Answer.colour"] == "'-5"
    [row] = read(market, is_raw=True)
    assert (row["Answer.colour"], row["Input.image"]) == ("-5", "=2.png")


def test_results_can_be_of_one_hit_type_group_or_batch(market, batch):
    for hit_id in (*batch, make(market)):
        work(market, hit_id, "AONE", q="1")
    theirs = submit_work(market, make(market, OTHER))
    type_id, group_id = (
        market("GetHIT", HITId=batch[0])["HIT"][f"HIT{each}Id"] for each in ("Type", "Group")
    )

    def count(**wanted):
        return len(read(market, wanted=Wanted(**wanted)))

    assert count() == 3
    assert count(hit_id=batch[0]) == 1
    assert count(type_id=type_id) == count(group_id=group_id) == 2
    assert count(batch=BatchId(type_id, "1")) == 2
    for nothing in ({"hit_id": theirs}, {"group_id": "3NONE"}, {"batch": BatchId(type_id)}):
        with pytest.raises(RequestError, match="The account AKIDME has no such HIT"):
            count(**nothing)


def test_what_is_due_is_done_before_and_what_is_deleted_is_left_out(market, batch):
    work(market, batch[0], "AONE", colour="blue")
    market.clock.move(days=4)
    assert [row["AssignmentStatus"] for row in read(market)] == ["Approved"]
    market("DeleteHIT", HITId=batch[0])
    assert read(market) == []


def test_raw_results_can_be_imported_again(market, batch, tmp_path):
    first = work(market, batch[0], "AONE", colour="blue", why="It is\nnoon.")
    market("RejectAssignment", AssignmentId=first, RequesterFeedback="Late")
    work(market, batch[1], "AONE", colour="=1")
    imported = []
    for form in (Format.CSV, Format.CLT):
        file = tmp_path / f"results.{form}"
        file.write_text(write(market, form, is_raw=True), newline="")
        seed = io.StringIO()
        with import_files([file], lambda *_: None) as found:
            found.write(ME, seed)
        imported.append(json.loads(seed.getvalue())["Assignments"])
    assert imported[0] == imported[1]
    [done, _] = imported[0]
    assert (done["AssignmentId"], done["AssignmentStatus"]) == (first, "Rejected")
    assert (done["RequesterFeedback"], done["SubmitTime"]) == ("Late", "2018-06-01T12:01:15Z")
    assert "<FreeText>It is\nnoon.</FreeText>" in done["Answer"]
