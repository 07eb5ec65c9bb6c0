"""What is logged of hosts that are not answered here: each once, and not without a limit."""

from concurrent.futures import ThreadPoolExecutor

from structlog.testing import capture_logs

from adapter.server.host_log import MAX_HOSTS, HostLog


def test_each_host_is_logged_once_for_what_was_done():
    log = HostLog()
    with capture_logs() as logs, ThreadPoolExecutor(8) as pool:
        list(pool.map(log.log_tunnel, ["a.example", "b.example"] * 50))
        log.log_refusal("a.example")
        log.log_refusal("a.example")
        log.log_failure("a.example", "TimeoutError")
    events = sorted((each["event"], each["host"]) for each in logs)
    assert events == [
        ("host_refused", "a.example"),
        ("host_tunneled", "a.example"),
        ("host_tunneled", "b.example"),
        ("host_unreachable", "a.example"),
    ]


def test_a_client_that_names_many_hosts_fills_neither_log_nor_memory():
    log = HostLog()
    with capture_logs() as logs:
        for number in range(MAX_HOSTS + 10):
            log.log_refusal(f"{number}.example")
    assert len(logs) == MAX_HOSTS
