"""People who were long not here are forgotten while the adapter runs."""

from datetime import timedelta
from threading import Event

from support.personal_data import bring, find_traces, read_files, read_rows

from adapter.application.retention import Retention
from adapter.marketplace.people import People


def watch_erasures(market, monkeypatch):
    """Set whenever the files were written anew."""
    done, erase = Event(), market.service.database.erase_deleted

    def note():
        erase()
        done.set()

    monkeypatch.setattr(market.service.database, "erase_deleted", note)
    return done


def test_who_was_not_here_for_too_long_is_forgotten(market):
    worker, _ = bring(market)
    retention = Retention(market.service, keep_days=30)
    market.clock.move(days=30)
    assert retention.forget_unseen() == 0
    market.clock.move(seconds=1)
    assert retention.forget_unseen() == 1
    assert find_traces(read_rows(market)) == []
    assert retention.forget_unseen() == 0
    assert People(market.service).find(worker).forgotten == market.clock.now


def test_nobody_is_forgotten_without_the_setting(market):
    bring(market)
    market.clock.move(days=10_000)
    assert Retention(market.service, None).forget_unseen() == 0


def test_the_files_are_written_anew_after_somebody_was_forgotten(market, monkeypatch):
    worker, _ = bring(market)
    done = watch_erasures(market, monkeypatch)
    retention = Retention(market.service, None)
    retention.start()
    People(market.service).forget(worker)
    retention.request_erasure()
    assert done.wait(30)
    retention.stop()
    assert find_traces(read_files(market)) == []


def test_a_start_goes_on_with_what_a_killed_process_had_deleted(market, monkeypatch):
    worker, _ = bring(market)
    People(market.service).forget(worker)
    done = watch_erasures(market, monkeypatch)
    retention = Retention(market.service, None)
    retention.start()
    assert done.wait(30)
    retention.stop()
    assert find_traces(read_files(market)) == []


def test_a_setting_forgets_people_while_the_adapter_runs(market, monkeypatch):
    bring(market)
    market.clock.now += timedelta(days=31)
    done = watch_erasures(market, monkeypatch)
    retention = Retention(market.service, keep_days=30)
    retention.start()
    assert done.wait(30)
    retention.stop()
    assert find_traces(read_rows(market)) == []
