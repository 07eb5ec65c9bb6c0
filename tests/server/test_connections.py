"""How many connections there may be, and who makes room."""

from dataclasses import dataclass, field

from adapter.server.connections import Connections


@dataclass(eq=False)
class One:
    connections: Connections
    deadline: float
    idle: bool = True
    ended: list = field(default_factory=list)

    def abort(self):
        self.ended.append("abort")
        self.connections.discard(self)

    expire = finish = abort


def test_one_too_many_ends_the_idle_one_that_is_nearest_to_its_end():
    connections = Connections(3)
    late, soon, busy = (
        One(connections, 20),
        One(connections, 10),
        One(connections, 5, idle=False),
    )
    assert all(connections.add(each) for each in (late, soon, busy))
    assert connections.add(One(connections, 30))
    assert soon.ended == ["abort"]
    assert not late.ended + busy.ended
    assert len(connections) == 3


def test_where_all_are_busy_the_new_one_is_turned_away():
    connections = Connections(1)
    assert connections.add(One(connections, 1, idle=False))
    assert not connections.add(One(connections, 1))
    assert len(connections) == 1
