"""A NextToken over an upgrade: it goes on where it stopped, or is refused; never another page."""

import pytest
from support.market import NOON

from adapter.marketplace import ParameterValidationError
from adapter.marketplace.storage.tokens import Call, Tokens

ASKED = Call("AKIDME", "ListHITs", {"MaxResults": 2}, NOON)


def test_a_token_from_before_an_upgrade_goes_on_where_it_stopped():
    written = "17.WxE1QA.bM9OAMk7hySsKiTsUDmDCNXoG5M"  # by version 0.1.0
    assert Tokens("a secret of a database", ASKED).verify(written) == 17


@pytest.mark.parametrize("position", ["", "x", "1:17", '{"after": 17}', "1.5"])
def test_a_token_of_another_version_is_refused_and_is_no_other_page(position):
    class Theirs(Tokens):
        def sign(self, position):
            return self._signer().sign(position).decode()

    token = Theirs("a secret of a database", ASKED).sign(position)
    with pytest.raises(ParameterValidationError, match="not valid for the parameter NextToken"):
        Tokens("a secret of a database", ASKED).verify(token)
