"""Certificates as the strictest verifiers want them: an authority's, and a host's signed by it.

OpenSSL's strict mode, which Python 3.13 turns on, asks for both key identifiers, for key usage and
for critical basic constraints. The oldest clients look for the host in the common name alone.
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
_CALLED = "mturk-adapter private CA"


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and the key that belongs to it."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    def pem(self, *above: x509.Certificate) -> bytes:
        """The key, the certificate, and what stands above it, in the order servers read."""
        chain = (self.certificate, *above)
        return key_pem(self.key) + b"".join(map(certificate_pem, chain))


def certificate_pem(certificate: x509.Certificate) -> bytes:
    """The certificate as text."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def key_pem(key: rsa.RSAPrivateKey) -> bytes:
    """The key as text, not encrypted."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def read_pair(pem: bytes) -> Pair:
    """The first certificate in the text and its key.

    Raises:
        ValueError: one is missing or cut short, or they do not belong together; says which.
    """
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        # Proving that the primes are primes takes 30 ms, and these files are our own.
        key = serialization.load_pem_private_key(
            pem, password=None, unsafe_skip_rsa_key_validation=True
        )
    except (ValueError, TypeError) as error:
        raise ValueError("it does not hold one whole certificate and its key") from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.public_key() != certificate.public_key():
        raise ValueError("the key and the certificate in it do not belong together")
    return Pair(certificate, key)


def new_authority(names: Names, now: datetime) -> Pair:
    """An authority that can sign for these names and for nothing else."""
    key, serial = _new_key(), x509.random_serial_number()
    subject = _subject(f"{_CALLED} {serial % 2**32:08x}")
    builder = _builder(subject, subject, key.public_key(), serial, now, _AUTHORITY_LASTS)
    for extension, critical in (
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (_usage(signs_certificates=True), True),
        # A system's list would trust it for programs and mail too, which no name limits.
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False),
        # Verifiers that know this hold to it either way; Apple's older ones refuse it as critical.
        (x509.NameConstraints(_permitted(names), None), False),
    ):
        builder = builder.add_extension(extension, critical=critical)
    return Pair(builder.sign(key, hashes.SHA256()), key)


def new_leaf(authority: Pair, names: Names, now: datetime) -> Pair:
    """A certificate for the names, the first host's first."""
    key, issuer = _new_key(), authority.certificate
    subject = _subject(names.hosts[0][:_COMMON_NAME_LIMIT])
    builder = _builder(
        subject, issuer.subject, key.public_key(), x509.random_serial_number(), now, _LEAF_LASTS
    )
    for extension, critical in (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage(signs_certificates=False), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectAlternativeName(names.general()), False),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), False),
    ):
        builder = builder.add_extension(extension, critical=critical)
    return Pair(builder.sign(authority.key, hashes.SHA256()), key)


def is_our_authority(certificate: x509.Certificate) -> bool:
    """Whether it was made here, by its name."""
    return certificate.subject.rfc4514_string().startswith(f"CN={_CALLED} ")


def covers(authority: x509.Certificate, names: Names) -> bool:
    """Whether the authority may sign for all of these names."""
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    return set(_permitted(names)) <= set(constraints.permitted_subtrees or ())


def is_for(leaf: x509.Certificate, names: Names) -> bool:
    """Whether the certificate is for exactly these names."""
    try:
        found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    return list(found) == list(names.general())


def lasts(certificate: x509.Certificate, now: datetime, beyond: timedelta = timedelta()) -> bool:
    """Whether it is valid now, and will be for so long."""
    return certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc - beyond


def _permitted(names: Names) -> list[x509.GeneralName]:
    hosts: Iterable[x509.GeneralName] = map(x509.DNSName, names.hosts)
    return [*hosts, *(x509.IPAddress(ip_network(each)) for each in names.addresses)]


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _subject(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPublicKey,
    serial: int,
    now: datetime,
    lasts: timedelta,
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key,
        serial_number=serial,
        not_valid_before=now - _CLOCK_DIFFERENCE,
        not_valid_after=now + lasts,
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """Key encipherment is for clients without Diffie-Hellman."""
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
