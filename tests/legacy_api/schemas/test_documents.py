"""The XSD and WSDL by themselves; against Amazon's in tests/contract."""

import pytest
from lxml import etree

from adapter.legacy_api.schemas import VERSIONS, build_namespace, load_schema, write_wsdl, write_xsd

XS = "{http://www.w3.org/2001/XMLSchema}"
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
ADDRESS = 'http://127.0.0.1:8080/?a=1&b="2"<é>'


@pytest.mark.parametrize("version", [*VERSIONS, "2005-10-01", "2013-11-15"])
def test_the_schema_compiles_in_the_namespace_of_the_version_asked_for(version):
    root = etree.fromstring(write_xsd(version))
    etree.XMLSchema(root)
    assert root.get("targetNamespace") == root.nsmap["tns"] == build_namespace(version)
    assert root.get("elementFormDefault") == "qualified"


def test_a_version_without_schema_has_the_content_of_the_one_before():
    ours = write_xsd("2013-11-15").replace(b"2013-11-15", b"2012-03-25")
    assert ours == write_xsd("2012-03-25")


def test_what_has_no_name_in_the_schema_gets_none():
    root = etree.fromstring(write_xsd("2014-08-15"))
    [parameters] = root.iterfind(f".//{XS}element[@name='RequiredParameters']")
    assert parameters.get("type") is None
    assert parameters.find(f"{XS}complexType").get("name") is None
    assert not [each for each in root if "." in each.get("name")]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_wsdl_offers_every_operation_once(version):
    root = etree.fromstring(write_wsdl(version, ADDRESS))
    for part in ("portType", "binding"):
        offered = [each.get("name") for each in root.iterfind(f"{WSDL}{part}/{WSDL}operation")]
        assert tuple(offered) == load_schema(version).operations
    assert len(root.findall(f"{WSDL}message")) == 2 * len(load_schema(version).operations)


def test_the_address_survives_whatever_it_holds():
    [place] = etree.fromstring(write_wsdl("2014-08-15", ADDRESS)).iter("{*}address")
    assert place.get("location") == ADDRESS


def test_documents_are_made_alike_each_time():
    assert write_wsdl("2014-08-15", ADDRESS) == write_wsdl("2014-08-15", ADDRESS)
    assert write_xsd("2014-08-15").startswith(
        b"<?xml version='1.0' encoding='UTF-8'?>\n<xs:schema "
    )
