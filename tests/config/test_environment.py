"""Settings from the environment: typed, refusing odd values, secrets by file."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from fener.config import environment as env
from fener.terms.errors import SetUpFault


@pytest.mark.parametrize(("raw", "value"), [("1", True), ("Yes", True), ("off", False), ("", False)])
def test_a_flag(monkeypatch, raw, value):
    monkeypatch.setenv("FENER_T", raw)
    assert env.flag("FENER_T", not value) is value


@pytest.mark.parametrize("raw", ["maybe", "2", "truee"])
def test_an_odd_flag_is_refused(monkeypatch, raw):
    monkeypatch.setenv("FENER_T", raw)
    with pytest.raises(SetUpFault, match="FENER_T"):
        env.flag("FENER_T", True)


@pytest.mark.parametrize("raw", ["0", "99999", "eight", "8.5", ""])
def test_a_number_out_of_bounds_is_refused(monkeypatch, raw):
    monkeypatch.setenv("FENER_T", raw)
    with pytest.raises(SetUpFault, match="from 1 to 65535"):
        env.whole_number("FENER_T", 8000, least=1, most=65535)


def test_a_value_can_stand_in_a_file(monkeypatch, tmp_path: Path):
    (tmp_path / "secret").write_text("s3cret\n", encoding="utf-8")
    monkeypatch.setenv("FENER_T_FILE", str(tmp_path / "secret"))
    assert env.text("FENER_T") == "s3cret"


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path):
    kept = tmp_path / "key"
    first = env.secret("FENER_NOT_SET", kept)
    assert env.secret("FENER_NOT_SET", kept) == first
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("url", "host", "name"),
    [
        ("postgresql://u:p%40ss@db.example:5433/fener", "db.example", "fener"),
        ("postgresql://u@/fener?host=%2Frun%2Fpg", "/run/pg", "fener"),
    ],
)
def test_a_postgresql_address(url, host, name):
    found = env.database(url)
    assert (found["HOST"], found["NAME"], found["USER"]) == (host, name, "u")


def test_another_database_is_refused():
    with pytest.raises(SetUpFault, match="mysql"):
        env.database("mysql://u@h/n")
