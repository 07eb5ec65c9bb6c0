"""The limit of open files: raised where the system lets it be, and heeded where it does not."""

import subprocess
import sys

import pytest

resource = pytest.importorskip("resource", reason="this system has no limits of a process")

RAISED = """
import resource, sys
from adapter.server.open_files import limit_connections, raise_open_files
soft, hard = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
before = limit_connections(4096)
raise_open_files()
print(before, limit_connections(4096), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(
    ("soft", "hard", "before", "after", "limit"),
    [
        (1024, 20_000, 768, 4096, 12_544),
        (1024, 2048, 768, 1792, 2048),
        (1024, 1024, 768, 768, 1024),
        (15_000, 20_000, 4096, 4096, 15_000),
        (200, 200, 64, 64, 200),
    ],
)
def test_the_limit_is_raised_to_what_connections_take(soft, hard, before, after, limit):
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if most != resource.RLIM_INFINITY and most < hard:
        pytest.skip(f"this user may open {most} files: raise it with `ulimit -Hn`")
    command = [sys.executable, "-c", RAISED, str(soft), str(hard)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert list(map(int, ran.stdout.split())) == [before, after, limit, hard]
