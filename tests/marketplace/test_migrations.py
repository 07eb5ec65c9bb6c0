"""What a database of an older revision holds after its migration."""

from sqlalchemy import delete, select, text
from support.market import Market
from support.work import TYPE

from adapter.marketplace.storage.database import Database
from adapter.marketplace.storage.schema import prepare_schema
from adapter.marketplace.storage.tables import qualification_types


def test_the_system_types_are_those_of_a_new_database(tmp_path):
    rows = []
    for name in ("new", "migrated"):
        database = Database(f"sqlite:///{tmp_path}/{name}.db", threads=1)
        prepare_schema(database)
        with database.begin_write() as connection:
            if name == "migrated":
                old = qualification_types.c.name.like("Worker_PercentAssignments%")
                kept = qualification_types.c.id != "000000000000000000L0"
                connection.execute(delete(qualification_types).where(old, kept))
                connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))
        if name == "migrated":
            prepare_schema(database)
        with database.begin_read() as connection:
            columns = [each for each in qualification_types.c if each.name != "serial"]
            found = connection.execute(select(*columns).order_by(qualification_types.c.id))
            rows.append(found.all())
        database.close()
    assert rows[0] == rows[1]


def test_a_hit_of_a_layout_made_before_gets_its_question(tmp_path):
    url = f"sqlite:///{tmp_path}/market.db"
    market = Market(url)
    layout = {"HITLayoutId": "3LAYOUT", "HITLayoutParameters": [{"Name": "url", "Value": "x"}]}
    made = market("CreateHIT", **TYPE, LifetimeInSeconds=60, **layout)["HIT"]
    with market.service.database.begin_write() as connection:
        connection.execute(text("UPDATE hits SET question = NULL"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0006'"))
    market.service.close()
    again = Market(url)
    assert again("GetHIT", HITId=made["HITId"])["HIT"]["Question"] == made["Question"]
    again.service.close()
