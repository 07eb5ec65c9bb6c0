"""Nothing that reads outside text takes longer than the text is long: 4 MiB of each one's worst."""

import time
from contextlib import suppress

import deepdiff  # noqa: F401 (to import it is not what is measured)
import pytest
from support.exchanges import ACCOUNT, CONTEXT, RESPONSE

from adapter.auth.environments import find_environment
from adapter.auth.legacy.errors import build_wrong_signature
from adapter.auth.sigv4 import header
from adapter.current_api.stamp import add_stamp
from adapter.errors import AdapterError
from adapter.legacy_api.form import read_form_body, read_pairs
from adapter.legacy_api.soap.encoding import decode_document
from adapter.legacy_api.soap.read import read as read_soap
from adapter.marketplace.documents.addresses import is_address
from adapter.model import Claims, Envelope, HttpRequest, LegacyCall, ModernCall
from adapter.observability.access_log import AccessLog, CallResult
from adapter.observability.history import CallHistory
from adapter.observability.metrics import CallStats, Metrics, UpstreamCall
from adapter.recordings import compare, request_text
from adapter.recordings.blank import blank_form, blank_xml
from adapter.recordings.folders import build_stem
from adapter.recordings.write_yaml import _choose_style
from adapter.redaction import Redactor, is_secret
from adapter.text import shorten, suggest_name
from adapter.translation.messages import use_legacy_names
from adapter.translation.names import split_name
from adapter.translation.refusals import find_current_state
from adapter.upstream.live.failures import build_local_refusal

SIZE = 4 * 1024 * 1024
ALIKE = [f"{'a' * 300}{number}" for number in range(20)]


def filled(part):
    """Four MiB of it."""
    return part * (SIZE // len(part))


def redacted(secrets, text):
    return Redactor(secrets).text(text)


def kept_in_history(parameters, secrets, params):
    claims = Claims(None, None, None, (), secrets=tuple(secrets))
    envelope = Envelope(claims, "GetHIT", (LegacyCall("GetHIT", parameters),))
    result = CallResult(RESPONSE, ("success",), CONTEXT, filled("a"), envelope=envelope)
    tally = CallStats(0.0, [UpstreamCall(ModernCall("GetHIT", params), "success", 0.1)])
    AccessLog(Metrics(), CallHistory()).record(result, tally)


def refused(text, secrets):
    claims = Claims("KEY", "signature", "then", (text,), secrets=tuple(secrets))
    return build_wrong_signature(ACCOUNT, ACCOUNT.secret, claims, CONTEXT.now, CONTEXT.now)


def elements(name):
    """As many as a SOAP call may have."""
    return f"<E>{(f'<{name}>' + 'x' * 200 + f'</{name}>') * 20_000}</E>"


def reported(start, part):
    """What boto reports of a call's parameters, read."""
    return build_local_refusal(start + filled(part), ModernCall("GetHIT", {}))


def xml(inner):
    return f"<E>{filled(inner)}</E>"


def posted(body, **headers):
    return HttpRequest("POST", "h", "/", b"", headers, body.encode())


def asked(value):
    return ModernCall("ListHITs", {"a": value})


def soap(inner):
    return read_soap(posted(f'<E xmlns="http://schemas.xmlsoap.org/soap/envelope/">{inner}</E>'))


WORST = {
    "a name to guess": lambda: suggest_name(filled("GetHI"), ["GetHIT", "GetAssignment"] * 40),
    "text for a message": lambda: shorten(filled("\0")),
    "escapes": lambda: read_pairs(b"a=" + filled("%41").encode()),
    "a broken escape": lambda: read_pairs(b"a=" + filled("%41").encode() + b"%"),
    "pairs": lambda: read_pairs(filled("a=b&").encode()),
    "a body of line ends": lambda: read_form_body(posted(filled("\n"))),
    "a body of blanks": lambda: read_form_body(posted(filled(" ") + "a")),
    "a body like multipart": lambda: read_form_body(posted("--a\n" + filled("content"))),
    "a body without names": lambda: read_form_body(posted(filled("&"))),
    "a name of a parameter": lambda: split_name(filled("a1.")),
    "SOAP elements": lambda: soap(filled("<a/>")),
    "SOAP text": lambda: soap(filled("&#97;")),
    "SOAP comments": lambda: soap(filled("<!---->")),
    "SOAP unfinished": lambda: soap(filled("<!--")),
    "SOAP blanks": lambda: decode_document(f"<?xml{filled(' ')}".encode(), ""),
    "a label": lambda: decode_document(b"<a/>", filled("; charset")),
    "a label's blanks": lambda: decode_document(b"<a/>", f";{filled(' ')}"),
    "a stamp": lambda: add_stamp(filled("(1234567890)  "), ""),
    "a stamp's blanks": lambda: add_stamp(f"(1234567890){filled(' ')}x", ""),
    "a stamp's digits": lambda: add_stamp("(" + filled("1"), ""),
    "a length in boto's report": lambda: reported(
        "Invalid length for parameter a, value: ", "min length: "
    ),
    "a number in boto's report": lambda: reported(
        "Invalid value for parameter a, value: ", "min value: 1, value: "
    ),
    "a name in boto's report": lambda: reported("Invalid length for parameter ", "a,"),
    "a place in boto's report": lambda: reported("Missing required parameter in ", 'a:"'),
    "lines of boto's report": lambda: reported("", "Invalid length for parameter a, value: \n"),
    "an address": lambda: is_address(filled(":") + " "),
    "an address' host": lambda: is_address("https://" + filled("a.") + "["),
    "an address in brackets": lambda: is_address("https://[" + filled(":") + "]"),
    "an address' escapes": lambda: is_address("https://" + filled("%41") + "%"),
    "an upstream's names": lambda: use_legacy_names(filled("WorkerIds[1"), {"WorkerIds": "W"}),
    "an upstream's quotes": lambda: use_legacy_names('"' + filled("W "), {"WorkerIds": "W"}),
    "a state": lambda: find_current_state(filled("in the state 'a")),
    "a host": lambda: find_environment(filled("a") + ":1x"),
    "a credential": lambda: header.find_access_key(posted("", authorization=filled("Credential="))),
    "a scope": lambda: header.read(
        posted("", authorization=f"AWS4-HMAC-SHA256 Credential={filled('a/')}")
    ),
    "scopes": lambda: header.read(
        posted("", authorization=f"AWS4-HMAC-SHA256 {filled('Credential=a,')}")
    ),
    "differences of texts": lambda: compare.describe_differences(
        asked(filled("a")), asked(filled("a")[1:] + "b")
    ),
    "differences of lists": lambda: compare.describe_differences(
        asked([0] * 200_000), asked([1] * 200_000)
    ),
    "lists side by side": lambda: compare.render_columns(
        asked([0] * 200_000), asked([1] * 200_000)
    ),
    "secrets over and over": lambda: redacted(["aaaaaa"], filled("a")),
    "secrets that nearly match": lambda: redacted(ALIKE, filled("a")),
    "secrets inside each other": lambda: redacted(["a" * n for n in range(6, 26)], filled("a")),
    "a name": lambda: is_secret(filled("signature1-")),
    "a name of digits": lambda: is_secret("signature" + filled("1") + "x"),
    "history of one long secret": lambda: kept_in_history(
        (("A", filled("a")),), [filled("a")[:-1]], {}
    ),
    "history of many values": lambda: kept_in_history(
        (("A", "a" * 800),) * 5000, ALIKE, {"A": "a" * 800}
    ),
    "history of a long value": lambda: kept_in_history((), ALIKE, {"Question": filled("a")}),
    "refusal of many secrets": lambda: refused(filled("E"), ["E"] * 100_000),
    "refusal of a long secret": lambda: refused(filled("a"), [filled("a")[:-1]]),
    "refusal of secrets alike": lambda: refused(filled("a"), ALIKE),
    "recorded elements": lambda: blank_xml(elements("a")),
    "recorded processing instructions": lambda: blank_xml(xml("<?a?>")),
    "recorded comments": lambda: blank_xml(xml("<!---->")),
    "recorded CDATA": lambda: blank_xml(xml("<![CDATA[<]]>")),
    "recorded attributes": lambda: blank_xml(f"<E a='{filled('>')}'/>"),
    "recorded blanks in a tag": lambda: blank_xml(f"<E {filled(' ')}/>"),
    "recorded secret elements": lambda: blank_xml(elements("Secret")),
    "recorded text of a secret": lambda: blank_xml(f"<Secret>{filled('&#97;')}</Secret>"),
    "a recorded form": lambda: blank_form(b"secret=" + filled("%61").encode()),
    "a recorded form in pieces": lambda: blank_form(b"&".join([b"secret=" + b"%61" * 270] * 5_000)),
    "a folder's name": lambda: build_stem((("A", filled("-")),)),
    "a header's blanks": lambda: request_text.read_request(
        f"GET / HTTP/1.1\nA: a{filled(' ')}a\n\n".encode()
    ),
    "a request line": lambda: request_text.read_request(
        f"GET http://{filled('a')} HTTP/1.1\n\n".encode()
    ),
    "lines of YAML": lambda: _choose_style(filled("a \n")),
    "one line of YAML": lambda: _choose_style(filled("a ") + "\n" + "\x00"),
}


@pytest.mark.parametrize("name", WORST)
def test_four_mebibytes_of_the_worst_take_less_than_a_second(name):
    start = time.process_time()
    with suppress(ValueError, AdapterError):  # what cannot be read has to be refused as fast
        WORST[name]()
    assert time.process_time() - start < 1
