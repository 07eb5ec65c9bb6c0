"""Recorded cases are loaded as the settings say."""

from structlog.testing import capture_logs

from adapter.application.configuration import read_settings
from adapter.application.recordings import load_replay
from adapter.settings.resources import find_data_folder


def test_loading_many_recordings_logs_each_tenth(tmp_path):
    operation = tmp_path / "ApproveAssignment"
    operation.mkdir()
    recorded = next((find_data_folder("fixtures") / operation.name).iterdir())
    for number in range(1_000):
        (operation / f"case-{number}").symlink_to(recorded)
    with capture_logs() as events:
        load_replay(read_settings({"upstream": "replay", "replay": tmp_path}, None))
    loaded = [each["done"] for each in events if each["event"] == "recordings_loaded"]
    assert loaded == list(range(100, 1_001, 100))
