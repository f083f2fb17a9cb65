"""Write the figures of the documentation from the warehouse, so that none of them is typed in.

A page holds blocks `<!-- figures: NAME -->` … `<!-- /figures -->`; each NAME is a function here that gives Markdown in
the page's language. Names of choices, methods and answers are the pages' own, from the catalogues.

    python -m tools.update_docs            writes the blocks of README.md and docs/*.md anew
    python -m tools.update_docs --check    says which page is out of date, and exits with 1
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from dashboard import method, numbers
from dashboard.texts import Texts, texts
from pipelines import paths, warehouse

BLOCK = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- /figures -->)", re.DOTALL)
HOME = "(SELECT region FROM register.goal)"
#: Heads of the tables, in English and in Norwegian.
HEADS = {
    "goal_by_year": (
        ("year", "share of value added, %", "share of the population, %", "index", "band", "gap, bn kr", "goal"),
        ("år", "andel av verdiskapingen, %", "andel av folketallet, %", "indeks", "bånd", "gap, mrd. kr", "målet"),
    ),
    "target_year_matrix": (
        ("denominator", "municipalities", "index", "band", "goal"),
        ("nevner", "kommuner", "indeks", "bånd", "målet"),
    ),
    "methods_side_by_side": (("method",), ("metode",)),
    "backtest": (
        ("method", "part", "tests", "mean error, ignoring sign, %", "bias, %", "nine of ten errors, %"),
        ("metode", "del", "prøver", "snitt av feil, uten fortegn, %", "skjevhet, %", "ni av ti feil, %"),
    ),
    "worst_industries": (
        ("industry", "errors, ignoring sign, % of the industry", "errors, million kr a merged county and year"),
        ("næring", "feil, uten fortegn, % av næringen", "feil, mill. kr per sammenslått fylke og år"),
    ),
    "break_of_2018": (
        ("year", "the larger part (Sør-Trøndelag), %", "the smaller part (Nord-Trøndelag), %"),
        ("år", "den største delen (Sør-Trøndelag), %", "den minste delen (Nord-Trøndelag), %"),
    ),
    "near_quoted_gap": (
        ("denominator", "gap, bn kr", "variants", "within 2 bn of the quoted", "nearest"),
        ("nevner", "gap, mrd. kr", "varianter", "innenfor 2 mrd. fra det siterte", "nærmest"),
    ),
}


def table(heads: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; numbers come as text already rounded."""
    named = [str(head) for head in heads]
    lines = [named, ["---"] * len(named), *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def heads_of(name: str, t: Texts) -> tuple[str, ...]:
    """The heads of a table in a language."""
    en, nb = HEADS[name]
    return en if t.data == "en" else nb


def signed(value: float, t: Texts) -> str:
    """A number with one decimal that shows its sign."""
    return ("+" if round(value, 1) > 0 else "") + numbers.number(value, 1, t.lang)


def span(low: float, high: float, t: Texts) -> str:
    """From a number to another, neither of which is negative."""
    return f"{numbers.number(low, 1, t.lang)}–{numbers.number(high, 1, t.lang)}"


def to(low: float, high: float, t: Texts) -> str:
    """From a number to another with their signs, in words: a dash could be read as a minus."""
    return f"{signed(low, t)} {t.either('til', 'to')} {signed(high, t)}"


def goal_by_year(con: duckdb.DuckDBPyConnection, t: Texts) -> str:
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
    return table(
        heads_of("goal_by_year", t),
        (
            [year, *(numbers.number(one, 2, t.lang) for one in (share, population)), numbers.number(index, 1, t.lang),
             span(low, high, t), numbers.number(gap, 1, t.lang), t(f"estimate.verdict.{verdict}")]
            for year, share, population, index, low, high, gap, verdict in rows
        ),
    )  # fmt: skip


def target_year_matrix(con: duckdb.DuckDBPyConnection, t: Texts) -> str:
    """The verdict on the target year under every denominator and membership."""
    rows = con.execute(
        """
        SELECT denominator, membership, "value", low, high, verdict FROM out.goal_verdict
        JOIN register.goal ON year = target_year AND goal.region = goal_verdict.region
        WHERE vintage = 'latest' ORDER BY denominator, membership
        """
    ).fetchall()
    return table(
        heads_of("target_year_matrix", t),
        (
            [t(f"choice.denominator.{denominator}"), t(f"estimate.membership.{membership}"),
             numbers.number(index, 1, t.lang), span(low, high, t), t(f"estimate.verdict.{verdict}")]
            for denominator, membership, index, low, high, verdict in rows
        ),
    )  # fmt: skip


def methods_side_by_side(con: duckdb.DuckDBPyConnection, t: Texts) -> str:
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
        [*heads_of("methods_side_by_side", t), *years],
        (
            [t(f"estimate.method.{name}"), *(numbers.number(wide.loc[name, year], 1, t.lang) for year in years)]
            for name in wide.index
        ),
    )


def backtest(con: duckdb.DuckDBPyConnection, t: Texts) -> str:
    """Error and bias of every method on the merged counties."""
    rows = con.execute(
        'SELECT method, "where", tests, mean_absolute_error_pct, bias_pct, low_quantile_pct, high_quantile_pct'
        ' FROM out.backtest_summary ORDER BY method, "where"'
    ).fetchall()
    return table(
        heads_of("backtest", t),
        (
            [t(f"estimate.method.{name}"), t(f"estimate.{part}").lower(), tests, numbers.number(error, 1, t.lang),
             signed(bias, t), to(low, high, t)]
            for name, part, tests, error, bias, low, high in rows
        ),
    )  # fmt: skip


def worst_industries(con: duckdb.DuckDBPyConnection, t: Texts) -> str:
    """Where the default method errs most: absolute errors by industry, in per cent of the industry's parts."""
    rows = con.execute(
        f"""
        SELECT name_{t.data}, 100 * sum(abs(estimated_mnok - published_mnok)) / sum(published_mnok) AS error,
               sum(abs(estimated_mnok - published_mnok)) / count(DISTINCT merged || year) AS mnok
        FROM out.backtest_industry JOIN register.industries USING (industry)
        WHERE method = 'jobs_by_industry' GROUP BY ALL HAVING sum(published_mnok) > 0 ORDER BY mnok DESC LIMIT 8
        """
    ).fetchall()
    return table(
        heads_of("worst_industries", t),
        ([name, numbers.number(error, 1, t.lang), numbers.number(mnok, 0, t.lang)] for name, error, mnok in rows),
    )


def break_of_2018(con: duckdb.DuckDBPyConnection, t: Texts) -> str:
    """How much merging Sør- and Nord-Trøndelag alone moves the estimate, year by year."""
    rows = con.execute(
        """
        SELECT year, max(error_pct) FILTER (is_centre), max(error_pct) FILTER (NOT is_centre)
        FROM out.backtest WHERE method = 'jobs_by_industry' AND merged = '50' GROUP BY year ORDER BY year
        """
    ).fetchall()
    return table(
        heads_of("break_of_2018", t), ([year, signed(centre, t), signed(other, t)] for year, centre, other in rows)
    )


def near_quoted_gap(con: duckdb.DuckDBPyConnection, t: Texts) -> str:
    """The range of the gap under each definition of GDP in 2006–2010, and what comes near the quoted amount."""
    rows = con.execute(
        f"""
        SELECT basis, min(gap_bnok), max(gap_bnok), count(*), count(*) FILTER (is_near),
               arg_min(struct_pack(borders_{t.data}, year, vintage, gap_bnok), abs(gap_bnok - quoted_gap_bnok))
        FROM out.quoted_gap GROUP BY basis ORDER BY min(abs(gap_bnok - quoted_gap_bnok))
        """
    ).fetchall()

    def told(nearest: dict[str, object]) -> str:
        borders, year, vintage, gap = nearest.values()
        amount = numbers.number(float(str(gap)), 1, t.lang)
        published = numbers.day(str(vintage), t.lang)
        return f"{borders}, {year}, {t('estimate.column.vintage').lower()} {published}: {amount}"

    return table(
        heads_of("near_quoted_gap", t),
        (
            [t(f"quoted.basis.{basis}"), span(low, high, t), variants, near, told(nearest) if near else "–"]
            for basis, low, high, variants, near, nearest in rows
        ),
    )


FIGURES: dict[str, Callable[[duckdb.DuckDBPyConnection, Texts], str]] = {
    f.__name__: f
    for f in (
        goal_by_year, target_year_matrix, methods_side_by_side, backtest, worst_industries, break_of_2018,
        near_quoted_gap,
    )
}  # fmt: skip


def pages(root: Path = paths.ROOT) -> list[Path]:
    """The pages that can hold figures."""
    return [root / "README.md", *sorted((root / "docs").glob("*.md"))]


def language(page: Path) -> str:
    """The language of a page: English, but for the method's documents in other languages."""
    return next((lang for lang, file in method.FILES.items() if file.name == page.name), "en")


def rewritten(text: str, con: duckdb.DuckDBPyConnection, lang: str) -> str:
    """A page with its blocks written anew.

    Args:
        text: the page.
        con: a warehouse.
        lang: the language of the page.

    Raises:
        ValueError: a block names figures that are not there.
    """
    t = texts(lang)

    def block(found: re.Match[str]) -> str:
        if found[2] not in FIGURES:
            raise ValueError(f"there are no figures “{found[2]}”; there are: {', '.join(FIGURES)}")
        return f"{found[1]}{FIGURES[found[2]](con, t)}{found[3]}"

    return BLOCK.sub(block, text)


def main(arguments: list[str]) -> int:
    """Write or check the pages; the exit code."""
    stale = []
    with warehouse.open_store() as con:
        for page in pages():
            old = page.read_text(encoding="utf-8")
            new = rewritten(old, con, language(page))
            if new != old:
                stale.append(page.name)
                if "--check" not in arguments:
                    page.write_text(new, encoding="utf-8")
    if stale:
        print(("out of date: " if "--check" in arguments else "written: ") + ", ".join(stale))
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
