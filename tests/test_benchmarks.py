from benchmarks import __main__ as bench
from benchmarks.counts import query_rows


def test_quick_benchmark_fails_and_names_the_count_that_is_over_its_limit(monkeypatch, capsys):
    rows = query_rows({"home": 10, "404": 4}, limits={"home": 9, "404": 4})
    monkeypatch.setattr(bench, "measured", lambda _parts: iter([list(rows)]))
    assert bench.count() == 1
    said = capsys.readouterr().err
    assert "home, queries: 10, wanted <= 9" in said
    assert "404" not in said


def test_quick_benchmark_passes_at_the_limits(monkeypatch):
    rows = query_rows({"home": 9}, limits={"home": 9})
    monkeypatch.setattr(bench, "measured", lambda _parts: iter([list(rows)]))
    assert bench.count() == 0
