"""Irregular movement per territory and year as the reports print it: gaps stay gaps, footnotes stay with their figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fener.gateways.charts import bars
from fener.queries.areas import label_of
from fener.queries.pictures.wording import cut
from fener.records.base.models import Member
from fener.records.reporting.models import Figure
from fener.terms.codelists import code_list
from fener.terms.reporting import Cell, Column, Picture, Table
from fener.terms.territories import region_members

_MEASURES = ("prevented_irregular_crossings", "unspecified_irregular_crossings")
_CAPTION = "Irregular crossings by territory and year, as printed"
_NOTE = (
    "The figures do not all measure the same, and one is missing: compare over time with care. Each figure links to its record, "
    "which names the measure, the publisher and the footnote."
)


def entries_picture(member: Member, territory: str | None) -> Picture | None:
    """The printed figures of each territory, side by side by year; None where there are none for the territory."""
    wanted = (territory,) if territory else region_members()
    figures = _figures(member, wanted)
    if not figures:
        return None
    years = sorted({figure.year for figure in figures if figure.year is not None})
    by_place = {(figure.territory, figure.year): figure for figure in figures}
    alt = _alt(wanted, years, by_place)
    return Picture(
        key="entries",
        caption=_CAPTION,
        spec=bars(_rows(wanted, years, by_place), description=alt, group="year", axis_title="Crossings as printed"),
        alt=alt,
        table=_table(wanted, years, by_place),
        note=_NOTE,
    )


def _figures(member: Member, wanted: Sequence[str]) -> list[Figure]:
    rows = (
        Figure.objects.for_member(member)
        .filter(measure__in=_MEASURES, territory__in=wanted, entered_as="reference", nationality="", year__isnull=False)
        .select_related("source")
        .order_by("territory", "year", "-measure", "key")
    )
    return list(rows)


ByPlace = dict[tuple[str, int | None], Figure]


def _rows(wanted: Sequence[str], years: Sequence[int], figures: ByPlace) -> list[dict[str, object]]:
    return [
        {
            "category": label_of(code),
            "year": str(year),
            "value": figures[code, year].value if (code, year) in figures else None,
        }
        for code in wanted
        for year in years
        if (code, year) in figures or len(wanted) > 1
    ]


def _table(wanted: Sequence[str], years: Sequence[int], figures: ByPlace) -> Table:
    columns = (
        Column("territory", "Territory", "text", "#country+name"),
        *(Column(str(year), str(year), "number", f"#affected+crossings+num+y{year}") for year in years),
        Column("footnotes", "Footnotes", "text", "#meta+note"),
    )
    shared = _shared_note(figures)
    rows = tuple(
        (
            Cell(label_of(code)),
            *(_cell(figures.get((code, year))) for year in years),
            Cell(" ".join(_footnote(year, figures.get((code, year)), shared) for year in years).strip()),
        )
        for code in wanted
    )
    return Table("entries", _CAPTION, columns, rows, f"All: {shared}. {_NOTE}" if shared else _NOTE)


def _cell(figure: Figure | None) -> Cell:
    if figure is None:
        return Cell(None)
    return Cell(figure.value, (f"F:{figure.key}",), note=code_list("figure_measures").label(figure.measure))


def _shared_note(figures: ByPlace) -> str:
    """The footnote that most figures carry: said once instead of in every row."""
    notes = Counter(figure.note.rstrip(".") for figure in figures.values() if figure.note)
    most = notes.most_common(1)
    return most[0][0] if most and most[0][1] > 1 else ""


def _footnote(year: int, figure: Figure | None, shared: str) -> str:
    if figure is None:
        return f"{year}: no information."
    parts = [part.rstrip(".") for part in (figure.note, figure.caution) if part.rstrip(".") not in ("", shared)]
    if figure.is_missing:
        parts.insert(0, "no figure printed")
    return f"{year}: {'; '.join(parts)}." if parts else ""


def _alt(wanted: Sequence[str], years: Sequence[int], figures: ByPlace) -> str:
    sentences = [f"{_CAPTION}."]
    for code in wanted:
        told = []
        for year in years:
            figure = figures.get((code, year))
            told.append(f"{year}: {figure.value:,.0f}" if figure and figure.value is not None else f"{year}: no figure")
        sentences.append(f"{label_of(code)} {', '.join(told)}.")
    return cut(sentences)
