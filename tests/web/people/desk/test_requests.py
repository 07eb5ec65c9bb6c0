"""Requests for qualifications: seen with their answers, granted and rejected, one or many."""

import csv
import io
import re

import pytest
from support.documents import KEY, TEST, answered, answers, form, free_text, question, wrote
from support.market import ME, OTHER

from adapter.marketplace.storage.tables import qualification_requests
from adapter.marketplace.workers import Worker


def add_type(market, name="Sky", account=ME, **more):
    made = market(
        "CreateQualificationType",
        account,
        **{"Name": name, "Description": "d", "QualificationTypeStatus": "Active", **more},
    )
    return made["QualificationType"]["QualificationTypeId"]


def ask(market, type_id, worker="AONE", answer=None):
    made = Worker(market.service, worker).request_qualification(type_id, answer)
    return made["QualificationRequestId"]


@pytest.fixture
def tested(market):
    """A type with a test, asked for by AONE (blue) and ATWO (green), and a key made later."""
    type_id = add_type(market, Test=TEST, TestDurationInSeconds=60)
    for worker, colour in (("AONE", "blue"), ("ATWO", "green")):
        ask(market, type_id, worker, answers(colour))
        market.clock.move(seconds=60)
    of_test = {"Test": TEST, "TestDurationInSeconds": 60, "AnswerKey": KEY}
    market("UpdateQualificationType", QualificationTypeId=type_id, **of_test)
    return type_id


def waiting(market, account=ME):
    found = market("ListQualificationRequests", account)["QualificationRequests"]
    return {each["WorkerId"]: each["QualificationRequestId"] for each in found}


def value(market, type_id, worker):
    of = {"QualificationTypeId": type_id, "WorkerId": worker}
    return market("GetQualificationScore", **of)["Qualification"]["IntegerValue"]


def decide(desk, **fields):
    return desk.send("/desk/requests/decide", on="/desk/requests", **fields)


def messages(page):
    return re.findall(r'<p class="notice" role="status">(.*?)</p>', page.text)


def test_the_list_has_each_request_with_its_answers_and_what_the_key_gives(desk, market, tested):
    other = add_type(market, "Birds")
    ask(market, other, "ATHREE")
    found = desk.open("/desk/requests.json").json
    assert [(each["WorkerId"], each["Name"], each["KeyValue"]) for each in found] == [
        ("AONE", "Sky", 10),
        ("ATWO", "Sky", 0),
        ("ATHREE", "Birds", None),
    ]
    assert [each["Answers"] for each in found] == ["sky: Blue", "sky: Green", None]
    page = desk.open("/desk/requests").text
    assert "All (3)" in page
    assert "Sky (2)" in page
    only = desk.open(f"/desk/requests.json?type={other}").json
    assert [each["WorkerId"] for each in only] == ["ATHREE"]


def test_the_answers_are_one_cell_of_a_csv(desk, market):
    test = form(question(free_text(), "q"))
    type_id = add_type(market, Test=test, TestDurationInSeconds=60)
    ask(market, type_id, "AONE", answered(("q", wrote("=1+1"))))
    [row] = csv.DictReader(io.StringIO(desk.open("/desk/requests.csv").text))
    assert row["Answers"] == "q: =1+1"


def test_a_request_shows_question_answer_key_and_scores(desk, market, tested):
    page = desk.open(f"/desk/requests/{waiting(market)['ATWO']}").text
    for text in ("What colour is the sky?", "Green", "Blue: 10", "anything else: 0", "0 of 10"):
        assert text in page
    assert 'value="0"' in page


def test_a_request_without_a_key_shows_the_answers_alone(desk, market):
    type_id = add_type(market, Test=TEST, TestDurationInSeconds=60)
    request_id = ask(market, type_id, "AONE", answers("blue"))
    page = desk.open(f"/desk/requests/{request_id}").text
    assert "Blue" in page
    assert "The key gives" not in page
    assert 'value="1"' in page


def test_texts_of_workers_are_no_markup(desk, market):
    test = form(question(free_text(), "q", content="<Text>&lt;b&gt;?&lt;/b&gt;</Text>"))
    type_id = add_type(market, "<i>Sky</i>", Test=test, TestDurationInSeconds=60)
    text = "&lt;script&gt;alert(1)&lt;/script&gt;"
    request_id = ask(market, type_id, "AONE", answered(("q", f"<FreeText>{text}</FreeText>")))
    for path in ("/desk/requests", f"/desk/requests/{request_id}"):
        page = desk.open(path).text
        assert text in page
        assert "<script>" not in page
        assert "<i>Sky" not in page


def test_many_are_granted_with_the_values_of_the_key_or_others(desk, market, tested):
    ids = waiting(market)
    preview = desk.send(
        "/desk/requests/preview", on="/desk/requests", request=list(ids.values()), action="grant"
    )
    assert f'name="value-{ids["AONE"]}" value="10"' in preview.text
    assert len(waiting(market)) == 2
    fields = {f"value-{ids['AONE']}": "10", f"value-{ids['ATWO']}": "55"}
    done = decide(desk, request=list(ids.values()), action="grant", **fields)
    assert done.headers["Location"] == "/desk/requests"
    assert messages(desk.open("/desk/requests")) == ["2 requests are granted."]
    assert (value(market, tested, "AONE"), value(market, tested, "ATWO")) == (10, 55)
    assert waiting(market) == {}


def test_one_value_is_granted_to_all(desk, market, tested):
    ids = waiting(market)
    decide(desk, request=list(ids.values()), action="grant", value="7")
    assert (value(market, tested, "AONE"), value(market, tested, "ATWO")) == (7, 7)


def test_a_value_for_all_that_is_no_integer_leaves_the_others(desk, market, tested):
    ids = waiting(market)
    fields = {f"value-{ids['AONE']}": "10", f"value-{ids['ATWO']}": "55"}
    answer = decide(desk, request=list(ids.values()), action="grant", value="x", **fields)
    assert (answer.status_code, len(waiting(market))) == (400, 2)
    assert "or leave it empty" in answer.text
    assert f'name="value-{ids["ATWO"]}" value="55"' in answer.text


@pytest.mark.parametrize("wrong", ["", "x", "1.5", "2147483648", "-2147483649", "٣"])
def test_a_value_that_is_no_integer_is_said_beside_its_field(desk, market, tested, wrong):
    ids = waiting(market)
    fields = {f"value-{ids['AONE']}": "10", f"value-{ids['ATWO']}": wrong}
    answer = decide(desk, request=list(ids.values()), action="grant", **fields)
    assert answer.status_code == 400
    assert "Enter a whole number for ATWO" in answer.text
    assert f'href="#value-{ids["ATWO"]}"' in answer.text
    assert len(waiting(market)) == 2


def test_many_are_rejected_with_one_reason(desk, market, tested):
    ids = waiting(market)
    decide(desk, request=list(ids.values()), action="reject", reason="Look up")
    assert waiting(market) == {}
    assert Worker(market.service, "AONE").list_standings([tested])[0].reason == "Look up"


def test_all_of_a_type_are_previewed_and_those_of_others_are_not(desk, market, tested):
    ask(market, add_type(market, "Birds"), "ATHREE")
    answer = desk.send(
        "/desk/requests/preview", on="/desk/requests", action="grant-all", type=tested
    )
    assert "Grant these 2 requests?" in answer.text
    assert "ATHREE" not in answer.text


def test_what_a_program_granted_meanwhile_is_said_and_the_rest_goes_on(desk, market, tested):
    ids = waiting(market)
    market("AcceptQualificationRequest", QualificationRequestId=ids["AONE"], IntegerValue=3)
    preview = desk.send(
        "/desk/requests/preview", on="/desk/requests", request=list(ids.values()), action="grant"
    )
    assert "1 more that you chose was decided meanwhile" in preview.text
    decide(desk, request=list(ids.values()), action="grant", value="9")
    assert messages(desk.open("/desk/requests")) == [
        "The request for “Sky” of ATWO is granted.",
        "1 request was decided meanwhile, by a program or in another window.",
    ]
    assert (value(market, tested, "AONE"), value(market, tested, "ATWO")) == (3, 9)


def test_a_form_that_is_sent_twice_decides_once(desk, market, tested):
    ids = waiting(market)
    for _ in range(2):
        decide(desk, request=[ids["AONE"]], action="grant", value="9")
    assert "1 request was decided meanwhile" in messages(desk.open("/desk/requests"))[-1]
    assert list(waiting(market)) == ["ATWO"]


def test_nothing_chosen_is_said(desk, market, tested):
    answer = desk.send("/desk/requests/preview", on="/desk/requests", action="grant")
    assert (answer.status_code, "Choose at least one request" in answer.text) == (400, True)
    assert decide(desk, action="grant").status_code == 400


def test_after_one_request_the_next_is_shown(desk, market, tested):
    ids = waiting(market)
    done = decide(desk, request=ids["AONE"], action="grant", value="1", alone="1", type=tested)
    assert done.headers["Location"] == f"/desk/requests/{ids['ATWO']}?type={tested}"
    done = decide(desk, request=ids["ATWO"], action="reject", alone="1", type=tested)
    assert done.headers["Location"] == f"/desk/requests?type={tested}"


def test_requests_of_another_account_do_not_exist(desk, other_desk, market, tested):
    ids = waiting(market)
    assert other_desk.open(f"/desk/requests/{ids['AONE']}").status_code == 404
    assert other_desk.open("/desk/requests.json").json == []
    # The own request lends the token.
    ask(market, add_type(market, "Own", OTHER), "ATHREE")
    decide(other_desk, request=list(ids.values()), action="grant", value="9")
    assert len(waiting(market)) == 2


def test_a_form_without_the_token_decides_nothing(desk, market, tested):
    data = {"request": list(waiting(market).values()), "action": "grant", "value": "1"}
    answer = desk.client.post("/desk/requests/decide", base_url="http://127.0.0.1:8082", data=data)
    assert answer.status_code == 400
    assert len(waiting(market)) == 2


def test_a_request_whose_answers_cannot_be_read_is_shown_as_it_came(desk, market):
    type_id = add_type(market)
    request_id = ask(market, type_id)
    with market.service.begin_write(ME) as transaction:
        transaction.execute(qualification_requests.update().values(answer="<oops>", test="<x>"))
    page = desk.open(f"/desk/requests/{request_id}").text
    assert "&lt;oops&gt;" in page
    assert desk.open("/desk/requests").status_code == 200
