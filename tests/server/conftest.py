"""What tests of many connections need."""

import pytest

NEEDED = 3500  # a client, its connection, and for a relayed one the end of that to the HTTP server


@pytest.fixture
def many_files():
    """Lets this process open what a thousand connections take."""
    resource = pytest.importorskip("resource", reason="this system has no limits of a process")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < NEEDED:
        pytest.skip(f"this user may open {hard} files: raise it with `ulimit -Hn`")
    if soft != resource.RLIM_INFINITY and soft < NEEDED:
        resource.setrlimit(resource.RLIMIT_NOFILE, (NEEDED, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
