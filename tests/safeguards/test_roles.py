"""What is not listed is refused."""

from __future__ import annotations

import pytest

from fener.safeguards.decision import deny
from fener.safeguards.roles import may_take_step, steps
from fener.terms.errors import NotAllowed
from fener.terms.people import Role


@pytest.mark.parametrize("role", [None, "", "root", "superuser"])
@pytest.mark.parametrize("step", sorted(steps()))
def test_no_role_no_step(role, step):
    assert not may_take_step(role, step).allowed


@pytest.mark.parametrize("role", list(Role))
def test_an_unknown_step_is_refused_to_everyone(role):
    assert not may_take_step(role, "delete_everything").allowed


def test_a_refusal_names_who_may():
    with pytest.raises(NotAllowed, match="Administrator"):
        may_take_step(Role.READER, "read_audit").enforce()


def test_every_step_has_someone_who_may_take_it():
    assert all(any(may_take_step(role, step).allowed for role in Role) for step in steps())


def test_a_denial_without_reason_still_refuses():
    with pytest.raises(NotAllowed):
        deny().enforce()
