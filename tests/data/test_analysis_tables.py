"""The tables of the analysis on the real figures: what tells the rows apart does, so their order is always one."""

import pytest

from indicators import analysis


@pytest.mark.parametrize("name", analysis.TABLES)
def test_the_keys_tell_every_row_apart(store, name):
    rows = analysis.table(store, name)
    assert len(rows)
    assert not rows.duplicated([*analysis.TABLES[name].keys]).any()
