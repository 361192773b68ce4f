"""The audit leaves as one file that somebody outside can check; asking for it is an entry of its own."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest
from click.testing import CliRunner
from django.db import transaction

from fener.actions.base.export_audit import export_audit, export_audit_to
from fener.cli import fener
from fener.gateways.audit_files import check_audit_file, read_checkpoint
from fener.queries.audit import does_audit_file_hold, newest_checkpoint
from fener.records.base.audit import Noted, digest_of, record_audit, record_audits
from fener.records.base.models import AuditEntry
from fener.terms.errors import NotAllowed, SetUpFault

pytestmark = pytest.mark.django_db


def _write(number: int, member=None) -> None:
    with transaction.atomic():
        record_audits([Noted("test_step", member, ("Thing", str(n)), "", {"n": n, "ž": "ћ"}) for n in range(number)])


def test_the_export_is_its_own_last_entry_and_fits(administrator, tmp_path):
    _write(5, administrator)
    written = export_audit_to(administrator, tmp_path / "audit.jsonl")
    found = does_audit_file_hold(tmp_path / "audit.jsonl")
    assert (written.entries, found.entries, found.holds) == (6, 6, True)
    last = json.loads((tmp_path / "audit.jsonl").read_bytes().splitlines()[-2])["entry"]
    assert (last["action"], last["actor"]) == ("export_audit", administrator.pk)


def test_an_export_says_what_it_found_even_where_it_does_not_fit(administrator, tmp_path):
    _write(5)
    AuditEntry.objects.filter(sequence=3).update(why="nothing happened")
    export_audit_to(administrator, tmp_path / "audit.jsonl")
    problem = does_audit_file_hold(tmp_path / "audit.jsonl").problem
    assert problem
    assert (problem.code, problem.sequence) == ("seal", 3)


def test_a_database_sealed_anew_is_found_by_a_kept_checkpoint(administrator, tmp_path):
    _write(5, administrator)
    kept = newest_checkpoint(administrator)
    last = ""
    for entry in AuditEntry.objects.order_by("sequence"):
        if entry.sequence >= 3:
            entry.why, entry.previous_digest = "forged", last
            last = digest_of(entry)
            AuditEntry.objects.filter(pk=entry.pk).update(
                why="forged", previous_digest=entry.previous_digest, digest=last
            )
        else:
            last = entry.digest
    from fener.records.base.models import AuditHead

    AuditHead.objects.update(digest=last)
    export_audit_to(administrator, tmp_path / "audit.jsonl")
    assert does_audit_file_hold(tmp_path / "audit.jsonl").holds, "the desk alone cannot tell"
    for text in (kept.text, kept.short):
        assert not does_audit_file_hold(tmp_path / "audit.jsonl", checkpoints=[text]).holds


def test_what_is_written_while_the_export_runs_is_not_in_it(administrator):
    _write(3)
    made = export_audit(administrator)
    first = next(made.lines)
    _write(2)
    found = check_audit_file(io.BytesIO(first + b"".join(made.lines)))
    assert (found.holds, found.entries) == (True, 4)


def test_nobody_but_an_administrator_exports_and_nothing_is_written(coordinator, tmp_path):
    with pytest.raises(NotAllowed):
        export_audit_to(coordinator, tmp_path / "audit.jsonl")
    with pytest.raises(NotAllowed):
        newest_checkpoint(coordinator)
    assert list(tmp_path.iterdir()) == []
    assert not AuditEntry.objects.exists()


def test_a_folder_that_is_not_there_leaves_nothing_but_the_entry(administrator, tmp_path):
    with pytest.raises(SetUpFault):
        export_audit_to(administrator, tmp_path / "none" / "audit.jsonl")
    assert AuditEntry.objects.get().action == "export_audit"


def test_an_empty_chain_has_a_checkpoint(administrator):
    found = newest_checkpoint(administrator)
    assert found.sequence == 0
    assert read_checkpoint(found.text) == found


@pytest.mark.slow
def test_memory_does_not_grow_with_the_chain(administrator):
    _write(3000)
    for _ in export_audit(administrator).lines:
        pass
    peaks = []
    for more in (0, 9000):
        _write(more) if more else None
        tracemalloc.start()
        for _ in export_audit(administrator).lines:
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_the_terminal_exports_verifies_and_names_the_entry(administrator, tmp_path):
    def run(*words: str):
        return CliRunner().invoke(fener, ["audit", *words], catch_exceptions=False)

    with transaction.atomic():
        record_audit("test_step", actor=administrator)
    who, file = ("--as", administrator.username), str(tmp_path / "audit.jsonl")
    kept = json.loads(run("checkpoint", *who, "--json").stdout)
    assert run("checkpoint", *who).stdout.splitlines()[1] == f"short: {kept['short']}"
    assert run("export", file, *who).exit_code == 0
    answer = run("verify", file, "--checkpoint", kept["text"], "--checkpoint", kept["short"], "--key", kept["key"])
    assert answer.exit_code == 0
    assert "2 entries, all in place" in answer.stdout
    body = (tmp_path / "audit.jsonl").read_bytes()
    (tmp_path / "audit.jsonl").write_bytes(body.replace(b"test_step", b"TEST_step"))
    answer = run("verify", file)
    assert answer.exit_code == 1
    assert "line 2: entry 1 was changed" in answer.stdout
    assert "FEN-2753" in run("verify", str(tmp_path / "none")).stderr
    assert "FEN-2751" in run("verify", file, "--checkpoint", "1 2").stderr


def test_the_page_shows_the_checkpoint_and_gives_the_file(client, administrator, coordinator, settings):
    settings.SECOND_FACTOR = "optional"
    _write(3)
    client.force_login(coordinator)
    assert client.post("/audit/export/").status_code == 403
    client.force_login(administrator)
    assert newest_checkpoint(administrator).short in client.get("/audit/").content.decode()
    assert client.get("/audit/export/").status_code == 405
    answer = client.post("/audit/export/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fener-audit-4.jsonl"'
    assert check_audit_file(io.BytesIO(b"".join(answer.streaming_content))).holds
