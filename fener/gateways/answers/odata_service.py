"""An OData 4.0 feed of field reports in the shape of ODK Central's, so that its recipes for Power BI, Excel and R work unchanged.

What differs, on purpose: submitters and devices are never named (always null), points carry no altitude and no more decimals than
allowed, and answers that identify a person are not in the model at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote, urlencode

from fener.gateways.answers.odata_metadata import metadata_xml, service_document
from fener.gateways.answers.odata_model import SUBMISSIONS, EntitySet, Model, Property, model_of
from fener.gateways.answers.odata_options import Options, check_protocol, read_options, read_query
from fener.gateways.answers.odata_problem import ODataProblem
from fener.gateways.answers.odata_rows import Entry, RowWriter, entries_of
from fener.gateways.answers.odata_source import ODataSource, Position, position_of, skip_token
from fener.gateways.answers.report_answers import ReportAnswers
from fener.terms.questionnaires import QuestionnaireDefinition, Sensitivity

CHUNK = 32_768  # signs of JSON between two pieces of the body
_JSON = "application/json; odata.metadata=minimal; charset=utf-8"
_SEGMENT = re.compile(r"/?(?P<name>[^/()']+)(?:\('(?P<key>(?:[^']|'')*)'\))?(?=/|$)")


@dataclass(frozen=True, slots=True)
class ODataRequest:
    """``path`` below the service's root, percent-decoded (``Submissions``); ``query`` as it came; ``base_url`` of the root."""

    path: str
    query: str
    headers: Mapping[str, str]
    base_url: str


@dataclass(frozen=True, slots=True)
class ODataAnswer:
    """``body`` yields pieces as they are made; an error while it is read breaks off, so that the JSON is visibly not whole."""

    status: int
    headers: Mapping[str, str]
    body: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class _Segment:
    name: str
    key: str | None


def respond(
    request: ODataRequest,
    definitions: Sequence[QuestionnaireDefinition],
    source: ODataSource,
    *,
    include_sensitivity: Set[Sensitivity] = frozenset({Sensitivity.OPEN}),
) -> ODataAnswer:
    """Answer one GET. ``definitions`` newest first; only answers of the named sensitivities are in the model, DIRECT ones never.

    Refusals are answers too: 400 malformed, 404 no such set, row or protocol version, 406 format, 501 not supported.
    """
    try:
        return _answer(
            request, model_of(definitions, include_sensitivity), frozenset(d.version for d in definitions), source
        )
    except ODataProblem as problem:
        told = {"code": problem.number, "message": str(problem)}
        return _made(problem.http_status, "application/json; charset=utf-8", _dump({"error": told, **told}))


def _answer(request: ODataRequest, model: Model, versions: frozenset[str], source: ODataSource) -> ODataAnswer:
    path, told = request.path.strip("/"), read_query(request.query)
    check_protocol(
        request.headers, told, "xml" if path == "$metadata" else "text" if path.endswith("/$count") else "json"
    )
    if path == "$metadata":
        return _made(200, "application/xml; charset=utf-8", metadata_xml(model))
    if not path:
        return _made(200, _JSON, _dump(service_document(model, request.base_url.rstrip("/"))))
    segments = _segments(path)
    if segments[0].key is not None:
        return _made(200, _JSON, _one_report(request, told, model, versions, source, segments))
    if segments[0].name not in model.sets or len(segments) > 1 + (segments[-1] == _Segment("$count", None)):
        raise _not_found(path)
    options = read_options(told, model.sets[segments[0].name])
    feed = _Feed(request, told, options, RowWriter(options.set_, options.manner, versions), source)
    if len(segments) == 2:
        return _made(200, "text/plain; charset=utf-8", str(feed.count()).encode())
    return ODataAnswer(200, _headers(_JSON), _in_chunks(feed.pieces()))


def _segments(path: str) -> list[_Segment]:
    found, at = list[_Segment](), 0
    while at < len(path):
        match = _SEGMENT.match(path, at)
        if match is None:
            raise _not_found(path)
        found.append(_Segment(match["name"], match["key"] and match["key"].replace("''", "'")))
        at = match.end()
    return found


def _not_found(path: str) -> ODataProblem:
    return ODataProblem(f"There is nothing at “{path[:80]}”", 404, number="FEN-2599")


def _headers(content_type: str) -> dict[str, str]:
    return {"Content-Type": content_type, "OData-Version": "4.0", "Cache-Control": "no-store"}


def _made(status: int, content_type: str, body: bytes) -> ODataAnswer:
    return ODataAnswer(status, _headers(content_type), iter((body,)))


def _dump(value: object) -> bytes:
    return _text(value).encode("utf-8", "replace")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _in_chunks(pieces: Iterator[str]) -> Iterator[bytes]:
    gathered, size = list[str](), 0
    for piece in pieces:
        gathered.append(piece)
        size += len(piece)
        if size >= CHUNK:
            yield "".join(gathered).encode("utf-8", "replace")
            gathered, size = [], 0
    yield "".join(gathered).encode("utf-8", "replace")


class _Feed:
    """One answer for a set, written as rows come."""

    def __init__(
        self, request: ODataRequest, told: Mapping[str, str], options: Options, writer: RowWriter, source: ODataSource
    ) -> None:
        self.request, self.told, self.options, self.writer, self.source = request, told, options, writer, source
        self.is_main = options.set_.name == SUBMISSIONS

    def count(self) -> int:
        """All rows the filter means, whatever the page. Rows of repeats are counted by going through their reports."""
        if self.is_main:
            return self.source.count(self.options.condition)
        reports = self.source.reports(self.options.condition, self.options.order, None, None)
        return sum(1 for report in reports for _ in entries_of(report, self.options.set_.path))

    def pieces(self) -> Iterator[str]:
        """The JSON text, row by row."""
        yield f'{{"@odata.context":{_text(f"{_base(self.request)}/$metadata#{self.options.set_.name}")},'
        if self.options.with_count:
            yield f'"@odata.count":{self.count()},'
        yield '"value":['
        top, last, comma = self.options.top, None, ""
        for number, (row, position) in enumerate(self._positioned()):
            if number == top:
                break
            yield comma + _text(row)
            comma, last = ",", position
        else:
            last = None
        yield f'],"@odata.nextLink":{_text(self._next_link(last))}}}' if last is not None else "]}"

    def _positioned(self) -> Iterator[tuple[dict[str, object], Position]]:
        """Rows with the place each leaves a reader at; one more than asked, which tells that there is a next page."""
        options = self.options
        if options.top == 0:
            return iter(())
        limit = None if options.top is None else options.top + 1
        if not self.is_main:
            return islice(self._rows_of_repeat(), options.skip, None)
        reports = self.source.reports(options.condition, options.order, options.after, limit, options.skip)
        return ((row, position_of(report, options.order, 1)) for report in reports for row in self.writer.rows(report))

    def _rows_of_repeat(self) -> Iterator[tuple[dict[str, object], Position]]:
        options, after = self.options, self.options.after
        begun = self.source.report(after.instance_id) if after is not None else None
        if begun is not None and after is not None:
            yield from islice(self._numbered(begun), after.rows, None)
        for report in self.source.reports(options.condition, options.order, after, None):
            yield from self._numbered(report)

    def _numbered(self, report: ReportAnswers) -> Iterator[tuple[dict[str, object], Position]]:
        for number, row in enumerate(self.writer.rows(report), start=1):
            yield row, position_of(report, self.options.order, number)

    def _next_link(self, last: Position) -> str:
        kept = {name: value for name, value in self.told.items() if name not in {"$skip", "$skiptoken"}}
        return _link(self.request, {**kept, "$skiptoken": skip_token(last, self.options.order)})


def _base(request: ODataRequest) -> str:
    return request.base_url.rstrip("/")


def _link(request: ODataRequest, options: Mapping[str, str]) -> str:
    path = quote(request.path.strip("/"), safe="/$():',")
    return f"{_base(request)}/{path}?{urlencode(options, quote_via=quote)}"


def _one_report(
    request: ODataRequest, told: Mapping[str, str], model: Model, versions: frozenset[str], source: ODataSource,
    segments: Sequence[_Segment],
) -> bytes:  # fmt: skip
    """A report, or the rows of one of its repeats; a list in either case, as ODK Central answers."""
    set_ = model.sets.get(".".join(segment.name for segment in segments))
    if set_ is None or segments[0].name != SUBMISSIONS:
        raise _not_found(request.path)
    options = read_options({name: value for name, value in told.items() if name not in {"$filter", "$orderby"}}, set_)
    report = source.report(segments[0].key or "")
    if report is None:
        raise _not_found(request.path)
    writer = RowWriter(options.set_, options.manner, versions)
    writer.check(report)
    found = [writer.row(report, entry) for entry in _at(report, set_, segments)]
    if not found and segments[-1].key is not None:
        raise _not_found(request.path)
    until = None if options.top is None else options.skip + options.top
    answer: dict[str, object] = {"@odata.context": f"{_base(request)}/$metadata#{set_.name}"}
    answer |= {"@odata.count": len(found)} if options.with_count else {}
    answer["value"] = found[options.skip : until]
    if until is not None and options.top and until < len(found):
        answer["@odata.nextLink"] = _link(request, {**told, "$skip": str(until)})
    return _dump(answer)


def _at(report: ReportAnswers, set_: EntitySet, segments: Sequence[_Segment]) -> Iterator[Entry]:
    """Entries that the keys in the path lead to: every key given must be the entry's own or that of a row above it."""
    keyed: list[tuple[tuple[Property, ...], str]] = [
        (set_.path[:place], segment.key) for place, segment in enumerate(segments) if place and segment.key is not None
    ]
    links = [
        {entry.link for entry in entries_of(report, path) if entry.row_id == key} if path else set[str]()
        for path, key in keyed
    ]
    for entry in entries_of(report, set_.path):
        if all(any(entry.link == link or entry.link.startswith(f"{link}/") for link in found) for found in links):
            yield entry
