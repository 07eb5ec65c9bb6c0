"""Tables of people: what is read, and what is refused with its line."""

import pytest

from adapter.marketplace.rosters import RosterError, Row, read_table

NO_COLUMN = (
    "there is no column contct; did you mean contact? The columns are name, contact, id, grants"
)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("name\nAna\n", [Row(2, "Ana")]),
        (
            "\ufeffName , CONTACT\r\n Ana  Lopez ,a@x.test\r\n\r\n",
            [Row(2, "Ana Lopez", "a@x.test")],
        ),
        ("name;id\nAna;7\n", [Row(2, "Ana", id="7")]),
        ("label\tname\n7\tAna\n", [Row(2, "Ana", id="7")]),
        ("name,grants\nAna,3T=80 3U=0\n", [Row(2, "Ana", grants={"3T": 80, "3U": 0})]),
        (
            "name,grants\nAna,3T=80;3U=0\nBea,\n",
            [Row(2, "Ana", grants={"3T": 80, "3U": 0}), Row(3, "Bea")],
        ),
        ('name\n"\'=Ana"\n', [Row(2, "=Ana")]),
        ('name,contact\n"Ana\nLopez",x\nBea,y\n', [Row(2, "Ana Lopez", "x"), Row(4, "Bea", "y")]),
    ],
)
def test_rows_are_read(text, rows):
    assert read_table(text) == rows


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [(1, "there is no row of a person")]),
        ("name\n\n", [(2, "there is no row of a person")]),
        (
            "name,contct\nAna,x\n",
            [
                (
                    1,
                    NO_COLUMN,
                )
            ],
        ),
        ("id,label\n1,2\n", [(1, "two columns have the same name")]),
        ("name,contact\nAna\n", [(2, "1 cells where line 1 has 2 columns")]),
        ("name,contact\n,x\n, \nAna,y\n ,z,\n", [(5, "3 cells where line 1 has 2 columns")]),
        (
            "name,grants\n,3T=1\nAna,3T\n",
            [
                (2, "neither a name, nor a contact, nor an id"),
                (3, "expected TYPE=VALUE such as 3TYPE=80, found 3T"),
            ],
        ),
        (
            "name\nAna\nBea\nana\n",
            [(4, "the same person as in line 2: tell them apart by a column id")],
        ),
        ("name,id\nAna,1\nAna,2\n", []),
        (f"name\n{'x' * 201}\n", [(2, "the name has more than 200 characters")]),
        ("name\nA\0\n", [(2, "the name holds a character that is no text")]),
        ('name\n"Ana\n', [(2, "it is not CSV: unexpected end of data")]),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(text, problems):
    if not problems:
        assert len(read_table(text)) == 2
        return
    with pytest.raises(RosterError) as caught:
        read_table(text)
    assert caught.value.problems == problems
