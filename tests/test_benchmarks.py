"""What `make bench QUICK=1` says when a page asks more than it may."""

import pytest

from benchmarks import __main__ as bench
from benchmarks.table import Row


@pytest.mark.parametrize(("met", "status"), [([True, None], 0), ([True, False, None], 1)])
def test_a_count_over_its_limit_is_an_error(monkeypatch, capsys, met, status):
    rows = [Row("counts", f"page {number}", "5", None, "<= 4", is_met) for number, is_met in enumerate(met)]
    monkeypatch.setenv("QUICK", "1")
    monkeypatch.setitem(bench.PARTS, "counts", lambda sites: rows)

    assert bench.main() == status
    assert ("NO" in capsys.readouterr().out) == bool(status)


def test_a_part_that_does_not_exist_is_named(monkeypatch):
    monkeypatch.setenv("ONLY", "cache,nothing")

    with pytest.raises(SystemExit, match="There is no part nothing"):
        bench.main()
