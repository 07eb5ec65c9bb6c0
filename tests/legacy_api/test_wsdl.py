import pytest
from lxml import etree

from adapter.errors import ProtocolError
from adapter.legacy_api.schemas import VERSIONS, build_document_response
from adapter.model import HttpRequest


def got(kind, version=None, host="127.0.0.1:8080", scheme="http"):
    http = HttpRequest("GET", host, "", b"", {}, b"", scheme)
    return build_document_response(kind, version, http)


@pytest.mark.parametrize("version", [None, "2005-10-01", "2008-08-02", *VERSIONS])
@pytest.mark.parametrize("kind", ["wsdl", "xsd"])
def test_every_version_and_the_latest_without_one(version, kind):
    response = got(kind, version)
    root = etree.fromstring(response.body)
    assert response.status == 200
    assert root.get("targetNamespace").endswith(version or VERSIONS[-1])


def test_the_wsdl_names_the_address_it_came_from():
    body = got("wsdl", host="turk.example.org").body
    assert b'location="http://turk.example.org/?Service=AWSMechanicalTurkRequester"' in body


def test_fetched_over_tls_it_names_that():
    body = got("wsdl", host="a.example", scheme="https").body
    assert b'location="https://a.example/?' in body


@pytest.mark.parametrize("version", ["2004-01-01", "2099-01-01", "latest", "a" * 500])
def test_a_version_that_was_never_published_is_said_so(version):
    with pytest.raises(ProtocolError, match="2014-08-15") as refused:
        got("wsdl", version)
    assert refused.value.status == 404
    assert len(str(refused.value)) < 400
