"""Somebody of whom everything is kept that can be, and what tells who they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import insert, update
from sqlalchemy.engine import make_url
from support.market import ME
from support.work import make, submit_work

from adapter.marketplace.links import Links, LinkSettings
from adapter.marketplace.people import People
from adapter.marketplace.storage.tables import METADATA, invitations, people
from adapter.marketplace.uploads import UploadedFile, save_upload

if TYPE_CHECKING:
    from support.market import Market

NAME, CONTACT, LABEL = "Zebulon Quux", "zq@example.test", "S77105"
PLATFORM_ID, SESSION, FILE_NAME = "5f3c0ffee0ddba11", "SESSION-0451", "cv-of-zq.pdf"
TRACES = (NAME, "Zebulon", "Quux", CONTACT, LABEL, PLATFORM_ID, SESSION, FILE_NAME)
"""What tells who the person is."""


def bring(market: Market, number: int = 0) -> tuple[str, str]:
    """The WorkerId of somebody who did approved and paid work, and the AssignmentId.

    Args:
        market: where they work.
        number: others have other platform ids, and everything else is the same.
    """
    external_id = f"{PLATFORM_ID}{number or ''}"
    links = Links(market.service)
    known = [link for link, _ in links.list_all(ME)]
    link = (
        known[0]
        if known
        else links.add(
            ME, LinkSettings(name="Spring", preset="prolific", codes={"completed": "C1"})
        )
    )
    worker = links.arrive(link, external_id, {"SESSION_ID": SESSION})[0].id
    People(market.service).change(worker, name=NAME, contact=CONTACT, auto_accept=True)
    assignment_id = submit_work(market, make(market), worker)
    _decide(market, worker, assignment_id)
    with market.service.begin_write(ME) as transaction:
        own = people.c.id == worker
        transaction.execute(update(people).where(own).values(label=LABEL, account=ME))
        personal = {"token_hash": f"00{worker}", "worker_id": worker, "grants": "{}"}
        by_me = {"account": ME, "used": 1, "made": transaction.now}
        transaction.execute(insert(invitations), {**personal, **by_me})
        file = UploadedFile(FILE_NAME, b"%PDF")
        save_upload(transaction, (assignment_id, worker), "cv", file)
    return worker, assignment_id


def _decide(market: Market, worker: str, assignment_id: str) -> None:
    """Approve and pay the work, with words that name the person."""
    thanks = {"RequesterFeedback": "Thank you, Zebulon!"}
    market("ApproveAssignment", AssignmentId=assignment_id, **thanks)
    bonus = {"WorkerId": worker, "AssignmentId": assignment_id, "BonusAmount": "0.10"}
    market("SendBonus", **bonus, Reason=f"Well done ({LABEL})")
    letter = {"Subject": f"To {NAME}", "MessageText": f"Is {CONTACT} right?"}
    market("NotifyWorkers", **letter, WorkerIds=[worker])


def read_rows(market: Market) -> str:
    """Every value of the database, as text."""
    with market.service.begin_read(ME) as transaction:
        tables = METADATA.sorted_tables
        rows = [row for table in tables for row in transaction.execute(table.select())]
    return "\n".join(str(tuple(row)) for row in rows)


def read_files(market: Market) -> bytes:
    """The bytes of the files of a database of SQLite."""
    file = Path(make_url(market.url).database or "")
    return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


def find_traces(text: str | bytes) -> list[str]:
    """What of the person is in the text."""
    found = text.decode(errors="replace") if isinstance(text, bytes) else text
    return [each for each in TRACES if each in found]
