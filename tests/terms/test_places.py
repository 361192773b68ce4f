"""The gazetteer answers every spelling of a place with the place, and doubt with a question."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fener.terms.errors import AmbiguousPlace, UnknownTerm
from fener.terms.place_names import dictionary_forms, fold, loosen
from fener.terms.places import KINDS, SAME_SITE_KM, Gazetteer, Match, Place, distance_km, supplement

PLACES = Gazetteer(supplement())

# spelling -> key; "spelling @XK" is resolved in that territory
SPELLINGS = """
Leposavic = leposavic | Leposaviq = leposavic | Лепосавић = leposavic | Leposaviqit = leposavic
Vaksinci = vaksince | Vaksince = vaksince | Ваксинце = vaksince | Vaksincë = vaksince | iz Vaksinaca = vaksince
Fushë Kosova = fushe-kosove | Fushe Kosove = fushe-kosove | Kosovo Polje = fushe-kosove | u Kosovu Polju = fushe-kosove
Sukobin = muriqan | Murićani = muriqan | Sukobin – Murićani = muriqan | Muriqan = muriqan | Muriqan-Sukobin = muriqan
Pljevlja = pljevlja | Pljevljima = pljevlja | iz Pljevalja = pljevlja | Плјевља = pljevlja | Пљевља = pljevlja
Hani i Hotit = hani-i-hotit | Han i Hotit = hani-i-hotit | Božaj = hani-i-hotit | Bozaj = hani-i-hotit
Preševo = presevo | Presevo = presevo | PREŠEVO = presevo | kod Preševa = presevo | Preshevë = presevo | Прешево = presevo
municipality of Preševo = presevo | u opštini Preševo = presevo | Presheva = presevo
Šid = sid | Sid = sid | iz Šida = sid | opština Šid = sid | у Шиду = sid | prema Šidu = sid
Bihać = bihac | u Bihaću = bihac | Бихаћ = bihac | do Bihaća = bihac | Bihac = bihac
Velika Kladuša = velika-kladusa | do Velike Kladuše = velika-kladusa | u Velikoj Kladuši = velika-kladusa
za Gevgeliju = gevgelija | Гевгелија = gevgelija | Gevgelia = gevgelija | Đevđelija = gevgelija | Ђевђелије = gevgelija
Shtip = stip | Štip = stip | Stip = stip | Штип = stip | од Штип = stip
во Куманово = kumanovo | Kumanovë = kumanovo | prema Kumanovu = kumanovo | Kumanowo = kumanovo
u Skoplju = skopje | Shkup = skopje | Скопје = skopje | Скопље = skopje
u Subotici = subotica | Szabadka = subotica | iz Loznice = loznica | Lozničom = loznica
Šabac = sabac | iz Šapca = sabac | u Šapcu = sabac | iz Bratunca = bratunac | Kruševca = krusevac | Čačka = cacak
Novog Kneževca = novi-knezevac | Novog Pazara = novi-pazar | u Bijelom Polju = bijelo-polje | Novom Sadu = novi-sad
Hercegu Novom = herceg-novi | u Herceg Novom = herceg-novi | Banjoj Luci = banja-luka | Banjaluka = banja-luka
Sarajevu = sarajevo | Mostaru = mostar | Nišu = nis | Beogradu = belgrade | Belgrade = belgrade | Beograd = belgrade
Tirana = tirana | Tiranë = tirana | e Tiranës = tirana | Shkodra = shkoder | Shkodër = shkoder | Skadru = shkoder
Gjirokastra = gjirokaster | Gjirokaster = gjirokaster | Korca = korce | Korça = korce | Korçës = korce
Prishtinë = pristina | Prishtina = pristina | u Prištini = pristina | në Prishtinë = pristina | Prizrenit = prizren
Vërmicë = vermice | Vermica = vermice | Žegra = zhegra | Zhegër = zhegra | Magure = magura | Peć = peja | u Peći = peja
Mitrovicë = mitrovica | u Kosovskoj Mitrovici = mitrovica | Gjakova = gjakova | u Đakovici = gjakova
border crossing Horgoš = horgos-roszke | granični prelaz Horgoš = horgos-roszke | BCP Horgos = horgos-roszke
na graničnom prelazu Horgoš = horgos-roszke | Horgoš = horgos | Horgoš/Röszke = horgos-roszke
River Drina = drina-river | Drina river = drina-river | rijeka Drina = drina-river | preko Drine = drina-river
na rijeci Drini = drina-river | Tisza = tisa-river | Dunavom = danube-river | Una River = una-river | preko Une = una-river
village of Lojane = lojane | selo Lojane = lojane | Лојане = lojane | iz Lojana = lojane
Tabanovce border crossing = tabanovce | Bogorodica = bogorodica-evzoni | Evzoni = bogorodica-evzoni
Ilinog Brda = klobuk-ilino-brdo | kod Vraćenovića = delusa-vracenovici | Vračenovići = delusa-vracenovici
Una-Sana Canton = una-sana-canton | Unsko-sanskom kantonu = una-sana-canton | u Vojvodini = vojvodina
'Mother Teresa' International Airport = tirana-airport | aerodrom u Prištini = pristina-airport
Krnjača asylum centre = krnjaca | centar za azil Krnjača = krnjaca | u Vizbegovu = vizbegovo
Kumanovo- Lipkovo region = kumanovo-lipkovo | train station in Leposaviq = leposavic-train-station
bus station in Nikšić = niksic-bus-station | Belasica mountain = belasica | Ogražden = ograzden
Istanbul = istanbul | İstanbul = istanbul | Istanbul'da = istanbul | إسطنبول = istanbul | Θεσσαλονίκη = thessaloniki
Solun = thessaloniki | Wien = vienna | u Beču = vienna | Kosovo* = territory-xk | u Srbiji = territory-rs
Crnoj Gori = territory-me | Serbian-Bulgarian border = border-bg-rs | border-rs-bg = border-bg-rs
Tuzla (BA) = tuzla | Bar, Montenegro = bar | Bar @ME = bar | u Tuzli @BA = tuzla | Jabuka @ME = rance-jabuka
Čemerno = cemerno | Krstac = krstac | Istanbul @XK = istanbul | Sarajevo @BA-BIH = sarajevo | Šid @WB = sid
"""
CASES = [
    tuple(part.strip() for part in row.split(" = "))
    for line in SPELLINGS.split("\n")
    for row in line.split(" | ")
    if row
]


def _asked(spelling: str) -> tuple[str, str | None]:
    name, _, territory = spelling.partition(" @")
    return name, territory or None


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(CASES) >= 80


@pytest.mark.parametrize(("spelling", "key"), CASES)
def test_a_spelling_finds_its_place(spelling: str, key: str) -> None:
    found = PLACES.resolve(*_asked(spelling))
    assert found.place is not None, found.question
    assert found.place.key == key
    assert found.question is None


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Bar", {"bar", "bar-ukraine"}),
        ("u Baru", {"bar", "bar-ukraine"}),
        ("Tuzla", {"tuzla", "tuzla-istanbul"}),
        ("Tuzli", {"tuzla", "tuzla-istanbul"}),
        ("Morina", {"morine-vermice", "qafe-morine"}),
        ("Jabuka", {"rance-jabuka", "jabuka-pancevo"}),
        ("Tara", {"tara-river", "tara-mountain"}),
    ],
)
def test_namesakes_are_asked_about_not_chosen(name: str, keys: set[str]) -> None:
    found = PLACES.resolve(name)
    assert found.place is None
    assert found.how == Match.AMBIGUOUS
    assert {place.key for place in found.candidates} == keys
    assert found.question is not None
    assert all(key in found.question for key in keys)


def test_halves_that_share_no_place_are_asked_about() -> None:
    found = PLACES.resolve("Bihać – Kumanovo")
    assert found.place is None
    assert {"bihac", "kumanovo"} <= {place.key for place in found.candidates}


def test_a_river_is_not_a_town_of_its_name() -> None:
    assert PLACES.resolve("River Zvornik").place is None


@pytest.mark.parametrize(
    "name", ["", "   ", "Atlantis", "Nowhereville", "xyzzyq", "—", "12345", "the", "border crossing"]
)
def test_an_unknown_name_is_said_to_be_unknown(name: str) -> None:
    found = PLACES.resolve(name)
    assert (found.place, found.candidates, found.how) == (None, (), Match.UNKNOWN)


@pytest.mark.parametrize(
    ("slip", "key"), [("Subotcia", "subotica"), ("Kumanivo", "kumanovo"), ("Podgrica", "podgorica")]
)
def test_one_wrong_letter_is_marked_as_such(slip: str, key: str) -> None:
    found = PLACES.resolve(slip)
    assert found.place is not None
    assert (found.place.key, found.how) == (key, "spelling")


def test_short_names_are_not_corrected() -> None:
    assert PLACES.resolve("Brr").how == Match.UNKNOWN


def test_a_name_or_a_refusal_with_the_remedy() -> None:
    assert PLACES.place_named("iz Šida").key == "sid"
    with pytest.raises(AmbiguousPlace, match="territory"):
        PLACES.place_named("Morina")
    with pytest.raises(UnknownTerm):
        PLACES.place_named("Atlantis")
    with pytest.raises(UnknownTerm):
        PLACES["no-such-key"]


def test_further_keys_lead_to_the_same_place() -> None:
    assert PLACES.get("bozaj") is PLACES.get("hani-i-hotit")
    assert PLACES.get("no-such-key") is None
    assert "vaksinci" in PLACES


def test_every_place_the_2023_report_names_resolves() -> None:
    named = [place for place in PLACES if any(ref["report"] == "R23" for ref in place.refs)]
    assert len(named) >= 60
    for place in named:
        found = PLACES.resolve(place.name, place.territories[0])
        assert found.place is place, (place.key, found.question)


def test_every_place_resolves_by_each_of_its_names_in_its_territory() -> None:
    for place in PLACES:
        for name in place.all_names:
            found = PLACES.resolve(name, place.territories[0])
            if found.place is None:
                assert place in found.candidates, (name, place.key)
            else:
                apart = distance_km(found.place.lat, found.place.lon, place.lat, place.lon)
                assert found.place is place or apart <= SAME_SITE_KM, (name, place.key, found.place.key)


def test_entries_are_sound() -> None:
    keys = [key for place in PLACES for key in (place.key, *place.also)]
    assert len(keys) == len(set(keys))
    for place in PLACES:
        assert place.kind in KINDS
        assert place.territories
        assert -90 <= place.lat <= 90
        assert -180 <= place.lon <= 180
        assert place.precision_km > 0
        assert place.kind != "crossing" or len(place.territories) == 2, place.key


def test_the_region_has_all_its_borders_and_crossings() -> None:
    pairs = "al-me al-xk al-mk al-gr ba-me ba-rs ba-hr me-xk me-rs mk-xk rs-xk mk-rs bg-mk gr-mk hu-rs hr-rs ro-rs bg-rs hr-me"
    for pair in pairs.split():
        border = PLACES[f"border-{'-'.join(sorted(pair.split('-')))}"]
        assert any(
            place.kind == "crossing" and set(place.territories) == set(border.territories) for place in PLACES
        ), pair


def test_near_lists_the_nearest_first() -> None:
    bihac = PLACES["bihac"]
    near = PLACES.near(bihac.lat, bihac.lon, 12)
    assert near[0] is bihac
    assert "izacic-licko-petrovo-selo" in {place.key for place in near}
    apart = [distance_km(bihac.lat, bihac.lon, place.lat, place.lon) for place in near]
    assert apart == sorted(apart)
    assert apart[-1] <= 12


def test_a_report_may_name_a_place_elsewhere() -> None:
    assert PLACES.resolve("Istanbul", "XK").place is PLACES["istanbul"]


def _hamlet(key: str, name: str, territory: str, lat: float, population: int = 600) -> Place:
    kind = "village" if population < 5_000 else "town"
    return Place(key, name, kind, (territory,), lat, 16.0, 2.0, origin="geonames", population=population)


def test_small_namesakes_far_off_do_not_compete_but_towns_do() -> None:
    hamlet = Gazetteer([*supplement(), _hamlet("gn-1", "Mostar", "IT", 44.0)])
    assert hamlet.resolve("Mostar").place is hamlet["mostar"]
    town = Gazetteer([*supplement(), _hamlet("gn-1", "Mostar", "IT", 44.0, population=40_000)])
    assert town.resolve("Mostar").how == Match.AMBIGUOUS
    assert town.resolve("Mostar", "BA").place is town["mostar"]


def test_a_hamlet_of_the_very_name_does_not_hide_a_case_form() -> None:
    wider = Gazetteer([*supplement(), _hamlet("gn-1", "Peći", "BA", 44.9)])
    assert wider.resolve("Peći").how == Match.AMBIGUOUS
    assert wider.resolve("Peći", "XK").place is wider["peja"]


@given(st.text(max_size=200), st.sampled_from([None, "BA", "WB", "XK", "zz", ""]))
@settings(max_examples=300, deadline=None)
def test_resolve_never_raises(name: str, territory: str | None) -> None:
    found = PLACES.resolve(name, territory)
    assert (found.place is None) == (found.question is not None)


@given(st.sampled_from(list(PLACES)), st.sampled_from([str.upper, str.lower, str.title, lambda name: f"  {name} "]))
@settings(max_examples=200, deadline=None)
def test_case_and_spaces_do_not_matter(place: Place, written) -> None:  # type: ignore[no-untyped-def]
    plain, changed = (PLACES.resolve(name, place.territories[0]) for name in (place.name, written(place.name)))
    assert changed.place is plain.place or changed.how == Match.SPELLING


@given(st.text(max_size=60))
@example("ÐH")
def test_folding_and_loosening_settle(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert loosen(loosen(fold(text))) == loosen(fold(text))


def test_case_endings_give_dictionary_forms() -> None:
    assert "sabac" in dictionary_forms("sapca")
    assert "luka" in dictionary_forms("luci")
    assert "vaksinci" in dictionary_forms("vaksinaca")
