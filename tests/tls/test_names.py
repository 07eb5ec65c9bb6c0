"""Names for certificates, in every spelling."""

import pytest

from adapter.errors import SettingError
from adapter.tls import read_names


def test_each_name_once_in_order_and_in_ascii():
    names = read_names(["B.example.", "b.EXAMPLE", "bücher.example", "[::1]", "::1", "10.0.0.1"])
    assert names.hosts == ("b.example", "xn--bcher-kva.example")
    assert [str(each) for each in names.addresses] == ["::1", "10.0.0.1"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "a..b",
        "a/../b",
        "a b",
        "-x",
        "*.example",
        "x" * 64,
        "a\n",
        "a\0b",
        "a:80",
        ".".join(["x" * 60] * 5),
        "ä" * 63,
        "[a",
        "\ud800",
    ],
)
def test_what_no_host_is_called_is_refused_by_name(text):
    with pytest.raises(SettingError, match="expected a host name"):
        read_names([text, "localhost"])


def test_addresses_alone_are_not_enough():
    with pytest.raises(SettingError, match="at least one host name"):
        read_names(["127.0.0.1"])
