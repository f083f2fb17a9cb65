"""Write the figures of the documentation from the warehouse, so that none of them is typed in.

A page holds blocks `<!-- figures: NAME -->` … `<!-- /figures -->`; each NAME is a function here that gives Markdown.

    python -m tools.update_docs            writes the blocks of README.md and docs/*.md anew
    python -m tools.update_docs --check    says which page is out of date, and exits with 1
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from pipelines import paths, warehouse

BLOCK = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- /figures -->)", re.DOTALL)
HOME = "(SELECT region FROM register.goal)"
VERDICTS = {"reached": "reached", "missed": "missed", "cannot_be_decided": "cannot be decided"}


def table(heads: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; numbers come as text already rounded."""
    heads = [str(head) for head in heads]
    lines = [heads, ["---"] * len(heads), *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def goal_by_year(con: duckdb.DuckDBPyConnection) -> str:
    """The goal's figures by year under the default choices."""
    rows = con.execute(
        f"""
        SELECT index.year, share."value", population."value", index."value", index.low, index.high, gap."value", verdict
        FROM out.indicator_value AS index
        JOIN out.indicator_value AS share USING (region, year, denominator, membership, vintage)
        JOIN out.indicator_value AS gap USING (region, year, denominator, membership, vintage)
        JOIN out.indicator_value AS population USING (region, year, membership)
        JOIN out.goal_verdict USING (region, year, denominator, membership, vintage)
        WHERE index.indicator = 'gdp_index' AND share.indicator = 'gdp_share' AND gap.indicator = 'gdp_gap'
          AND population.indicator = 'population_share' AND gap.prices = 'current' AND index.region = {HOME}
          AND index.denominator = 'counties' AND index.membership = 'fixed' AND index.vintage = 'latest'
        ORDER BY index.year
        """
    ).fetchall()
    heads = ["year", "share of value added, %", "share of the population, %", "index", "band", "gap, bn kr", "goal"]
    return table(
        heads,
        ([year, f"{v:.2f}", f"{p:.2f}", f"{i:.1f}", f"{low:.1f}–{high:.1f}", f"{gap:.1f}", VERDICTS[verdict]]
         for year, v, p, i, low, high, gap, verdict in rows),
    )  # fmt: skip


def target_year_matrix(con: duckdb.DuckDBPyConnection) -> str:
    """The verdict on the target year under every denominator and membership."""
    rows = con.execute(
        """
        SELECT denominator, membership, "value", low, high, verdict FROM out.goal_verdict
        JOIN register.goal ON year = target_year AND goal.region = goal_verdict.region
        WHERE vintage = 'latest' ORDER BY denominator, membership
        """
    ).fetchall()
    return table(
        ["denominator", "members", "index", "band", "goal"],
        (
            [d, m, f"{index:.1f}", f"{low:.1f}–{high:.1f}", VERDICTS[verdict]]
            for d, m, index, low, high, verdict in rows
        ),
    )


def methods_side_by_side(con: duckdb.DuckDBPyConnection) -> str:
    """The index of the base year, the target year and the newest year by each method."""
    rows = con.execute(
        f"""
        SELECT method, year, 100 * gdp_share_pct / population_share_pct AS index
        FROM out.region_share
        WHERE region = {HOME} AND denominator = 'counties' AND membership = 'fixed' AND vintage = 'latest'
        ORDER BY method, year
        """
    ).df()
    ((base, target),) = con.execute("SELECT base_year, target_year FROM register.goal").fetchall()
    years = sorted({base, target, rows.year.max()})
    wide = rows.pivot(index="method", columns="year", values="index")
    return table(
        ["method", *years], ([method, *(f"{wide.loc[method, year]:.1f}" for year in years)] for method in wide.index)
    )


def backtest(con: duckdb.DuckDBPyConnection) -> str:
    """Error and bias of every method on the merged counties."""
    rows = con.execute(
        'SELECT method, "where", tests, mean_absolute_error_pct, bias_pct, low_quantile_pct, high_quantile_pct'
        ' FROM out.backtest_summary ORDER BY method, "where"'
    ).fetchall()
    return table(
        ["method", "part", "tests", "mean absolute error, %", "bias, %", "nine of ten errors, %"],
        ([method, part, n, f"{error:.1f}", f"{bias:+.1f}", f"{low:+.1f} to {high:+.1f}"]
         for method, part, n, error, bias, low, high in rows),
    )  # fmt: skip


def worst_industries(con: duckdb.DuckDBPyConnection) -> str:
    """Where the recommended method errs most: mean absolute error by industry, in per cent of the industry's parts."""
    rows = con.execute(
        """
        SELECT name_en, 100 * sum(abs(estimated_mnok - published_mnok)) / sum(published_mnok) AS error,
               sum(abs(estimated_mnok - published_mnok)) / count(DISTINCT merged || year) AS mnok
        FROM out.backtest_industry JOIN register.industries USING (industry)
        WHERE method = 'jobs_by_industry' GROUP BY name_en HAVING sum(published_mnok) > 0 ORDER BY mnok DESC LIMIT 8
        """
    ).fetchall()
    return table(
        ["industry", "misplaced, % of the industry", "misplaced, million kr a county and year"],
        ([name, f"{error:.1f}", f"{mnok:.0f}"] for name, error, mnok in rows),
    )


def break_of_2018(con: duckdb.DuckDBPyConnection) -> str:
    """How much merging Sør- and Nord-Trøndelag alone moves the estimate, year by year."""
    rows = con.execute(
        """
        SELECT year, max(error_pct) FILTER (is_centre), max(error_pct) FILTER (NOT is_centre)
        FROM out.backtest WHERE method = 'jobs_by_industry' AND merged = '50' GROUP BY year ORDER BY year
        """
    ).fetchall()
    return table(
        ["year", "the larger part (Sør-Trøndelag), %", "the smaller part (Nord-Trøndelag), %"],
        ([year, f"{centre:+.1f}", f"{other:+.1f}"] for year, centre, other in rows),
    )


def near_quoted_gap(con: duckdb.DuckDBPyConnection) -> str:
    """The range of the gap under each definition of GDP in 2006–2010, and what comes near the quoted amount."""
    rows = con.execute(
        """
        SELECT basis, min(gap_bnok), max(gap_bnok), count(*), count(*) FILTER (is_near),
               arg_min(borders || ', ' || year || ', vintage ' || vintage || ': ' || printf('%.1f', gap_bnok),
                       abs(gap_bnok - quoted_gap_bnok))
        FROM out.quoted_gap GROUP BY basis ORDER BY min(abs(gap_bnok - quoted_gap_bnok))
        """
    ).fetchall()
    return table(
        ["denominator", "gap, bn kr", "variants", "within 2 bn of the quoted", "nearest"],
        ([basis, f"{low:.1f} to {high:.1f}", n, near, nearest if near else "–"]
         for basis, low, high, n, near, nearest in rows),
    )  # fmt: skip


FIGURES: dict[str, Callable[[duckdb.DuckDBPyConnection], str]] = {
    f.__name__: f
    for f in (
        goal_by_year, target_year_matrix, methods_side_by_side, backtest, worst_industries, break_of_2018,
        near_quoted_gap,
    )
}  # fmt: skip


def pages(root: Path = paths.ROOT) -> list[Path]:
    """The pages that can hold figures."""
    return [root / "README.md", *sorted((root / "docs").glob("*.md"))]


def rewritten(text: str, con: duckdb.DuckDBPyConnection) -> str:
    """A page with its blocks written anew.

    Raises:
        ValueError: a block names figures that are not there.
    """

    def block(found: re.Match[str]) -> str:
        if found[2] not in FIGURES:
            raise ValueError(f"there are no figures “{found[2]}”; there are: {', '.join(FIGURES)}")
        return f"{found[1]}{FIGURES[found[2]](con)}{found[3]}"

    return BLOCK.sub(block, text)


def main(arguments: list[str]) -> int:
    """Write or check the pages; the exit code."""
    stale = []
    with warehouse.open_store() as con:
        for page in pages():
            old = page.read_text(encoding="utf-8")
            new = rewritten(old, con)
            if new != old:
                stale.append(page.name)
                if "--check" not in arguments:
                    page.write_text(new, encoding="utf-8")
    if stale:
        print(("out of date: " if "--check" in arguments else "written: ") + ", ".join(stale))
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
