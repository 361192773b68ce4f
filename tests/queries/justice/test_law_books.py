"""Provisions are found by words, whatever accents and case; one provision comes with all that touches it."""

from __future__ import annotations

import pytest

from fener.analysis.law import library
from fener.queries.justice.law_books import fold, provision_list, provision_page, register
from fener.terms.errors import UnknownTerm


def test_without_words_everything_is_listed_once_in_the_order_of_the_books():
    assert [line.provision.id for line in provision_list()] == list(library().provisions)


@pytest.mark.parametrize("words", ["rs.cc.350.2", "RS.CC.350.2", "  rs.cc.350.2  "])
def test_an_id_is_found(words):
    assert "RS.CC.350.2" in [line.provision.id for line in provision_list(words)]


def test_all_words_must_be_there():
    page = provision_list("350 smuggling", state="RS")
    assert page and all(line.provision.state == "RS" for line in page)
    assert provision_list("350 zzyzx") == []


def test_accents_and_case_do_not_matter():
    assert fold("Đorđe ŠČĆŽ Ëç") == "dorde sccz ec"
    assert [one.provision.id for one in provision_list("BRČKO")] == [
        one.provision.id for one in provision_list("brcko")
    ]


def test_a_state_has_its_parts_and_a_part_stands_alone():
    parts = {line.provision.jurisdiction for line in provision_list(state="BA")}
    assert {"BA", "BA-SRP"} <= parts
    assert {line.provision.jurisdiction for line in provision_list(state="BA-SRP")} == {"BA-SRP"}


@pytest.mark.parametrize(
    "filters", [{"kind": "digital"}, {"mark": "to_be_checked"}, {"kind": "smuggling", "state": "ME"}]
)
def test_filters_narrow(filters):
    assert 0 < len(provision_list(**filters)) < len(provision_list())


def test_every_provision_has_a_page():
    for each in library().provisions:
        page = provision_page(each)
        assert page.current == page.versions[-1] and page.place
    with pytest.raises(UnknownTerm, match="FEN-2920"):
        provision_page("RS.CC.9999")


def test_the_register_begins_with_e1_and_holds_every_claim():
    claims = register()
    assert claims[0].key == "E1" and {claim.key for claim in claims} == set(library().claims)
