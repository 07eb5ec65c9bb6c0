"""Review policies, and files that workers uploaded."""

import pytest
from support.market import OTHER
from support.work import accept, make, submit_work

from adapter.marketplace.workers import Worker

KNOWN = {
    "PolicyName": "ScoreMyKnownAnswers/2011-09-01",
    "Parameters": [
        {"Key": "AnswerKey", "MapEntries": [{"Key": "q", "Values": ["a"]}]},
        {"Key": "ApproveIfKnownAnswerScoreIsAtLeast", "Values": ["80"]},
    ],
}
PLURALITY = {
    "PolicyName": "SimplePlurality/2011-09-01",
    "Parameters": [
        {"Key": "QuestionIds", "Values": ["q"]},
        {"Key": "QuestionAgreementThreshold", "Values": ["50"]},
    ],
}
NOTHING = {"ReviewResults": [], "ReviewActions": []}
_SCHEMAS = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2005-10-01"
PHOTO = (
    f'<QuestionForm xmlns="{_SCHEMAS}/QuestionForm.xsd">'
    "<Question><QuestionIdentifier>photo 1</QuestionIdentifier>"
    "<QuestionContent><Text>Show the sky.</Text></QuestionContent>"
    "<AnswerSpecification><FileUploadAnswer><MaxFileSizeInBytes>1000</MaxFileSizeInBytes>"
    "<MinFileSizeInBytes>1</MinFileSizeInBytes></FileUploadAnswer></AnswerSpecification>"
    "</Question></QuestionForm>"
)
UPLOADED = (
    f'<QuestionFormAnswers xmlns="{_SCHEMAS}/QuestionFormAnswers.xsd">'
    "<Answer><QuestionIdentifier>photo 1</QuestionIdentifier>"
    "<UploadedFileSizeInBytes>500</UploadedFileSizeInBytes>"
    "<UploadedFileKey>key</UploadedFileKey></Answer></QuestionFormAnswers>"
)


def report(market, hit_id, **params):
    return market("ListReviewPolicyResultsForHIT", HITId=hit_id, **params)


def test_policies_are_kept_and_reported(market):
    hit_id = make(market, AssignmentReviewPolicy=KNOWN, HITReviewPolicy=PLURALITY)
    assert report(market, hit_id) == {
        "HITId": hit_id,
        "AssignmentReviewPolicy": KNOWN,
        "AssignmentReviewReport": NOTHING,
        "HITReviewPolicy": PLURALITY,
        "HITReviewReport": NOTHING,
    }


def test_what_was_not_asked_for_is_left_out(market):
    hit_id = make(market, AssignmentReviewPolicy=KNOWN, HITReviewPolicy=PLURALITY)
    asked = {"PolicyLevels": ["HIT"], "RetrieveActions": False}
    assert report(market, hit_id, **asked) == {
        "HITId": hit_id,
        "HITReviewPolicy": PLURALITY,
        "HITReviewReport": {"ReviewResults": []},
    }


def test_a_hit_without_policies_has_no_report(market):
    hit_id = make(market)
    assert report(market, hit_id) == {"HITId": hit_id}


def test_a_token_of_no_page_is_refused(market):
    told = market.invalid("ListReviewPolicyResultsForHIT", HITId=make(market), NextToken="2")
    assert told == 'InvalidParameterValue: The value "2" is not valid for the parameter NextToken.'


def test_an_uploaded_file_has_an_address_for_a_minute(market):
    hit_id = make(market, Question=PHOTO)
    assignment_id = accept(market, hit_id)
    asked = {"AssignmentId": assignment_id, "QuestionIdentifier": "photo 1"}
    assert market.refused("GetFileUploadURL", **asked).startswith("InvalidAssignmentState: ")
    Worker(market.service, "AWORKER").submit(assignment_id, UPLOADED)
    assert market("GetFileUploadURL", **asked) == {
        "FileUploadURL": (
            f"https://uploads.mturk.invalid/{assignment_id}/photo%201?Expires=1527854460"
        )
    }


@pytest.mark.parametrize("question", ["q", "none"])
def test_what_is_no_file_has_no_address(market, question):
    assignment_id = submit_work(market, make(market))
    asked = {"AssignmentId": assignment_id, "QuestionIdentifier": question}
    assert market.invalid("GetFileUploadURL", **asked) == (
        f'InvalidParameterValue: The value "{question}" is not valid for the parameter '
        "QuestionIdentifier."
    )


def test_anothers_reports_are_not_shown(market):
    theirs = make(market, OTHER, HITReviewPolicy=PLURALITY)
    assert market.refused("ListReviewPolicyResultsForHIT", HITId=theirs) == (
        f"HITDoesNotExist: Hit {theirs} does not exist."
    )
