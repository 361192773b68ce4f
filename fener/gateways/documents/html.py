"""One HTML file that needs nothing else: styles and charts are inside, no script, no request to anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from fener.gateways.documents.layout import Laid, lay_out, stretch_text
from fener.gateways.documents.pictures import PictureDrawer
from fener.gateways.documents.text import by_direction
from fener.gateways.documents.wording import ENGLISH, ReportWording
from fener.terms.reporting import ReportDocument

_WIDTH = 720  # CSS pixels; on a phone the figure scrolls inside its frame instead of shrinking its letters
_INNER_ID = re.compile(r'(\bid="|url\(#|href="#)')
_OPENING = re.compile(r"<svg\b[^>]*>")
_VIEW = re.compile(r'viewBox="[^"]+"')


def html_text(document: ReportDocument, drawer: PictureDrawer, wording: ReportWording = ENGLISH) -> str:
    """The report as one HTML document, light and dark, printable. The same document gives the same text."""
    laid = lay_out(document, wording)
    words = laid["words"]
    parts = [
        f'<!doctype html>\n<html lang="{_attr(laid["lang"])}" dir="{_attr(laid["direction"])}">',
        _head(laid),
        f'<body>\n<a class="skip" href="#report">{_text(words["skip"])}</a>',
        _title(laid),
        _contents(laid),
        '<main id="report">',
        *(_section(part, drawer, wording) for part in laid["sections"]),
        *_figure_tables(laid, drawer, wording),
        *_notes(laid),
        *_references(laid),
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _head(laid: Laid) -> str:
    return (
        '<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'\">\n"
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{_text(laid['title'])}</title>\n<style>\n{_style()}</style>\n</head>"
    )


@cache
def _style() -> str:
    return files("fener.gateways.documents").joinpath("report.css").read_text(encoding="utf-8")


def _title(laid: Laid) -> str:
    stamp = f'<p class="stamp">{_text(laid["stamp"])}</p>\n' if laid["stamp"] else ""
    subtitle = f'<p class="subtitle">{_text(laid["subtitle"])}</p>\n' if laid["subtitle"] else ""
    facts = "".join(f"<div><dt>{_text(name)}</dt><dd>{_text(value)}</dd></div>" for name, value in laid["facts"])
    return f"<header>\n{stamp}<h1>{_text(laid['title'])}</h1>\n{subtitle}<dl>{facts}</dl>\n</header>"


def _contents(laid: Laid) -> str:
    words = laid["words"]
    entries = [(part["level"], part["anchor"], f"{part['number']} {part['title']}") for part in laid["sections"]]
    for key, present in (
        ("figure_tables", laid["figure_tables"]),
        ("notes", laid["notes"]),
        ("references", laid["references"]),
    ):
        if present:
            entries.append((1, key, words[key]))
    rows = "".join(
        f'<li class="level-{min(level, 3)}"><a href="#{_attr(anchor)}">{_text(said)}</a></li>'
        for level, anchor, said in entries
    )
    return f'<nav aria-labelledby="contents"><h2 id="contents">{_text(words["contents"])}</h2><ol>{rows}</ol></nav>'


def _section(part: Laid, drawer: PictureDrawer, wording: ReportWording) -> str:
    rank = min(part["level"] + 1, 6)
    number = f'<span class="number">{_text(part["number"])}</span> ' if part["number"] else ""
    heading = f'<h{rank} id="{_attr(part["anchor"])}">{number}{_text(part["title"])}</h{rank}>'
    return "\n".join([heading, *_blocks(part["blocks"], drawer, wording)])


def _blocks(blocks: Iterable[Laid], drawer: PictureDrawer, wording: ReportWording) -> list[str]:
    return [_block(block, drawer, wording) for block in blocks]


def _block(block: Laid, drawer: PictureDrawer, wording: ReportWording) -> str:
    kind = block["kind"]
    if kind == "paragraph":
        return f"<p{_dir(block['rtl'])}>{_runs(block['runs'])}</p>"
    if kind == "bullets":
        entries = "".join(f"<li{_dir(entry['rtl'])}>{_runs(entry['runs'])}</li>" for entry in block["entries"])
        return f"<ul>{entries}</ul>"
    if kind == "table":
        return _table(block)
    if kind == "picture":
        return _picture(block, drawer, wording)
    if kind == "question":
        rank = min(block["level"] + 1, 6)
        number = f'<span class="number">{_text(block["number"])}</span> ' if block["number"] else ""
        heading = f'<h{rank} class="question">{number}{_text(block["text"])}</h{rank}>'
        return "\n".join([heading, *_blocks(block["blocks"], drawer, wording)])
    if kind == "none":
        return f'<p class="none">{_text(block["text"])}</p>'
    paragraphs = "".join(f"<p{_dir(piece['rtl'])}>{_text(piece['text'])}</p>" for piece in block["paragraphs"])
    by = f'<p class="by">{_text(block["by"])}</p>' if block["by"] else ""
    return f'<div class="narrative">{paragraphs}{by}</div>'


def _runs(runs: Sequence[Laid]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Laid) -> str:
    inner = f"<strong>{_text(run['text'])}</strong>" if run["strong"] else _text(run["text"])
    held = f'<span data-ids="{_attr(" ".join(run["ids"]))}">{inner}</span>' if run["ids"] else inner
    return held + _marks(run["marks"])


def _marks(marks: Sequence[Sequence[int]]) -> str:
    if not marks:
        return ""
    links = ", ".join(f'<a href="#ref-{pair[0]}">{stretch_text(pair)}</a>' for pair in marks)
    many = " many" if len(marks) > 3 else ""
    return f'<sup class="marks{many}">[{links}]</sup>'


def _table(block: Laid) -> str:
    anchor = _attr(block["anchor"])
    heads = "".join(f'<th scope="col"{_end(column)}>{_text(column["title"])}</th>' for column in block["columns"])
    rows = "\n".join(_row(row, block["columns"]) for row in block["rows"])
    notes = "".join(f"<p>{_letter(note['letter'])} {_text(note['text'])}</p>" for note in block["notes"])
    below = f'<div class="notes">{notes}</div>' if notes else ""
    width = max(20, 6 * len(block["columns"]))
    return (
        f'<div class="table"><div class="frame" role="region" tabindex="0" aria-labelledby="{anchor}-caption">'
        f'<table id="{anchor}" style="min-width:{width}rem"><caption id="{anchor}-caption">'
        f"<strong>{_text(block['label'])}</strong> {_text(block['caption'])}</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>{below}</div>"
    )


def _row(row: Sequence[Laid], columns: Sequence[Laid]) -> str:
    cells = []
    for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
        name = 'th scope="row"' if place == 0 else "td"
        ids = f' data-ids="{_attr(" ".join(cell["ids"]))}"' if cell["ids"] else ""
        absent = ' class="absent"' if cell["absent"] else ""
        inner = f"<span{absent}{ids}>{_text(cell['text'])}</span>" if absent or ids else _text(cell["text"])
        letter = _letter(cell["letter"])
        cells.append(f"<{name}{_end(column)}{_dir(cell['rtl'])}>{inner}{letter}{_marks(cell['marks'])}</{name[:2]}>")
    return f"<tr>{''.join(cells)}</tr>"


def _picture(block: Laid, drawer: PictureDrawer, wording: ReportWording) -> str:
    anchor = _attr(block["anchor"])
    drawn = _inline_svg(drawer.svg(block["spec"], width=_WIDTH, locale=wording.lang), block)
    below = " ".join(text for text in (block["note"], block["see"]) if text)
    note = f'<p class="notes">{_text(below)}</p>' if below else ""
    return (
        f'<figure id="{anchor}"><figcaption><strong>{_text(block["label"])}</strong> {_text(block["caption"])}'
        f"{_marks(block['marks'])}</figcaption>"
        f'<div class="frame" role="group" tabindex="0" aria-label="{_attr(block["label"])}">'
        f"{drawn}</div>{note}</figure>"
    )


def _inline_svg(svg: str, block: Laid) -> str:
    """The chart as one picture with name and description; ids inside get the figure's, so that no two charts share."""
    anchor = block["anchor"]
    found = _VIEW.search(svg)
    view = found[0] if found else f'viewBox="0 0 {_WIDTH} {_WIDTH}"'
    inner = _INNER_ID.sub(rf"\g<1>{anchor}-", _OPENING.sub("", svg, count=1))
    opening = f'<svg role="img" aria-labelledby="{anchor}-title {anchor}-desc" {view} width="{_WIDTH}">'
    name = f'<title id="{anchor}-title">{_text(block["label"])}: {_text(block["caption"])}</title>'
    return f'{opening}{name}<desc id="{anchor}-desc">{_text(block["alt"])}</desc>{inner}'


def _figure_tables(laid: Laid, drawer: PictureDrawer, wording: ReportWording) -> list[str]:
    if not laid["figure_tables"]:
        return []
    return [
        f'<h2 id="figure_tables">{_text(laid["words"]["figure_tables"])}</h2>',
        *_blocks(laid["figure_tables"], drawer, wording),
    ]


def _notes(laid: Laid) -> list[str]:
    if not laid["notes"]:
        return []
    return [
        f'<h2 id="notes">{_text(laid["words"]["notes"])}</h2>',
        *(f"<p>{_text(note)}</p>" for note in laid["notes"]),
    ]


def _references(laid: Laid) -> list[str]:
    if not laid["references"]:
        return []
    rows = "\n".join(_reference(entry) for entry in laid["references"])
    lead = _text(laid["words"]["references_lead"])
    heading = f'<h2 id="references">{_text(laid["words"]["references"])}</h2>'
    return [heading, f'<p class="none">{lead}</p>', f'<ol class="references">\n{rows}\n</ol>']


def _reference(entry: dict[str, Any]) -> str:
    link = f"<code>{_text(entry['permalink'])}</code>" if entry["permalink"] else ""
    origin = " · ".join(part for part in (_text(entry["source"]), link) if part)
    below = f'<br><span class="origin">{origin}</span>' if origin else ""
    opening = f'<li id="ref-{entry["n"]}" value="{entry["n"]}" data-id="{_attr(entry["id"])}">'
    return f"{opening}<strong>{_text(entry['label'])}</strong> {_text(entry['text'])}{below}</li>"


def _letter(letter: str) -> str:
    return f"<sup>{_text(letter)}</sup>" if letter else ""


def _end(column: Laid) -> str:
    return ' class="end"' if column["end"] else ""


def _dir(right_to_left: bool) -> str:
    return ' dir="rtl"' if right_to_left else ""


def _attr(text: str) -> str:
    return escape(text, quote=True)


def _text(text: str) -> str:
    """Escaped; stretches of right-to-left script are set apart, so that they do not carry off neighbouring numbers."""
    if text.isascii():
        return escape(text, quote=False)
    pieces = by_direction(text)
    return "".join(
        f'<bdi dir="rtl" lang="und-Arab">{escape(piece, quote=False)}</bdi>' if rtl else escape(piece, quote=False)
        for piece, rtl in pieces
    )
