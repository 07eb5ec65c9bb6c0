"""Amazon's own qualification types, and a worker's record that they are worked out from."""

import pytest
from support.legacy import LegacyMarket
from support.market import ME
from support.work import QUESTION, accept, make, refusal, submit_work

from adapter.marketplace.workers import Worker
from adapter.marketplace.workers.requirements import find_qualifications

NAMES = {
    "00000000000000000000": "Worker_PercentAssignmentsSubmitted",
    "00000000000000000070": "Worker_PercentAssignmentsAbandoned",
    "000000000000000000E0": "Worker_PercentAssignmentsReturned",
    "000000000000000000L0": "Worker_PercentAssignmentsApproved",
    "000000000000000000S0": "Worker_PercentAssignmentsRejected",
    "00000000000000000071": "Worker_Locale",
    "00000000000000000040": "Worker_NumberHITsApproved",
    "00000000000000000060": "Worker_Adult",
}
RATES = {
    "SUBMISSION_RATE": "00000000000000000000",
    "ABANDONMENT_RATE": "00000000000000000070",
    "RETURN_RATE": "000000000000000000E0",
    "APPROVAL_RATE": "000000000000000000L0",
    "REJECTION_RATE": "000000000000000000S0",
    "LOCALE": "00000000000000000071",
}
CONSTANTS = {
    # RequesterService of the Java SDK, which the command line tools are made of.
    **{f"java {name}_QUALIFICATION_TYPE_ID": value for name, value in RATES.items()},
    **{f"command line {name}": value for name, value in RATES.items()},
    # MechanicalTurkRequester of the Ruby SDK.
    **{f"ruby {name}_QUALIFICATION_TYPE_ID": value for name, value in RATES.items()},
    # MTurkSystemQualificationTypes of the .NET SDK, such as ApprovalRateQualification.
    **{f"dotnet {name}": value for name, value in RATES.items()},
    # Constants.pm of the Perl SDK: QUALIFICATION_TYPE_IDS.
    **{f"perl {NAMES[value]}": value for value in RATES.values()},
    # boto/mturk/qualification.py, a class for each.
    "boto PercentAssignmentsSubmittedRequirement": "00000000000000000000",
    "boto PercentAssignmentsAbandonedRequirement": "00000000000000000070",
    "boto PercentAssignmentsReturnedRequirement": "000000000000000000E0",
    "boto PercentAssignmentsApprovedRequirement": "000000000000000000L0",
    "boto PercentAssignmentsRejectedRequirement": "000000000000000000S0",
    "boto NumberHitsApprovedRequirement": "00000000000000000040",
    "boto LocaleRequirement": "00000000000000000071",
    "boto AdultRequirement": "00000000000000000060",
}


def require(type_id):
    requirement = {"QualificationTypeId": type_id}
    if NAMES[type_id] == "Worker_Locale":
        return [{**requirement, "Comparator": "EqualTo", "LocaleValues": [{"Country": "US"}]}]
    return [{**requirement, "Comparator": "LessThan", "IntegerValues": [51]}]


def test_every_constant_of_the_old_clients_can_be_required(market):
    for constant, type_id in CONSTANTS.items():
        hit_id = make(market, QualificationRequirements=require(type_id), Title=constant)
        [kept] = market("GetHIT", HITId=hit_id)["HIT"]["QualificationRequirements"]
        assert kept["QualificationTypeId"] == type_id


@pytest.mark.parametrize(("type_id", "name"), NAMES.items(), ids=NAMES.values())
def test_every_one_is_there_under_its_name(market, type_id, name):
    found = market("GetQualificationType", QualificationTypeId=type_id)["QualificationType"]
    assert found["Name"] == name


def test_amazons_own_sample_creates_its_hit_and_reads_the_requirement_back(market):
    """site_category requires an abandonment rate below 51."""
    legacy = LegacyMarket(market)
    prefix = "QualificationRequirement__1__"
    created = legacy(
        "CreateHIT",
        ME,
        Title="Name the cloud",
        Description="One picture",
        Reward__1__Amount="0.05",
        Reward__1__CurrencyCode="USD",
        AssignmentDurationInSeconds="600",
        LifetimeInSeconds="3600",
        MaxAssignments="1",
        Question=QUESTION,
        **{
            f"{prefix}QualificationTypeId": "00000000000000000070",
            f"{prefix}Comparator": "LessThan",
            f"{prefix}IntegerValue": "51",
            f"{prefix}RequiredToPreview": "true",
        },
    )
    hit = legacy("GetHIT", ME, HITId=created.findtext("HIT/HITId")).find("HIT")
    kept = hit.find("QualificationRequirement")
    assert [(each.tag, each.text) for each in kept] == [
        ("QualificationTypeId", "00000000000000000070"),
        ("Comparator", "LessThan"),
        ("IntegerValue", "51"),
        ("RequiredToPreview", "1"),
    ]


def read_record(market):
    """The worker's numbers by the end of their names."""
    with market.service.begin_read("AWORKER") as transaction:
        found = find_qualifications(transaction, "AWORKER", NAMES)
    return {
        NAMES[type_id].removeprefix("Worker_").removeprefix("PercentAssignments"): each.value
        for type_id, each in found.items()
    }


NO_RECORD = {
    "Submitted": 100,
    "Abandoned": 0,
    "Returned": 0,
    "Approved": 100,
    "Rejected": 0,
    "NumberHITsApproved": 0,
}


def test_nothing_bad_is_known_of_a_worker_without_a_record(market):
    """Documented of the approval rate, which is 100 % for a new worker."""
    assert read_record(market) == NO_RECORD


def test_a_record_is_worked_out_from_what_a_worker_accepted(market):
    """The guide: submitted, abandoned and returned over accepted; the others over submitted."""
    worker = Worker(market.service, "AWORKER")
    worker.return_assignment(accept(market, make(market)))
    assert read_record(market) == {**NO_RECORD, "Submitted": 0, "Returned": 100}
    accept(market, make(market))
    market.clock.move(minutes=10)  # its deadline; nobody has looked since
    assert read_record(market) == {**NO_RECORD, "Submitted": 0, "Returned": 50, "Abandoned": 50}
    market("GetAccountBalance")
    first, second = (submit_work(market, make(market)) for _ in range(2))
    market("ApproveAssignment", AssignmentId=first)
    market("RejectAssignment", AssignmentId=second, RequesterFeedback="No.")
    assert read_record(market) == {
        "Submitted": 50,
        "Abandoned": 25,
        "Returned": 25,
        "Approved": 50,
        "Rejected": 50,
        "NumberHITsApproved": 1,
    }


def test_a_worker_who_abandons_too_much_is_refused(market):
    accept(market, make(market))
    market.clock.move(minutes=10)
    hit_id = make(market, QualificationRequirements=require("00000000000000000070"))
    assert refusal(Worker(market.service, "AWORKER").accept, hit_id).startswith("DoesNotMeet")
    assert Worker(market.service, "ANEW").accept(hit_id)
