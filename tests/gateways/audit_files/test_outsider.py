"""What an outsider finds: any change, cut, swap or insertion, with Fener and without it, and both find the same."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fener.gateways.audit_files import (
    AuditSigner,
    check_audit_file,
    make_audit_key,
    read_checkpoint,
    read_public_key,
)
from fener.terms.audit import seal_of
from fener.terms.errors import FenerError, SetUpFault
from tests.gateways.audit_files.outsider import (
    SIGNER,
    TOOL,
    chain,
    checkpoint,
    fields,
    lines_of,
    load_tool,
    rewritten,
)

tool = load_tool()
COUNT = 7
WHOLE = lines_of(chain(COUNT))
entry_numbers = st.integers(1, COUNT)
SEALED = sorted(fields(1, ""))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("audit")


def both(folder: Path, lines, *, kept=(), key: str = ""):
    """The product's answer, once it is sure that the stand-alone verifier answers the same."""
    body = b"".join(lines)
    path = folder / "audit.jsonl"
    path.write_bytes(body)
    ours = check_audit_file(io.BytesIO(body), kept=[read_checkpoint(text) for text in kept], key=key)
    theirs = tool.verify(path, kept, key)
    problem = theirs["problem"] and (theirs["problem"]["code"], theirs["problem"]["line"])
    assert problem == (ours.problem and (ours.problem.code, ours.problem.line))
    assert theirs["entries"] == ours.entries
    assert [one["fits"] for one in theirs["kept"]] == [one.fits for one in ours.kept]
    assert (tool.exit_code(theirs) == 0) == ours.holds
    return ours


@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_a_whole_file_fits(folder, count):
    made = chain(count)
    kept = [checkpoint(made, at).text for at in {0, count // 2, count}] + [checkpoint(made, count // 2).short]
    found = both(folder, lines_of(made), kept=kept, key=SIGNER.public_key)
    assert found.holds
    assert found.entries == count
    assert read_checkpoint(found.ends_with).sequence == count


def _other(value):
    changes = {
        str: lambda: value + "x",
        int: lambda: value + 1,
        list: lambda: [*value, "x"],
        dict: lambda: value | {"x": 1},
    }
    return changes.get(type(value), lambda: "x")()


@pytest.mark.parametrize("field", SEALED)
@settings(max_examples=8)
@given(at=entry_numbers)
def test_any_changed_field_is_found_at_its_entry(folder, field, at):
    changed = list(WHOLE)
    value = json.loads(WHOLE[at])["entry"][field]
    changed[at] = rewritten(WHOLE[at], ("entry", field), _other(value))
    found = both(folder, changed)
    assert found.problem
    assert (found.problem.line, found.problem.sequence) == (at + 1, at)


@given(
    at=entry_numbers, changes=st.dictionaries(st.sampled_from(["why", "action", "actor_name"]), st.text(), min_size=1)
)
def test_one_entry_sealed_anew_is_found_where_the_next_does_not_seal_it(folder, changes, at):
    entry = json.loads(WHOLE[at])["entry"]
    if all(entry[name] == value for name, value in changes.items()):
        return
    forged = entry | changes
    changed = list(WHOLE)
    changed[at] = rewritten(rewritten(WHOLE[at], ("entry",), forged), ("digest",), seal_of(forged))
    found = both(folder, changed)
    assert found.problem
    assert found.problem.line == at + 2


@given(at=entry_numbers)
def test_a_removed_entry_is_found_at_its_place(folder, at):
    found = both(folder, WHOLE[:at] + WHOLE[at + 1 :])
    assert found.problem
    assert found.problem.sequence == at


@given(first=entry_numbers, second=entry_numbers)
def test_swapped_entries_are_found_at_the_earlier(folder, first, second):
    swapped = list(WHOLE)
    swapped[first], swapped[second] = WHOLE[second], WHOLE[first]
    found = both(folder, swapped)
    assert found.holds == (first == second)
    if found.problem:
        assert found.problem.sequence == min(first, second)


@given(which=entry_numbers, at=entry_numbers)
def test_an_entry_put_in_is_found(folder, which, at):
    found = both(folder, [*WHOLE[:at], WHOLE[which], *WHOLE[at:]])
    assert found.problem
    assert found.problem.sequence in {at, at + 1}


@given(left=st.integers(1, COUNT + 1), bytes_left=st.integers(0, 60))
def test_a_cut_file_is_found(folder, left, bytes_left):
    cut = [*WHOLE[:left], WHOLE[left][:bytes_left]]
    found = both(folder, cut)
    assert found.problem
    assert found.problem.code in {"cut", "unreadable"}


@settings(max_examples=300)
@given(position=st.integers(0, len(b"".join(WHOLE)) - 1), bit=st.integers(0, 7))
def test_any_single_bit_that_turns_is_found(folder, position, bit):
    body = bytearray(b"".join(WHOLE))
    body[position] ^= 1 << bit
    if position < len(WHOLE[0]) and not _is_header(bytes(body)):
        with pytest.raises(FenerError, match="FEN-2750"):
            both(folder, [bytes(body)])
        with pytest.raises(tool.NoMaterial):
            tool.verify(folder / "audit.jsonl")
        return
    assert not both(folder, [bytes(body)]).holds


def _is_header(body: bytes) -> bool:
    try:
        tool.read_header(io.BytesIO(body))
    except tool.NoMaterial:
        return False
    return True


@given(rewritten_from=entry_numbers, kept_at=st.integers(0, COUNT), is_short=st.booleans())
def test_a_chain_sealed_anew_from_one_entry_on_is_found_by_an_earlier_checkpoint(
    folder, rewritten_from, kept_at, is_short
):
    kept = checkpoint(chain(COUNT), kept_at)
    forged = chain(COUNT, from_entry=rewritten_from, why="nothing happened")
    found = both(folder, lines_of(forged), kept=[kept.short if is_short else kept.text])
    assert found.problem is None, "the forged chain fits in itself"
    assert found.holds == (kept_at < rewritten_from)


def test_a_shorter_chain_is_found_by_a_later_checkpoint(folder):
    found = both(folder, lines_of(chain(3)), kept=[checkpoint(chain(COUNT), 5).text])
    assert not found.holds
    assert "ends at entry 3" in found.kept[0].reason


def test_another_key_is_found_by_whoever_noted_the_key(folder):
    other = lines_of(chain(3), AuditSigner(make_audit_key()))
    assert both(folder, other).holds
    assert both(folder, other, key=SIGNER.public_key).problem.code == "key"


@pytest.mark.parametrize(
    ("line", "path", "value", "code"),
    [
        (0, ("header", "desk"), "Another desk", "desk"),
        (0, ("header", "key"), "0" * 64, "signature"),
        (-1, ("checkpoint", "at"), "2030-01-01T00:00:00Z", "signature"),
        (-1, ("checkpoint", "desk"), "Another desk", "desk"),
        (-1, ("checkpoint", "sequence"), 3, "end"),
        (-1, ("checkpoint", "sequence"), float(COUNT), "end"),
        (-1, ("checkpoint", "digest"), "0" * 64, "end"),
        (-1, ("signature",), "0" * 128, "signature"),
        (-1, ("signature",), None, "signature"),
        (-1, ("checkpoint",), [], "fields"),
        (3, ("entry", "sequence"), True, "sequence"),
        (3, ("entry",), {}, "fields"),
    ],
)
def test_the_first_and_the_last_line_are_held_too(folder, line, path, value, code):
    changed = list(WHOLE)
    changed[line] = rewritten(WHOLE[line], path, value)
    assert both(folder, changed).problem.code == code


@pytest.mark.parametrize(
    "line",
    [
        b'{"digest":"a","entry":{},"entry":{}}\n',
        b'{"entry": {}, "digest": "a"}\n',
        b"[1]\n",
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b'"' + b"a" * 5_000_000,
    ],
    ids=["key-twice", "other-blanks", "list", "no-utf-8", "deep", "long"],
)
def test_a_line_that_can_be_read_in_two_ways_or_not_at_all_is_found(folder, line):
    assert both(folder, [*WHOLE[:3], line, *WHOLE[3:]]).problem.code == "unreadable"


def test_what_stands_after_the_end_is_found(folder):
    assert both(folder, [*WHOLE, WHOLE[-1]]).problem.code == "after_end"
    assert both(folder, [*WHOLE, WHOLE[1]]).problem.code == "after_end"


@pytest.mark.parametrize("body", [b"", b"{}\n", b"PK\x03\x04", WHOLE[1], b'{"header":[]}\n'])
def test_what_is_no_audit_file_is_refused(tmp_path, body):
    with pytest.raises(FenerError, match="FEN-2750"):
        check_audit_file(io.BytesIO(body))
    (tmp_path / "no").write_bytes(body)
    with pytest.raises(tool.NoMaterial):
        tool.verify(tmp_path / "no")


def test_a_checkpoint_is_read_in_both_forms_and_however_it_was_folded():
    made = checkpoint(chain(4))
    assert read_checkpoint(made.text.replace(" ", "\n  ")) == made
    assert read_checkpoint(made.short.upper()).fits(made.digest)


@given(position=st.integers(0, 10_000), letter=st.sampled_from("0a9f Z%"))
def test_a_mistyped_checkpoint_is_refused(position, letter):
    text = checkpoint(chain(2)).text
    position %= len(text)
    typed = text[:position] + letter + text[position + 1 :]
    if " ".join(typed.split()) == text:
        return
    with pytest.raises(FenerError, match="FEN-2751"):
        read_checkpoint(typed)
    with pytest.raises(tool.NoMaterial):
        tool.read_checkpoint(typed)


def test_keys_are_refused_by_number():
    assert read_public_key(f" {SIGNER.public_key.upper()}\n") == SIGNER.public_key
    with pytest.raises(FenerError, match="FEN-2752"):
        read_public_key("my key")
    with pytest.raises(SetUpFault, match="FEN-2755"):
        AuditSigner("my key")


# --- the stand-alone verifier as a program ------------------------------------------------------------------------------
def run(*words: str):
    return subprocess.run([sys.executable, "-I", str(TOOL), *words], capture_output=True, text=True)


def test_the_verifier_stands_alone(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b"".join(WHOLE))
    kept = checkpoint(chain(COUNT), 4)
    good = run(str(tmp_path / "a.jsonl"), "--checkpoint", kept.text, "--checkpoint", kept.short, "--key", kept.key)
    assert good.returncode == 0, good.stderr
    assert "all in place" in good.stdout
    forged = lines_of(chain(COUNT, from_entry=2, why="forged"))
    (tmp_path / "b.jsonl").write_bytes(b"".join(forged))
    bad = run(str(tmp_path / "b.jsonl"), "--checkpoint", kept.short)
    assert bad.returncode == 1
    assert "Checkpoint at entry 4: DOES NOT FIT" in bad.stdout
    assert run(str(tmp_path / "a.jsonl"), "--key", "x").returncode == 2
    assert run(str(tmp_path / "none.jsonl")).returncode == 2


def test_the_verifier_imports_nothing_of_fener_and_only_the_standard_library():
    source = TOOL.read_text(encoding="utf-8")
    imported = {line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= set(sys.stdlib_module_names)


def _without_cryptography(text, signature, key):
    return None


def test_openssl_answers_as_the_package_does(monkeypatch, folder):
    pytest.importorskip("cryptography")
    end = checkpoint(chain(2))
    if tool._with_openssl(end.statement.encode(), bytes.fromhex(end.signature), bytes.fromhex(end.key)) is None:
        pytest.skip("no openssl here that knows Ed25519")
    monkeypatch.setattr(tool, "_with_cryptography", _without_cryptography)
    _without_cryptography.__name__ = "_with_cryptography"
    assert tool.signature_fits(end.statement, end.signature, end.key) == (True, "openssl")
    assert tool.signature_fits(end.statement + "x", end.signature, end.key)[0] is False
    assert tool.signature_fits(end.statement, "0" * 128, end.key)[0] is False


def test_where_nothing_can_check_the_signature_the_verifier_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(tool, "_with_cryptography", _without_cryptography)
    monkeypatch.setattr(tool, "_with_openssl", _without_cryptography)
    (tmp_path / "a.jsonl").write_bytes(b"".join(WHOLE))
    found = tool.verify(tmp_path / "a.jsonl")
    assert found["problem"] is None
    assert found["signature_checked_with"] == ""
    assert tool.exit_code(found) == 3
