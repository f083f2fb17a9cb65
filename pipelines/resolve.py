"""From a declared request and a table's own metadata to the codes to send.

Codes that are sure are taken by code; the others, and those that SSB has renamed, are found by their label, and what
was found is recorded. A code list's prefix (`K-5001`, `K_5001`, `K.5001`) is read from the list. Whatever can't be
found is an error that names table, dimension and code, and the nearest labels that are there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipelines import jsonstat, tables
from pipelines.codes import by_label, called, code_prefix, expand, few, nearest, plain
from pipelines.pxweb import Choice, Client, CodeList, Query, TableMetadata

How = Literal["code", "label", "role"]
TIME_COLUMNS = ("year", "quarter", "month")


class ResolveError(ValueError):
    """Something declared is not in the table's metadata. The message is one sentence a line."""


@dataclass(frozen=True)
class Finding:
    """How one declared thing was found, or why not.

    Attributes:
        what: "dimension", "code list", "code" or "content".
        where: dimension code, as declared.
        declared: code, as declared.
        found: SSB's code; "" where it was not found.
        how: by "code", "label" or "role"; None where it was not found.
        problem: the sentence to act on; "" where it was found.
    """

    what: str
    where: str
    declared: str
    found: str
    how: How | None
    problem: str = ""


@dataclass(frozen=True)
class Resolution:
    """The question to send, and what was found on the way.

    Attributes:
        query: the question, all codes spelt out.
        dimensions: declared dimension code → SSB's, where they differ.
        found: declared dimension code → {declared code: SSB's code}, where they differ.
        codelists: declared dimension code → id of the code list asked with.
        code_prefixes: declared dimension code → prefix of that list's codes.
        findings: everything that was looked for.
    """

    query: Query
    dimensions: dict[str, str] = field(default_factory=dict)
    found: dict[str, dict[str, str]] = field(default_factory=dict)
    codelists: dict[str, str] = field(default_factory=dict)
    code_prefixes: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def problems(self) -> list[str]:
        """What is not there, a sentence each."""
        return [finding.problem for finding in self.findings if finding.problem]

    def raise_problems(self) -> None:
        """Raise what is not there.

        Raises:
            ResolveError: something is not; one sentence a line.
        """
        if self.problems:
            raise ResolveError("\n".join(self.problems))


def codelists_offered(dimension: jsonstat.Dimension) -> dict[str, str]:
    """Id → label of the code lists that the metadata offers for a dimension (older answers spell the key codeLists)."""
    offered = dimension.extension.get("codelists") or dimension.extension.get("codeLists") or []
    return {str(entry["id"]): str(entry.get("label") or "") for entry in offered if isinstance(entry, dict)}


def codelist_ids(request: tables.Request, metadata: jsonstat.Metadata) -> dict[str, str]:
    """Declared dimension code → id of the code list that has to be read before `resolve`; unfound ones are left out."""
    finder = _Finder(request, metadata, {})
    ids = {code: finder.codelist(code, finder.dimension(code)) for code in request.dimensions}
    return {code: found for code, found in ids.items() if found}


def look_up(request: tables.Request, client: Client) -> tuple[Resolution, TableMetadata]:
    """Ask for a request's metadata and code lists and look everything up in them.

    Some labels are declared in English, because that is how the figures were recorded: what can't be found under the
    client's own labels is looked for under the English ones too, at the price of one more call.

    Raises:
        TransportError: SSB could not be asked. What is not there is a finding of the resolution.
    """
    told = client.metadata(request.table)
    ids = codelist_ids(request, told.metadata).values()
    codelists = {codelist: client.codelist(codelist) for codelist in ids}
    resolution = examine(request, told.metadata, codelists)
    if resolution.problems:
        resolution = examine(request, told.metadata, codelists, client.metadata(request.table, "en").metadata)
    return resolution, told


def resolve(request: tables.Request, metadata: jsonstat.Metadata, codelists: Mapping[str, CodeList]) -> Resolution:
    """The question to send for a request.

    Args:
        request: what is declared.
        metadata: the table's own.
        codelists: id → code list, for every id that `codelist_ids` names.

    Raises:
        ResolveError: something declared is not there; one sentence a line.
    """
    resolution = examine(request, metadata, codelists)
    resolution.raise_problems()
    return resolution


def examine(
    request: tables.Request,
    metadata: jsonstat.Metadata,
    codelists: Mapping[str, CodeList],
    english: jsonstat.Metadata | None = None,
) -> Resolution:
    """As `resolve`, but what is not there is a finding, not an error; the query then lacks it.

    Args:
        english: the same metadata with English labels, as a second place to look for a label.
    """
    finder = _Finder(request, metadata, codelists, english)
    choices = [finder.choice(code) for code in request.dimensions]
    choices.append(finder.contents())
    finder.undeclared()
    query = Query(request.table, tuple(choice for choice in choices if choice))
    return Resolution(query, finder.dimensions, finder.found, finder.ids, finder.prefixes, tuple(finder.findings))


class _Finder:
    """One pass over a request, collecting what was found."""

    def __init__(
        self,
        request: tables.Request,
        metadata: jsonstat.Metadata,
        codelists: Mapping[str, CodeList],
        english: jsonstat.Metadata | None = None,
    ) -> None:
        self.english = {d.code: d for d in english.dimensions} if english else {}
        self.request, self.metadata, self.lists = request, metadata, codelists
        self.dimensions: dict[str, str] = {}
        self.found: dict[str, dict[str, str]] = {}
        self.ids: dict[str, str] = {}
        self.prefixes: dict[str, str] = {}
        self.findings: list[Finding] = []
        self._used: set[str] = set()

    def note(self, what: str, where: str, declared: str, found: str, how: How | None) -> None:
        self.findings.append(Finding(what, where, declared, found, how))

    def lacks(self, what: str, where: str, declared: str, *problem: str) -> None:
        self.findings.append(Finding(what, where, declared, "", None, "".join(problem)))

    def dimension(self, code: str) -> jsonstat.Dimension | None:
        """The table's dimension for a declared one: by code, by label, or the only one with its role."""
        there = {d.code: d for d in self.metadata.dimensions}
        declared = self.request.dimensions.get(code)
        sure = declared is None or declared.certainty != "own"
        if sure:
            same = next((c for c in there if c.lower() == code.lower()), None)
            if same:
                return there[same]
        if declared and declared.label:
            found = by_label(declared.label, {c: d.label for c, d in there.items()})
            found = found or by_label(declared.label, {c: d.label for c, d in self.english.items()})
            if found:
                return there[found]
        role = "metric" if declared is None else "time" if declared.column in TIME_COLUMNS else ""
        with_role = self.metadata.role.get(role, ())
        return there[with_role[0]] if len(with_role) == 1 else None

    def codelist(self, code: str, dimension: jsonstat.Dimension | None) -> str:
        """Id of the declared code list among those offered, by id or by label; "" where none is declared or found."""
        declared = self.request.dimensions[code].codelist
        if declared is None or dimension is None:
            return ""
        offered = codelists_offered(dimension)
        if declared.id in offered:
            return declared.id
        return by_label(declared.label, offered) if declared.label else ""

    def choice(self, code: str) -> Choice | None:
        """The codes to ask for in one declared dimension."""
        dimension = self._settle(code)
        if dimension is None:
            return None
        declared = self.request.dimensions[code]
        labels = self._labels(code, dimension)
        if labels is None:
            return None
        prefix = self.prefixes.get(code, "")
        time = dimension.code in self.metadata.role.get("time", ())
        wanted = declared.select if isinstance(declared.select, list) else expand(declared.select, list(labels), time)
        chosen = [self._code(code, c, labels, prefix) for c in wanted] if isinstance(declared.select, list) else wanted
        for one, label in declared.values.items():
            if not isinstance(declared.select, list):
                self._code(code, one, labels, prefix, label)
        codes = tuple(dict.fromkeys(c for c in chosen if c))
        if not codes and not isinstance(declared.select, list):
            self.lacks(
                "code",
                code,
                declared.select,
                f"{self._where(code)}: the selection {declared.select} matches none of its {len(labels)} codes"
                f" ({few(labels)}).",
            )
        return Choice(dimension.code, codes, self.ids.get(code, "")) if codes else None

    def _settle(self, code: str) -> jsonstat.Dimension | None:
        """Find a dimension and record how; used ones are not offered again."""
        dimension = self.dimension(code)
        if dimension is None:
            label = self.request.dimensions[code].label if code in self.request.dimensions else ""
            there = {d.code: d.label for d in self.metadata.dimensions}
            self.lacks(
                "dimension",
                code,
                code,
                f"Table {self.request.table} has no dimension {code}{called(label)};"
                f" it has {nearest(label or code, there)}.",
            )
            return None
        self._used.add(dimension.code)
        declared = self.request.dimensions.get(code)
        how: How = "code" if dimension.code.lower() == code.lower() else "role"
        told = (dimension, self.english.get(dimension.code))
        if how == "role" and declared and any(d and by_label(declared.label, {d.code: d.label}) for d in told):
            how = "label"
        if dimension.code != code:
            self.dimensions[code] = dimension.code
        self.note("dimension", code, code, dimension.code, how)
        return dimension

    def _labels(self, code: str, dimension: jsonstat.Dimension) -> dict[str, str] | None:
        """Code → label of what can be chosen: the declared code list's, else the dimension's own."""
        declared = self.request.dimensions[code].codelist
        if declared is None:
            return dimension.labels
        found = self.codelist(code, dimension)
        if not found or found not in self.lists:
            self.lacks(
                "code list",
                code,
                declared.id,
                f"{self._where(code)}: code list {declared.id}{called(declared.label)} is not offered;"
                f" there are {nearest(declared.label or declared.id, codelists_offered(dimension))}.",
            )
            return None
        self.ids[code] = found
        self.note("code list", code, declared.id, found, "code" if found == declared.id else "label")
        chosen = self.lists[found]
        own = set(dimension.codes)
        # A list serves several tables: its groups without a member in this one can't be asked for.
        labels = {
            c: label
            for c, label in chosen.labels.items()
            if not chosen.members.get(c) or not own.isdisjoint(chosen.members[c]) or c in own
        }
        prefix = code_prefix(labels)
        if prefix:
            self.prefixes[code] = prefix
        return labels

    def _code(self, where: str, code: str, labels: dict[str, str], prefix: str, label: str = "") -> str:
        """SSB's code for a declared one: by code (with the list's prefix), else by label; "" where it is not there."""
        declared = self.request.dimensions[where]
        label = label or declared.values.get(code, "")
        found, how = _by_code_or_label(code, label, labels, declared.certainty, prefix)
        if not found and not prefix:
            found, how = self._in_english(self.dimensions.get(where, where), label, labels)
        if not found:
            self.lacks(
                "code",
                where,
                code,
                f"{self._where(where)}: there is no code {code}{called(label)};",
                f" nearest: {nearest(label or code, labels)}.",
            )
        else:
            self.note("code", where, code, found, how)
            if found != prefix + code:
                self.found.setdefault(where, {})[code] = found
        return found

    def contents(self) -> Choice | None:
        """The contents to ask for."""
        dimension = self._settle(self.request.content_dimension)
        if dimension is None:
            return None
        where, codes = self.request.content_dimension, []
        for code, content in self.request.contents.items():
            found, how = _by_code_or_label(code, content.label, dimension.labels, content.certainty, "")
            if not found:
                found, how = self._in_english(dimension.code, content.label, dimension.labels)
            if not found and content.certainty != "sure" and len(dimension.codes) == len(self.request.contents) == 1:
                found, how = dimension.codes[0], "role"  # nothing else it could be
            if not found:
                self.lacks(
                    "content",
                    where,
                    code,
                    f"{self._where(where)}: there is no content {code}{called(content.label)};"
                    f" nearest: {nearest(content.label or code, dimension.labels)}.",
                )
                continue
            self.note("content", where, code, found, how)
            codes.append(found)
            if found != code:
                self.found.setdefault(where, {})[code] = found
        return Choice(dimension.code, tuple(dict.fromkeys(codes))) if codes else None

    def _in_english(self, dimension: str, label: str, labels: Mapping[str, str]) -> tuple[str, How | None]:
        there = self.english.get(dimension)
        found = by_label(label, there.labels) if there and label else ""
        return (found, "label") if found in labels else ("", None)

    def undeclared(self) -> None:
        """A dimension that SSB neither sums up nor leaves out by itself has to be declared."""
        for dimension in self.metadata.dimensions:
            if dimension.code not in self._used and not dimension.extension.get("elimination"):
                self.lacks(
                    "dimension",
                    dimension.code,
                    dimension.code,
                    f"Table {self.request.table} has a dimension {dimension.code}{called(dimension.label)} that has",
                    f" to be chosen from; declare it for request {self.request.name} in ssb_tables.toml",
                    f" ({few(dimension.labels)}).",
                )

    def _where(self, dimension: str) -> str:
        return f"Table {self.request.table}, {dimension}"


def _by_code_or_label(
    code: str, label: str, labels: Mapping[str, str], certainty: tables.Certainty, prefix: str
) -> tuple[str, How | None]:
    """A sure code goes before its label; a doubtful one only where no other code bears exactly that label."""
    same = prefix + code if prefix + code in labels else code if code in labels else ""
    if certainty == "own":
        same = ""
    named = by_label(label, labels) if label else ""
    if same and (certainty == "sure" or not named or named == same or plain(labels[same]) == plain(label)):
        return same, "code"
    return (named, "label") if named else (same, "code") if same else ("", None)
