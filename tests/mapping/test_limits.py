"""Every limit and every required parameter that the legacy API documents, as a program meets it."""

from pathlib import Path

import pytest
import yaml
from support import legacy_parameters as legacy
from support.checking import check

from adapter.errors import OperationError
from adapter.mapping.catalogue import load
from adapter.model import LegacyCall
from adapter.settings.resources import find_data_folder

CATALOGUE = load(find_data_folder("mappings"))
REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "legacy-api.yaml"
MISSING = "AWS.MissingParameters"
OUT_OF_RANGE = "AWS.ParameterOutOfRange"
INVALID = "AWS.MechanicalTurk.InvalidParameterValue"
NOT_IN_ENUMERATION = "AWS.InvalidEnumeratedParameter"

# It is documented, means nothing, and is ignored.
IGNORED = {"GetAccountBalance.Unused"}
# A price's text of its own: the amount and the currency say the same.
PRINTED = ("FormattedPrice",)
PLACES = [
    place
    for place in legacy.places()
    if place.shown not in IGNORED and not place.path.endswith(PRINTED)
]


def table(chosen):
    """Parameters for a test, each with an id that names the place."""
    return [pytest.param(*row, id=f"{row[0].shown}-{name}") for name, *row in chosen]


def answer(operation, pairs):
    """The arguments as they are understood, and the codes and texts of what is refused."""
    mapping = CATALOGUE.mappings[operation]
    call = LegacyCall(operation, tuple(pairs.items()))
    try:
        return check(call, mapping), []
    except OperationError as error:
        return {}, [(each.code, each.message) for each in error.problems]


def codes(operation, pairs):
    return [code for code, _ in answer(operation, pairs)[1]]


def leaves(value):
    """Every value in the arguments that holds no other."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [leaf for each in inner for leaf in leaves(each)]
    return [value]


def numbers():
    for place in PLACES:
        if place.fact.type in {"int", "long"}:
            least, most = place.fact.bounds
            yield "min", place, least, least - 1
            yield "max", place, most, most + 1


@pytest.mark.parametrize(("place", "bound", "beyond"), table(numbers()))
def test_a_number_on_its_bound_is_taken_and_one_beyond_it_is_refused(place, bound, beyond):
    arguments, problems = answer(place.operation, place.whole(str(bound)))
    assert problems == []
    assert bound in leaves(arguments)
    assert codes(place.operation, place.whole(str(beyond))) == [OUT_OF_RANGE]


LENGTHS = [("max_length", place) for place in PLACES if place.fact.max_length]


@pytest.mark.parametrize("place", table(LENGTHS))
def test_a_text_of_the_greatest_length_is_taken_and_a_longer_one_is_refused(place):
    longest = "x" * place.fact.max_length
    arguments, problems = answer(place.operation, place.whole(longest))
    assert problems == []
    assert longest in leaves(arguments)
    assert codes(place.operation, place.whole(longest + "x")) == [INVALID]


UNLIMITED = [
    ("any-length", place)
    for place in PLACES
    if place.fact.type == "string" and not place.fact.max_length and not place.fact.valid
]


@pytest.mark.parametrize("place", table(UNLIMITED))
def test_a_text_without_a_documented_length_is_left_to_the_upstream(place):
    assert answer(place.operation, place.whole("x" * 65_536))[1] == []


ITEMS = [("max_items", place) for place in PLACES if place.fact.max_items]


@pytest.mark.parametrize("place", table(ITEMS))
def test_a_list_of_the_greatest_number_is_taken_and_one_item_more_is_refused(place):
    most = place.fact.max_items
    assert answer(place.operation, items(place, most))[1] == []
    [(code, message)] = answer(place.operation, items(place, most + 1))[1]
    assert code == INVALID
    assert f"at most {most} items; {most + 1} were sent." in message


def items(place, count):
    [*samples] = legacy.sample(place.path, place.fact).items()
    return {**place.beside} | {
        name.replace(f"{place.path}.1", f"{place.path}.{number}", 1): text
        for number in range(1, count + 1)
        for name, text in samples
    }


AMOUNT = ".1.Amount"
ALWAYS = [
    ("required", place)
    for place in PLACES
    if place.fact.required is True and not place.path.endswith(AMOUNT)
]


@pytest.mark.parametrize("place", table(ALWAYS))
def test_what_is_required_is_refused_when_it_is_left_out(place):
    beside, inside = place.beside, place.path.rpartition(".1.")[0]
    if inside and not any(name.startswith(f"{inside}.") for name in beside):
        beside = beside | neighbour(place)
    [(code, message)] = answer(place.operation, beside)[1]
    assert code == MISSING
    assert message.endswith(f"Required parameters include {place.path}.")


PRICES = [("required", place) for place in PLACES if place.path.endswith(AMOUNT)]


@pytest.mark.parametrize("place", table(PRICES))
def test_a_currency_without_an_amount_is_no_price(place):
    [(code, message)] = answer(place.operation, place.beside | {
        f"{place.path.removesuffix(AMOUNT)}.1.CurrencyCode": "USD"
    })[1]  # fmt: skip
    assert code == MISSING
    assert f"Required parameters include {place.path.removesuffix(AMOUNT)}" in message


def neighbour(place):
    """An optional member of the same structure, without which nothing of it would be sent."""
    structure, name = place.path.rsplit(".", 1)
    optional = [
        each
        for each in PLACES
        if each.operation == place.operation
        and each.path.rpartition(".")[0] == structure
        and each.path != f"{structure}.{name}"
    ]
    return legacy.sample(optional[0].path, optional[0].fact)


CONDITIONAL = [("required", place) for place in PLACES if isinstance(place.fact.required, str)]


@pytest.mark.parametrize("place", table(CONDITIONAL))
def test_what_is_required_without_another_is_refused_when_both_are_left_out(place):
    # "without HITTypeId", "Question or HITLayoutId"
    first, word, second = place.fact.required.rpartition(" or ")
    level = place.path.removesuffix(place.path.rpartition(".")[2])
    [other] = {first, second} - {place.path} if word else {f"{level}{second[len('without ') :]}"}
    beside = {
        name: text
        for name, text in place.beside.items()
        if name != other and not name.startswith(f"{other}.")
    }
    [(code, message)] = answer(place.operation, beside)[1]
    assert code == MISSING
    named = f"{first} or {second}" if word else f"{place.path} (or {other})"
    assert message.endswith(f"Required parameters include {named}.")
    [fact] = [
        each.fact for each in PLACES if (each.operation, each.path) == (place.operation, other)
    ]
    assert answer(place.operation, beside | legacy.sample(other, fact))[1] == []


@pytest.mark.parametrize("comparator", ["Exists", "DoesNotExist"])
def test_a_requirement_that_compares_nothing_needs_no_value(comparator):
    requirement = {"QualificationTypeId": "AQ", "Comparator": comparator}
    sent = {f"QualificationRequirement.1.{name}": text for name, text in requirement.items()}
    beside = legacy.required(legacy.operations()["RegisterHITType"])
    assert answer("RegisterHITType", beside | sent)[1] == []


@pytest.mark.parametrize("operation", sorted(legacy.operations()))
def test_a_call_with_what_is_required_alone_is_taken(operation):
    assert answer(operation, legacy.required(legacy.operations()[operation]))[1] == []


@pytest.mark.parametrize("operation", sorted(legacy.operations()))
def test_a_call_with_everything_is_taken(operation):
    assert answer(operation, legacy.everything(operation))[1] == []


VALUES = [(each, place, each) for place in PLACES for each in place.fact.valid]


@pytest.mark.parametrize(("place", "text"), table(VALUES))
def test_every_value_of_an_enumeration_is_taken(place, text):
    arguments, problems = answer(place.operation, place.whole(text))
    assert problems == []
    assert text in [*leaves(arguments), "USD"]  # the one currency is not sent on


ENUMERATIONS = [("other", place) for place in PLACES if place.fact.valid]


@pytest.mark.parametrize("place", table(ENUMERATIONS))
def test_another_value_is_refused_with_those_that_are_valid(place):
    [(code, message)] = answer(place.operation, place.whole("Elsewhere"))[1]
    assert code == NOT_IN_ENUMERATION
    assert message.endswith(f"takes one of: {', '.join(place.fact.valid)}.")


REFUSED = [(each, place, each) for place in PLACES for each in place.fact.refused]


@pytest.mark.parametrize(("place", "text"), table(REFUSED))
def test_a_value_that_is_carried_no_more_has_a_refusal_of_its_own(place, text):
    [(code, message)] = answer(place.operation, place.whole(text))[1]
    assert code == "AWS.MechanicalTurk.InvalidTransportEndpoint"
    assert "Email, SQS or SNS" in message


# A price cannot be left out of itself, nor a member of a structure that is not sent.
DEFAULTS = [
    (str(place.fact.default), place)
    for place in PLACES
    if place.fact.default is not None and "." not in place.path
]


@pytest.mark.parametrize("place", table(DEFAULTS))
def test_what_is_left_out_has_the_documented_default(place):
    arguments, _ = answer(place.operation, place.beside)
    assert arguments[place.path] == place.fact.default


def test_a_requirement_need_not_be_met_to_preview_unless_it_says_so():
    place = next(each for each in PLACES if each.path.endswith("RequiredToPreview"))
    arguments, _ = answer(place.operation, place.beside | {
        "QualificationRequirement.1.QualificationTypeId": "Q",
        "QualificationRequirement.1.Comparator": "Exists",
    })  # fmt: skip
    [requirement] = arguments["QualificationRequirement"]
    assert requirement["RequiredToPreview"] is False


def test_no_parameter_is_missing_and_none_is_our_own():
    ours = {
        f"{operation}.{each.name}"
        for operation, mapping in CATALOGUE.mappings.items()
        for each in [*mapping.request, *mapping.ignored]
    }
    assert ours == {
        f"{owner}.{name}" for owner, all_ in legacy.operations().items() for name in all_
    }


def test_the_facts_are_those_of_the_reference():
    if not REFERENCE.exists():
        pytest.skip("the reference that this table was copied from is not at hand")
    reference = yaml.safe_load(REFERENCE.read_text())
    copied = yaml.safe_load(legacy.TABLE.read_text())
    assert copied["operations"] == {
        name: {each["name"]: parameter(each) for each in facts["request"]}
        for name, facts in reference["operations"].items()
    }
    described = {each["schema_type"]: each for each in reference["data_structures"].values()}
    assert copied["structures"] == {
        name: {
            each["name"]: member(each, copied["structures"])
            for each in described[name]["elements_in_schema_order"]
        }
        for name in copied["structures"]
    }


def parameter(facts):
    """A parameter of an operation in the reference, as it stands in the copy."""
    enumeration = facts["type"] in {"enum", "anonymous"}
    values = facts.get("schema_enum") or facts.get("valid") or []
    stated = {
        "type": "enum" if enumeration else facts["type"],
        "required": facts["required"],
        **{name: facts.get(name) for name in ("min", "max", "max_length", "max_items")},
        "repeated": bool(facts.get("repeated")),
        "valid": values if enumeration else None,
        "default": facts.get("default") if is_value(facts.get("default"), values) else None,
    }
    return {name: each for name, each in stated.items() if each or (each == 0 and each is not False)
            or (name == "default" and each is False)}  # fmt: skip


def is_value(default, values):
    """Whether it is a value, not a sentence about one."""
    return isinstance(default, int | bool) or default in values


def member(facts, structures):
    """A member of a structure in the reference, as it stands in the copy."""
    kind = facts["type"]
    stated = {
        "type": f"struct {kind}" if kind in structures else kind,
        "required": not facts.get("optional"),
        "repeated": facts.get("repeated"),
        "valid": facts.get("valid"),
    }
    return {name: each for name, each in stated.items() if each}
