"""The authority's folder: made once, by one, and refused when others could have changed it."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store
from support.authorities import NAMES, NOW, PRODUCTION, SANDBOX

from adapter.errors import StartError
from adapter.tls import ensure_leaf_file, open_authority, read_names

DAY = timedelta(days=1)


def certificate(file):
    return x509.load_pem_x509_certificate(file.read_bytes())


def mode(path):
    return path.stat().st_mode & 0o777


def test_what_is_made_lasts_and_is_private(authority):
    ours, leaf = certificate(authority.file), certificate(ensure_leaf_file(authority, SANDBOX, NOW))
    assert (ours.not_valid_after_utc, leaf.not_valid_after_utc) == (
        NOW + 3650 * DAY,
        NOW + 365 * DAY,
    )
    assert leaf.subject.rfc4514_string() == f"CN={SANDBOX}"
    assert leaf.public_key().key_size == 2048
    assert [mode(authority.folder), mode(authority.file)] == [0o700, 0o644]
    assert {mode(each) for each in authority.folder.iterdir() if each != authority.file} == {0o600}


def test_a_strict_verifier_takes_a_leaf_for_its_own_name_only(authority):
    leaf = certificate(ensure_leaf_file(authority, SANDBOX, NOW))
    policy = PolicyBuilder().store(Store([certificate(authority.file)])).time(NOW)
    for name in (SANDBOX, "localhost"):
        verifier = policy.build_server_verifier(x509.DNSName(name))
        if name == SANDBOX:
            assert len(verifier.verify(leaf, [])) == 2
        else:
            with pytest.raises(x509.verification.VerificationError):
                verifier.verify(leaf, [])


def test_the_authority_is_worthless_for_other_names(authority, tmp_path):
    others = read_names(["bank.example", "127.0.0.1", "::1"])
    stolen = type(authority)(authority.folder, others, authority.pair)
    leaf = certificate(ensure_leaf_file(stolen, "bank.example", NOW))
    policy = PolicyBuilder().store(Store([certificate(authority.file)])).time(NOW)
    with pytest.raises(x509.verification.VerificationError, match="permitted"):
        policy.build_server_verifier(x509.DNSName("bank.example")).verify(leaf, [])


def test_the_authority_is_trusted_for_servers_alone(authority):
    usage = certificate(authority.file).extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert list(usage.value) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_opened_again_nothing_changes(authority):
    ensure_leaf_file(authority, PRODUCTION, NOW)
    before = {each: each.read_bytes() for each in authority.folder.iterdir()}
    again = open_authority(authority.folder, NAMES, NOW + 300 * DAY)
    ensure_leaf_file(again, PRODUCTION, NOW + 300 * DAY)
    assert {each: each.read_bytes() for each in authority.folder.iterdir()} == before


@pytest.mark.parametrize("days", [336, 365, 1000])
def test_a_leaf_is_renewed_when_it_ends_soon_or_has_ended(authority, days):
    ensure_leaf_file(authority, PRODUCTION, NOW)
    later = NOW + days * DAY
    leaf = certificate(ensure_leaf_file(authority, PRODUCTION, later))
    assert leaf.not_valid_after_utc == later + 365 * DAY


@pytest.mark.parametrize("keep", [0, 100, 1000, 1750, 2500])
def test_a_leaf_cut_short_is_made_again(authority, keep):
    file = ensure_leaf_file(authority, PRODUCTION, NOW)
    file.write_bytes(file.read_bytes()[:keep])
    assert (
        certificate(ensure_leaf_file(authority, PRODUCTION, NOW)).not_valid_after_utc
        == NOW + 365 * DAY
    )


def test_a_leaf_is_made_again_when_names_change(tmp_path):
    wide = read_names([PRODUCTION, "127.0.0.1", "10.0.0.1"])
    first = open_authority(tmp_path / "trust", wide, NOW)
    before = ensure_leaf_file(first, None, NOW).read_bytes()
    narrow = open_authority(tmp_path / "trust", read_names([PRODUCTION, "127.0.0.1"]), NOW)
    assert ensure_leaf_file(narrow, None, NOW).read_bytes() != before


def test_a_leaf_of_another_authority_is_made_again(authority, tmp_path):
    other = open_authority(tmp_path / "other", NAMES, NOW)
    strange = ensure_leaf_file(other, PRODUCTION, NOW).read_bytes()
    file = authority.folder / f"leaf-{PRODUCTION}.pem"
    file.write_bytes(strange)
    file.chmod(0o600)
    assert ensure_leaf_file(authority, PRODUCTION, NOW).read_bytes() != strange


def test_sixteen_that_start_at_once_share_one_authority(tmp_path):
    def start(_):
        opened = open_authority(tmp_path / "trust", NAMES, NOW)
        return opened.file.read_bytes(), ensure_leaf_file(opened, PRODUCTION, NOW)

    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(start, range(16)))
    assert len(found) == 1
    assert not list((tmp_path / "trust").glob(".new-*"))


def test_an_authority_that_has_ended_is_refused_with_advice(authority):
    for moment in (NOW + 3650 * DAY, NOW - 2 * DAY):
        with pytest.raises(StartError, match=r"today is .* `mturk-adapter trust remove`"):
            open_authority(authority.folder, NAMES, moment)


def test_a_name_that_it_was_not_made_for_is_refused_with_advice(authority):
    with pytest.raises(StartError, match=r"mturk\.example.*trust remove"):
        open_authority(authority.folder, read_names([PRODUCTION, "mturk.example"]), NOW)


@pytest.mark.parametrize("keep", [0, 1, 1700, 2500])
def test_an_authority_cut_short_is_refused_with_advice(authority, keep):
    file = authority.folder / "authority.pem"
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(StartError, match=r"authority\.pem.* one whole certificate .*trust remove"):
        open_authority(authority.folder, NAMES, NOW)


def test_a_key_of_another_certificate_is_refused(authority, tmp_path):
    other = open_authority(tmp_path / "other", NAMES, NOW)
    file = authority.folder / "authority.pem"
    key, begin, _ = file.read_bytes().partition(b"-----BEGIN CERT")
    strange = (other.folder / "authority.pem").read_bytes().partition(b"-----BEGIN CERT")[2]
    file.write_bytes(key + begin + strange)
    with pytest.raises(StartError, match="do not belong together"):
        open_authority(authority.folder, NAMES, NOW)


def test_a_lost_public_certificate_is_written_again_and_a_strange_one_refused(authority, tmp_path):
    public = authority.file.read_bytes()
    authority.file.unlink()
    assert open_authority(authority.folder, NAMES, NOW).file.read_bytes() == public
    other = open_authority(tmp_path / "other", NAMES, NOW)
    authority.file.write_bytes(other.file.read_bytes())
    with pytest.raises(StartError, match=r"ca\.pem"):
        open_authority(authority.folder, NAMES, NOW)


@pytest.mark.parametrize(
    ("name", "bits", "says"),
    [
        ("authority.pem", 0o640, "chmod 600"),
        ("authority.pem", 0o602, "chmod 600"),
        ("ca.pem", 0o664, "chmod go-w"),
        (f"leaf-{PRODUCTION}.pem", 0o644, "chmod 600"),
        (".", 0o770, "chmod go-w"),
    ],
)
def test_what_others_may_open_is_refused_with_the_remedy(authority, name, bits, says):
    ensure_leaf_file(authority, PRODUCTION, NOW)
    (authority.folder / name).chmod(bits)
    with pytest.raises(StartError, match=says):
        ensure_leaf_file(open_authority(authority.folder, NAMES, NOW), PRODUCTION, NOW)


@pytest.mark.root
@pytest.mark.parametrize("name", ["authority.pem", "ca.pem", f"leaf-{PRODUCTION}.pem", "."])
def test_what_belongs_to_another_is_refused(authority, name):
    ensure_leaf_file(authority, PRODUCTION, NOW)
    os.chown(authority.folder / name, 12345, -1)
    with pytest.raises(StartError, match="belongs to user 12345, and this program runs as user 0"):
        ensure_leaf_file(open_authority(authority.folder, NAMES, NOW), PRODUCTION, NOW)


@pytest.mark.root
def test_a_link_that_another_may_turn_elsewhere_is_refused(authority, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(authority.folder)
    assert open_authority(link, NAMES, NOW).pair.certificate == authority.pair.certificate
    os.chown(link, 12345, -1, follow_symlinks=False)
    with pytest.raises(StartError, match="belongs to user 12345"):
        open_authority(link, NAMES, NOW)


def test_a_folder_that_cannot_be_written_is_said_so(unprivileged_folder):
    unprivileged_folder.chmod(0o500)
    with pytest.raises(StartError, match="Permission denied; name another with --trust-folder"):
        open_authority(unprivileged_folder / "trust", NAMES, NOW)
    with pytest.raises(StartError, match="Permission denied; name another folder"):
        open_authority(unprivileged_folder, NAMES, NOW)


def test_a_folder_that_cannot_be_written_serves_what_is_in_it(unprivileged_folder):
    unprivileged_folder.chmod(0o700)
    made = open_authority(unprivileged_folder, NAMES, NOW)
    file = ensure_leaf_file(made, PRODUCTION, NOW)
    unprivileged_folder.chmod(0o500)
    again = open_authority(unprivileged_folder, NAMES, NOW)
    assert ensure_leaf_file(again, PRODUCTION, NOW) == file
    with pytest.raises(StartError, match="cannot be written"):
        ensure_leaf_file(again, PRODUCTION, NOW + 360 * DAY)


def test_a_file_where_the_folder_should_be_is_said_so(tmp_path):
    (tmp_path / "trust").write_text("")
    for folder in (tmp_path / "trust", tmp_path / "trust" / "below"):
        with pytest.raises(StartError, match="the folder cannot be created"):
            open_authority(folder, NAMES, NOW)


def test_a_name_too_long_for_a_common_name_stands_in_the_others(tmp_path):
    name = f"{'x' * 60}.{'y' * 60}.example"
    authority = open_authority(tmp_path / "trust", read_names([name]), NOW)
    leaf = certificate(ensure_leaf_file(authority, name, NOW))
    policy = PolicyBuilder().store(Store([certificate(authority.file)])).time(NOW)
    assert policy.build_server_verifier(x509.DNSName(name)).verify(leaf, [])
