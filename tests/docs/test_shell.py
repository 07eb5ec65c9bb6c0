"""What runs the blocks notices when one fails, or prints other than what a page shows."""

import pytest
from support.pages import PAGES, ROOT, read_sections
from support.shell import Ports, Step, matches, run_steps


def test_steps_share_a_shell_and_its_folder(tmp_path):
    steps = [Step(1, "word=kept; echo one >file"), Step(2, "cat file; echo $word", "one\nkept\n")]
    assert run_steps(steps, tmp_path, Ports()) is None


def test_the_first_command_that_fails_is_named(tmp_path):
    steps = [Step(1, "true"), Step(2, "echo reason >&2; false; echo on"), Step(3, "false")]
    failure = run_steps(steps, tmp_path, Ports())
    assert (failure.step.line, failure.why) == (2, "it ended with 1:\nreason\n")


def test_another_output_than_the_shown_one_is_a_failure(tmp_path):
    failure = run_steps([Step(1, "echo 9", "10\n")], tmp_path, Ports())
    assert failure.why.endswith("shown:\n9\n")


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("id: …\n", "id: 3R\n", True),
        ("id: …\n", "id: 3R\nmore\n", False),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\n", "a\n", True),
        ("a\n…\n", "b\n", False),
        ("1.5\n", "125\n", False),
    ],
)
def test_an_ellipsis_stands_for_any_text(shown, printed, same):
    assert matches(shown, printed, "") is same


def test_standard_error_may_be_shown():
    assert matches("out\nerr\n", "out\n", "err\n")
    assert matches("out\n", "out\n", "err\n")
    assert not matches("err\n", "out\n", "err\n")


def test_other_ports_stand_for_those_of_the_pages():
    text = "curl http://127.0.0.1:8080/ http://127.0.0.1:8081/ 18080"
    assert Ports(1, 2, 3).replace(text) == "curl http://127.0.0.1:1/ http://127.0.0.1:2/ 18080"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_of_a_page_is_read(page):
    fences = [line for line in page.read_text().splitlines() if line.lstrip().startswith("```")]
    name = page.relative_to(ROOT).as_posix()
    blocks = [block for each in read_sections() if each.page == name for block in each.blocks]
    assert len(fences) == 2 * len(blocks)
