"""Accounts and their balance."""


def test_an_account_that_was_never_heard_of_has_the_opening_balance(market):
    assert market("GetAccountBalance") == {"AvailableBalance": "10000.00"}


def test_parameters_that_the_operation_does_not_have_are_refused(market):
    assert market.refused("GetAcountBalance") == (
        "InvalidParameterValue: There is no operation GetAcountBalance; "
        "did you mean GetAccountBalance?"
    )
