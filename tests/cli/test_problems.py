"""Errors on the command line."""

import json

import pytest

from adapter.cli.problems import report_errors


def refuse_to_open():
    raise PermissionError(13, "Permission denied", "locked/lab.toml")


def test_a_file_that_is_closed_to_this_user_is_one_line(capsys):
    with pytest.raises(SystemExit) as exit_, report_errors(125):
        refuse_to_open()
    assert exit_.value.code == 125
    assert capsys.readouterr().err == "Error: locked/lab.toml: this user may not open it\n"


def test_a_file_that_is_closed_to_this_user_is_json_where_the_log_is(capsys):
    with pytest.raises(SystemExit), report_errors(as_json=True):
        refuse_to_open()
    assert json.loads(capsys.readouterr().err)["reason"] == (
        "locked/lab.toml: this user may not open it"
    )
