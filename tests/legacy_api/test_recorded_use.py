"""What a recorded case used, from its request and its response."""

from dataclasses import replace

from support.serving import CATALOGUE

from adapter.legacy_api.recorded_use import read_used_call
from adapter.recordings.folder import load_cases
from adapter.settings.resources import find_data_folder

CASES = load_cases(find_data_folder("fixtures"))


def test_outcomes_are_read_from_responses_of_every_form():
    outcomes = {code for case in CASES for code in read_used_call(case, CATALOGUE).outcomes}
    assert {
        "success",
        "AWS.MissingParameters",
        "ServiceUnavailable",
        "AWS.NotAuthorized",
    } <= outcomes


def test_every_case_has_an_outcome_for_each_of_its_calls():
    for case in CASES:
        used = read_used_call(case, CATALOGUE)
        assert len(used.outcomes) == len(used.parameters) or len(used.outcomes) == 1, case.name


def test_a_loss_applies_to_the_case_that_left_its_parameter_out():
    losses = {case.name: read_used_call(case, CATALOGUE).losses for case in CASES}
    assert losses["BlockWorker/blocked"] == ()
    assert len(losses["BlockWorker/blocked-without-a-reason"]) == 1


def test_a_case_of_an_operation_that_is_not_known_is_left_out():
    assert read_used_call(replace(CASES[0], name="Unheard/case"), CATALOGUE) is None
