import pytest

from adapter.legacy_api.schemas import (
    VERSIONS,
    build_namespace,
    choose_version,
    load_schema,
    parse_version,
)

DOC = "http://requester.mturk.amazonaws.com/doc/"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("2005-10-01", "2007-06-21"),
        ("2007-06-21", "2007-06-21"),
        ("2008-08-02", "2007-06-21"),
        ("2011-09-30", "2007-06-21"),
        ("2012-03-24", "2011-10-01"),
        ("2013-11-15", "2012-03-25"),
        ("2014-08-15", "2014-08-15"),
        ("2017-01-17", "2014-08-15"),
    ],
)
def test_a_version_is_answered_in_the_newest_schema_that_it_could_have_known(asked, answered):
    assert choose_version(asked) == answered


@pytest.mark.parametrize("version", [*VERSIONS, "2005-10-01", "2006-05-05", "2013-11-15"])
def test_the_namespace_names_the_version(version):
    assert build_namespace(version) == DOC + version
    assert parse_version(build_namespace(version)) == version


@pytest.mark.parametrize(
    "other",
    [
        "",
        "2014-08-15",
        DOC,
        f"{DOC}2005-09-30",
        f"{DOC}2014-08-16",
        f"{DOC}2017-01-17",
        f"{DOC}2014-08-15/",
        f"{DOC}2014-08-15\n",
        f"{DOC}2012-13-01",
        f"{DOC}2012-01-32",
        f"{DOC}2012-\N{ARABIC-INDIC DIGIT ZERO}1-01",
        f"{DOC}../../x",
        f" {DOC}2014-08-15",
        "https://requester.mturk.amazonaws.com/doc/2014-08-15",
        "http://webservices.amazon.com/AWSMechanicalTurkRequester/2014-08-15",
    ],
)
def test_no_other_namespace_was_ever_served(other):
    assert parse_version(other) is None


@pytest.mark.parametrize("asked", ["2013-11-15", "../data/2014-08-15", ""])
def test_only_what_we_describe_is_loaded(asked):
    with pytest.raises(LookupError, match="no schema of version"):
        load_schema(asked)
