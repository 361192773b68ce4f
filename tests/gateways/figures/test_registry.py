"""Wrong files: every refusal has a number, says what was found, and offers a remedy."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fener.gateways.figures import PUBLISHERS, read_figures
from fener.gateways.figures.material import take
from fener.gateways.figures.reading import Reading
from fener.gateways.figures.routes import route_code
from fener.terms.errors import FenerError, UnreadableMaterial

IOM = "Incident ID,Incident date,No. dead,No. missing\nA,2020-01-01,1,0\n"
UNHCR = "year,coo_name,coo_iso,coa_name,coa_iso,app_type,app_pc,applied\n2020,Albania,ALB,Greece,GRC,N,P,3\n"
ESTAT = "reason,geo,TIME_PERIOD,OBS_VALUE\nTotal,AT,2020,3\n"
GOOD = {"missing-migrants": IOM, "unhcr": UNHCR, "eurostat": ESTAT}


def refusal(kind: str, content: bytes) -> FenerError:
    with pytest.raises(FenerError) as refused:
        read_figures(kind, io.BytesIO(content), name="given.csv")
    return refused.value


# number | what the file is | its bytes | a word of the message
@pytest.mark.parametrize(
    ("number", "content", "word"),
    [
        ("FEN-2101", b"", "empty"),
        ("FEN-2101", b"\xef\xbb\xbf \n\n", "empty"),
        ("FEN-2102", b"%PDF-1.7 ...", "a PDF"),
        ("FEN-2102", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        ("FEN-2102", gzip.compress(b"a,b", mtime=0), "gzip"),
        ("FEN-2102", b"PK\x03\x04 broken", "damaged"),
        ("FEN-2102", b"abc\x01\x02\x03", "not a text table"),
        ("FEN-2103", b"<!DOCTYPE html><html><body>Error 404</body></html>", "web page"),
        ("FEN-2103", b"<?xml version='1.0'?><error/>", "XML"),
        ("FEN-2103", b'{"error": "not found"}', "JSON"),
        ("FEN-2104", UNHCR.encode(), "UNHCR"),
        ("FEN-2105", b"Incident ID,colour\n1,red\n", "no dead"),
        ("FEN-2106", b"Incident ID,Incident date,No. dead,No dead\nA,2020-01-01,1,1\n", "twice"),
        ("FEN-2108", b"Incident ID,Incident date,No. dead,No. missing\nA\x81\x83,2020-01-01,1,0\n", "letters"),
        ("FEN-2109", IOM.encode() + b'B,"2020-01-01,1,0\n', "cut into cells"),
        ("FEN-2112", IOM.splitlines()[0].encode(), "no rows"),
    ],
)
def test_wrong_files(number: str, content: bytes, word: str) -> None:
    fault = refusal("missing-migrants", content)
    assert (fault.number, word in fault.message) == (number, True), str(fault)
    assert fault.remedy


@pytest.mark.parametrize("given_as", sorted(GOOD))
@pytest.mark.parametrize("really", sorted(GOOD))
def test_another_publishers_file_is_named(given_as: str, really: str) -> None:
    if given_as == really:
        assert read_figures(given_as, io.BytesIO(GOOD[really].encode())).rows_read == 1
        return
    fault = refusal(given_as, GOOD[really].encode())
    assert fault.number == "FEN-2104"
    assert f"“{really}”" in fault.remedy


def test_a_text_table_is_no_workbook() -> None:
    assert refusal("frontex", IOM.encode()).number == "FEN-2102"
    assert refusal("frontex", b"<html>").number == "FEN-2103"


def test_a_workbook_is_no_text_table(detections: Callable[..., bytes]) -> None:
    fault = refusal("missing-migrants", detections(("Other", "Sea", "Syria", 1, 1, 1)))
    assert (fault.number, "Excel" in fault.message, "CSV UTF-8" in fault.remedy) == ("FEN-2102", True, True)


def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(UnreadableMaterial) as refused:
        take(io.BytesIO(b"x" * 3000), "big.csv", limit=2000)
    assert refused.value.number == "FEN-2107"


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UnreadableMaterial) as refused:
            read_figures("unhcr", path)
        assert refused.value.number == "FEN-2115"


def test_an_unknown_publisher_is_named() -> None:
    fault = refusal("interpol", b"")
    assert (fault.number, "eurostat" in fault.remedy) == ("FEN-3001", True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encodings_delimiters_and_line_ends(encoding: str, delimiter: str, ending: str) -> None:
    text = IOM.replace("A,", "Čačak,").replace(",", delimiter).replace("\n", ending)
    [incident] = read_figures("missing-migrants", io.BytesIO(text.encode(encoding))).incidents
    assert incident.key == "IOM-MMP:Čačak"


def test_windows_1250_is_read_and_said() -> None:
    reading = read_figures("missing-migrants", io.BytesIO(IOM.replace("A,", "Čačak,").encode("cp1250")))
    assert reading.incidents[0].key == "IOM-MMP:Čačak"
    assert [issue.number for issue in reading.issues] == ["FEN-2219"]


def test_blank_first_rows_and_excels_sep_line_are_passed_over() -> None:
    reading = read_figures("missing-migrants", io.BytesIO(f"sep=,\n,,,\n{IOM}B,2020-02-31,1,0\n".encode()))
    assert [fault.row for fault in reading.rejected] == [5], "the row a spreadsheet shows"


def test_the_digest_is_of_the_bytes_given() -> None:
    reading = read_figures("missing-migrants", io.BytesIO(IOM.encode()))
    assert reading.digest == hashlib.sha256(IOM.encode()).hexdigest()


def test_every_publisher_says_what_its_numbers_are() -> None:
    for key, publisher in PUBLISHERS.items():
        assert publisher.key == key
        assert all(measure.unit and measure.caution for measure in publisher.measures)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Western Balkan Route", "western_balkans"),
        ("Western Balkans", "western_balkans"),
        ("western  balkans route", "western_balkans"),
        ("Türkiye-Europe land route", "turkiye_europe_land"),
        ("Eastern Mediterranean Route", "eastern_mediterranean"),
        ("Eastern Mediterranean", "eastern_mediterranean"),
        ("Western African Route", "western_african"),
        ("", ""),
    ],
)
def test_one_code_a_route(name: str, code: str) -> None:
    assert route_code(name) == code


# Any bytes: a Reading or a FenerError, nothing else.
_HEADS = [b"", IOM.encode(), UNHCR.encode(), ESTAT.encode(), b"PK\x03\x04", b"\xff\xfe", b"geo\\TIME_PERIOD\t2020\n"]


def reading_or_refusal(kind: str, content: bytes) -> Reading | FenerError:
    try:
        return read_figures(kind, io.BytesIO(content))
    except FenerError as fault:
        return fault


@pytest.mark.parametrize("kind", sorted(PUBLISHERS))
@given(head=st.sampled_from(_HEADS), tail=st.binary(max_size=300))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_arbitrary_bytes(kind: str, head: bytes, tail: bytes) -> None:
    outcome = reading_or_refusal(kind, head + tail)
    if isinstance(outcome, FenerError):
        assert outcome.number.startswith("FEN-21")
        assert outcome.remedy
    else:
        assert outcome.rows_read


@pytest.mark.parametrize("kind", sorted(GOOD))
@given(cells=st.lists(st.text(max_size=12), min_size=8, max_size=8))
@settings(max_examples=150, deadline=None)
def test_arbitrary_cells(kind: str, cells: list[str]) -> None:
    header = GOOD[kind].splitlines()[0]
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in cells[: header.count(",") + 1]]
    content = f"{GOOD[kind]}{','.join(quoted)}\n".encode("utf-8", "replace")
    outcome = reading_or_refusal(kind, content)
    if isinstance(outcome, FenerError):
        assert outcome.number.startswith("FEN-21")
    else:
        assert outcome.rows_read <= 2


@pytest.fixture
def one_workbook(detections: Callable[..., bytes]) -> bytes:
    """Made once: a workbook carries the time it was made at, so the next one would have other bytes."""
    return detections(("Other", "Sea", "Syria", 1, 1, 1))


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_workbooks_with_flipped_bytes(one_workbook: bytes, data: st.DataObject) -> None:
    content = bytearray(one_workbook)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    outcome = reading_or_refusal("frontex", bytes(content))
    assert not isinstance(outcome, FenerError) or outcome.remedy
