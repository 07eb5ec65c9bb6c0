"""Certificates of an authority and of hosts, in the form that the strictest verifiers accept.

OpenSSL's strict mode, the default of Python 3.13, requires both key identifiers, key usage and
critical basic constraints. The oldest clients read the host from the common name only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from adapter.tls.names import Names

_AUTHORITY_LASTS = timedelta(days=3650)
_LEAF_LASTS = timedelta(days=365)
_CLOCK_DIFFERENCE = timedelta(days=1)
_COMMON_NAME_LIMIT = 64
_NAME = "mturk-adapter private CA"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A certificate and the key that belongs to it."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    def encode(self, *issuers: x509.Certificate) -> bytes:
        """Return the key, the certificate and its issuers as PEM, in the order of servers."""
        chain = (self.certificate, *issuers)
        return encode_key(self.key) + b"".join(map(encode_certificate, chain))


def encode_certificate(certificate: x509.Certificate) -> bytes:
    """Return the certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def encode_key(key: rsa.RSAPrivateKey) -> bytes:
    """Return the key as PEM, not encrypted."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def read_key_pair(pem: bytes) -> KeyPair:
    """Return the first certificate in the text and its key.

    Raises:
        ValueError: one is missing or cut short, or they do not match; the message says which.
    """
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        # These files are our own; validating the primes of a key would take 30 ms.
        key = serialization.load_pem_private_key(
            pem, password=None, unsafe_skip_rsa_key_validation=True
        )
    except (ValueError, TypeError) as error:
        raise ValueError("it does not hold one whole certificate and its key") from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.public_key() != certificate.public_key():
        raise ValueError("the key and the certificate in it do not belong together")
    return KeyPair(certificate, key)


def create_authority(names: Names, now: datetime) -> KeyPair:
    """Create an authority that can sign for these names and for no others."""
    key, serial = _create_key(), x509.random_serial_number()
    subject = _build_subject(f"{_NAME} {serial % 2**32:08x}")
    builder = _start_builder(subject, subject, key.public_key(), serial, now, _AUTHORITY_LASTS)
    for extension, critical in (
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (_build_usage(signs_certificates=True), True),
        # Without it, a system that trusts the authority would trust it for code and mail, too.
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False),
        # Not critical, as Apple's older verifiers refuse that; the others enforce it either way.
        (x509.NameConstraints(_list_permitted(names), None), False),
    ):
        builder = builder.add_extension(extension, critical=critical)
    return KeyPair(builder.sign(key, hashes.SHA256()), key)


def create_leaf(authority: KeyPair, names: Names, now: datetime) -> KeyPair:
    """Create a certificate for the names; the first host is its common name."""
    key, issuer = _create_key(), authority.certificate
    subject = _build_subject(names.hosts[0][:_COMMON_NAME_LIMIT])
    builder = _start_builder(
        subject, issuer.subject, key.public_key(), x509.random_serial_number(), now, _LEAF_LASTS
    )
    for extension, critical in (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_build_usage(signs_certificates=False), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectAlternativeName(names.build_general_names()), False),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), False),
    ):
        builder = builder.add_extension(extension, critical=critical)
    return KeyPair(builder.sign(authority.key, hashes.SHA256()), key)


def is_our_authority(certificate: x509.Certificate) -> bool:
    """Return whether the adapter created the authority, by its name."""
    return certificate.subject.rfc4514_string().startswith(f"CN={_NAME} ")


def covers(authority: x509.Certificate, names: Names) -> bool:
    """Return whether the authority may sign for all of these names."""
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    return set(_list_permitted(names)) <= set(constraints.permitted_subtrees or ())


def is_for(leaf: x509.Certificate, names: Names) -> bool:
    """Return whether the certificate is for exactly these names."""
    try:
        found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    return list(found) == list(names.build_general_names())


def is_valid(
    certificate: x509.Certificate, now: datetime, remaining: timedelta = timedelta()
) -> bool:
    """Return whether the certificate is valid now and will be for the remaining time."""
    return certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc - remaining


def _list_permitted(names: Names) -> list[x509.GeneralName]:
    hosts: Iterable[x509.GeneralName] = map(x509.DNSName, names.hosts)
    return [*hosts, *(x509.IPAddress(ip_network(each)) for each in names.addresses)]


def _create_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _build_subject(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _start_builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPublicKey,
    serial: int,
    now: datetime,
    lifetime: timedelta,
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key,
        serial_number=serial,
        not_valid_before=now - _CLOCK_DIFFERENCE,
        not_valid_after=now + lifetime,
    )


def _build_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """Return the key usage; key encipherment is for clients without Diffie-Hellman."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=not signs_certificates,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
