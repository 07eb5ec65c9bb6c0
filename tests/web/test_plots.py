"""Bars of a plot."""

from adapter.web.plots import Plot, Series


def test_a_bar_is_as_high_as_its_number():
    drawn = str(Plot("T", ["a", "b", "c"], (Series("S", [1, None, 4]),)).draw())
    assert drawn.count("<rect") == 2
    assert 'y="75.0" width="160.0" height="25.0"' in drawn
    assert 'y="0.0" width="160.0" height="100.0"' in drawn
