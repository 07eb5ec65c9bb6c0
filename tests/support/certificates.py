"""Certificates of an authority that lives as long as the test run."""

import ssl

import trustme

AMAZON = (
    "mechanicalturk.amazonaws.com",
    "mechanicalturk.sandbox.amazonaws.com",
    "mturk-requester.us-east-1.amazonaws.com",
    "mturk-requester-sandbox.us-east-1.amazonaws.com",
)
AUTHORITY = trustme.CA()


def server_context(*hosts):
    """Shows a certificate for all of these hosts; clients that name another are refused."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert(*hosts, common_name=hosts[0]).configure_cert(context)

    def named(_tls, name, _context):
        return None if name is None or name in hosts else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

    context.sni_callback = named
    return context


def client_context():
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context
