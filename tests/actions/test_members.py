"""Members are added with a role and territories, let in again with a reason, and demo logins stay on this machine."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from fener.actions.base.add_member import add_member
from fener.actions.base.demo_members import ensure_demo_members
from fener.actions.base.reset_member import reset_member
from fener.records.base.audit import check_chain
from fener.records.base.models import AuditEntry, Member
from fener.terms.errors import FenerError, NotAllowed
from fener.terms.people import Role

pytestmark = pytest.mark.django_db
GOOD = {
    "username": "new",
    "password": "a long enough phrase",
    "role": "monitor",
    "organisation": "Platform",
    "territories": ["RS"],
}


def test_a_member_is_added_with_territories():
    member = add_member(None, **GOOD)
    assert member.check_password(GOOD["password"])
    assert member.territory_codes() == {"RS"}
    assert not member.is_demo


def test_a_member_of_the_region_works_in_all_six():
    assert len(add_member(None, **{**GOOD, "territories": ["WB"]}).territory_codes()) == 7


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"password": "short"}, "FEN-2031"),
        ({"role": "king"}, "FEN-2030"),
        ({"territories": ["XX"]}, "FEN-3001"),
    ],
)
def test_odd_members_are_refused_and_nothing_is_left(change, number):
    with pytest.raises(FenerError, match=number):
        add_member(None, **{**GOOD, **change})
    assert Member.objects.count() == 0


def test_a_name_is_taken_once():
    add_member(None, **GOOD)
    with pytest.raises(FenerError, match="FEN-2032"):
        add_member(None, **GOOD)


def test_a_reset_keeps_its_reason_in_the_audit():
    add_member(None, **GOOD)
    reset_member(None, "new", password="another long phrase", why="lost phone")
    assert Member.objects.get(username="new").check_password("another long phrase")
    assert AuditEntry.objects.filter(action="reset_member", why="lost phone").exists()
    assert check_chain().broken_at is None


def test_only_an_administrator_resets(coordinator):
    add_member(None, **GOOD)
    with pytest.raises(NotAllowed):
        reset_member(coordinator, "new", password=None, why="x")


def test_demo_logins_cover_every_role_and_stay_the_same(tmp_path: Path):
    kept = tmp_path / "demo.json"
    first = ensure_demo_members(kept)
    assert set(first) == {role.value for role in Role} | {"caseworker-2", "prosecutor"}
    sides = {member.role: member.organisation_id for member in Member.objects.filter(is_demo=True)}
    assert sides["investigator"] == sides["liaison"] != sides["caseworker"]
    assert Member.objects.get(username="prosecutor").organisation_id == sides["investigator"] != sides["reader"]
    assert ensure_demo_members(kept) == first
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert all(Member.objects.get(username=role).check_password(word) for role, word in list(first.items())[:2])


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"reader": "x"}'])
def test_a_lost_or_broken_password_file_is_made_anew(tmp_path: Path, broken: str):
    kept = tmp_path / "demo.json"
    first = ensure_demo_members(kept)
    kept.write_text(broken, encoding="utf-8")
    second = ensure_demo_members(kept)
    assert second != first
    assert json.loads(kept.read_text(encoding="utf-8")) == second
    assert Member.objects.get(username="reader").check_password(second["reader"])
