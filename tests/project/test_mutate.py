"""What `make mutate` plants are faults, in files and before tests that are there."""

import ast
import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location("mutate", ROOT / "scripts" / "mutate.py")
MAPPING = """request:
  - {name: Size, type: integer, min: 1, max: 100, default: 10, required: true}
  - name: Policy
    required: true
calls:
  - operation: X
    params:
      Size: request.Size
"""
MODULE = """def test(a):
    if 0 < a <= 5 and not a.é:
        raise ValueError(a)
    yield True
"""


@pytest.fixture(scope="module")
def mutate():
    module = importlib.util.module_from_spec(SPEC)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "mutate", module)
        SPEC.loader.exec_module(module)
        yield module


def planted(find, text):
    return [fault.plant(text) for fault in find("x", text)]


def test_a_mapping_loses_its_bounds_requirements_and_parameters(mutate):
    found = planted(mutate.find_in_mapping, MAPPING)
    assert MAPPING.replace("max: 100", "max: 101") in found
    assert MAPPING.replace("min: 1", "min: 0") in found
    assert MAPPING.replace("default: 10", "default: 9") in found
    assert MAPPING.replace(", required: true", "") in found
    assert MAPPING.replace("    required: true\n", "\n") in found
    assert MAPPING.replace("      Size: request.Size\n", "") in found


def test_code_loses_its_signs_words_numbers_and_refusals(mutate):
    found = planted(mutate.find_in_module, MODULE)
    assert any("(0) <= (a) <= (5)" in each for each in found)
    assert any("(0) < (a) < (5)" in each for each in found)
    assert any("0 < a <= 6" in each for each in found)
    assert any("(0 < a <= 5) or (not a.é)" in each for each in found)
    assert MODULE.replace("raise ValueError(a)", "pass") in found
    assert MODULE.replace("yield True", "pass") in found
    assert MODULE.replace("True", "False") in found
    for each in found:
        assert ast.dump(ast.parse(each)) != ast.dump(ast.parse(MODULE))


def test_every_file_and_every_test_that_it_names_is_there(mutate):
    for pattern, tests in mutate.COVERED.items():
        assert [*ROOT.glob(pattern)], pattern
        assert [each for each in tests if not (ROOT / each).exists()] == []
