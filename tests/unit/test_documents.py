import pytest
from lxml import etree

from adapter.errors import FrontError
from adapter.legacy_api.schemas import VERSIONS
from adapter.legacy_api.wsdl import document
from adapter.model import HttpRequest

FOLDER = "/AWSMechanicalTurk"
NAME = "AWSMechanicalTurkRequester"


def got(path, method="GET", host="127.0.0.1:8080"):
    return document(HttpRequest(method, host, path, b"", {}, b""))


@pytest.mark.parametrize("version", [None, "2005-10-01", "2008-08-02", *VERSIONS])
@pytest.mark.parametrize("kind", ["wsdl", "xsd"])
def test_every_version_and_the_latest_without_one(version, kind):
    between = f"/{version}/" if version else "/"
    response = got(f"{FOLDER}{between}{NAME}.{kind}")
    root = etree.fromstring(response.body)
    assert response.status == 200
    assert root.get("targetNamespace").endswith(version or VERSIONS[-1])


def test_the_wsdl_names_the_address_it_came_from():
    body = got(f"{FOLDER}/{NAME}.wsdl", host="turk.example.org").body
    assert b'location="http://turk.example.org/?Service=AWSMechanicalTurkRequester"' in body


def test_fetched_over_tls_it_names_that():
    http = HttpRequest("GET", "a.example", f"{FOLDER}/{NAME}.wsdl", b"", {}, b"", scheme="https")
    assert b'location="https://a.example/?' in document(http).body


@pytest.mark.parametrize("version", ["2004-01-01", "2099-01-01", "latest", "a" * 500])
def test_a_version_that_was_never_published_is_said_so(version):
    with pytest.raises(FrontError, match="2014-08-15") as refused:
        got(f"{FOLDER}/{version}/{NAME}.wsdl")
    assert refused.value.status == 404
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("path", ["/", "/onca/soap", f"{FOLDER}/{NAME}.dtd", f"{FOLDER}/x/y/z.xsd"])
def test_other_addresses_are_no_documents(path):
    assert got(path) is None
    assert got(f"{FOLDER}/{NAME}.wsdl", method="POST") is None
