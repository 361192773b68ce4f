"""How place names are compared: folding, loose spelling, case endings, words that say what kind of place is meant.

Everything here is text in, text out. ``fold`` keeps what a careful writer distinguishes apart from script and accents;
``loosen`` also levels the digraphs in which the region's languages write the same sound (š, sh; đ, gj; ć, q).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

LONGEST_NAME = 160
_MOST_WORDS, _MOST_FORMS = 6, 400

_CYRILLIC = dict(
    zip(
        "абвгдђѓежзѕијйклљмнњопрстћќуфхцчџшщъыьэюяёієїґ",
        re.findall(
            r"\S+",
            "a b v g d dj gj e z z dz i j j k l lj m n nj o p r s t c kj u f h c c dz s st a y _ e ju ja jo i je ji g",
        ),
        strict=True,
    )
)
_LATIN = {"đ": "dj", "ð": "dj", "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ə": "e", "ß": "ss", "þ": "th"}
_ARABIC = {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ە": "ه", "ـ": "", "ٱ": "ا"}
_DROPPED = "'’‘ʼ`´*"
_SPACED = '-–—‐‑−/\\|,;:.()[]{}"“”„«»_+&'
_ACCENTED = (
    (0x00AA, 0x0250),
    (0x0300, 0x0370),
    (0x0386, 0x03D0),
    (0x1E00, 0x2000),
)  # Latin, marks, Greek, both extended


def _without_marks(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def _table() -> dict[int, str]:
    signs = (chr(number) for start, end in _ACCENTED for number in range(start, end))
    table = {sign: _without_marks(sign.casefold()) for sign in signs}
    table |= {sign: ("" if latin == "_" else latin) for sign, latin in _CYRILLIC.items()}
    table |= _LATIN | _ARABIC | dict.fromkeys(_DROPPED, "") | dict.fromkeys(_SPACED, " ")
    return str.maketrans(table)


_TABLE = _table()


def fold(text: str) -> str:
    """The name in lower case without accents, in Latin letters where it was Cyrillic; Greek and Arabic stay themselves."""
    if text.isascii():
        return " ".join(text.lower().translate(_TABLE).split())
    folded = unicodedata.normalize("NFC", text).casefold().translate(_TABLE)
    if not folded.isascii():
        folded = _without_marks(folded).casefold().translate(_TABLE)
    return " ".join(folded.split())


_LEVELS = {
    "dzh": "dz", "xh": "dz", "sch": "s", "sh": "s", "tch": "c", "ch": "c", "zh": "z", "gj": "d", "dj": "d", "dh": "d",
    "kj": "c", "q": "c", "ts": "c", "tz": "c", "lj": "l", "nj": "n", "ph": "f", "w": "v", "x": "ks", "y": "i", "j": "i",
}  # fmt: skip
_LEVELLED = re.compile("|".join(sorted(_LEVELS, key=len, reverse=True)))
_DOUBLED = re.compile(r"(.)\1+")


def _level(spelling: re.Match[str]) -> str:
    return _LEVELS[spelling[0]]


def loosen(folded: str) -> str:
    """A folded name with the spellings of one sound levelled: shtip and stip, leposaviq and leposavic, bijeljina and bieljina."""
    levelled = _DOUBLED.sub(r"\1", _LEVELLED.sub(_level, folded))
    # Levelling can bring letters together that are one sound again: djh, dh, d.
    return levelled if levelled == folded else loosen(levelled)


# Case endings after folding, each with the endings the dictionary form may have instead.
Endings = tuple[tuple[str, tuple[str, ...]], ...]
SLAVIC: Endings = (
    ("ovima", ("",)), ("ima", ("i", "a", "e", "")), ("ama", ("a", "e")),
    ("oga", ("i", "o")), ("ega", ("i", "e")), ("ome", ("i", "o")), ("omu", ("i", "o")), ("emu", ("i", "e")),
    ("og", ("i", "o", "")), ("eg", ("i", "e")), ("oj", ("a",)), ("ih", ("i", "e", "a")), ("im", ("i", "o", "e")),
    ("om", ("", "o", "a", "i")), ("em", ("", "e", "i")),
    ("ci", ("ka",)), ("zi", ("ga",)), ("si", ("ha",)),
    ("a", ("", "o", "e", "i")), ("e", ("a", "i")), ("i", ("a",)), ("u", ("", "a", "o", "e")),
)  # fmt: skip
# Definite and indefinite forms and their cases; also the Slavic nouns whose cases end in -i (Peć, Peći).
ALBANIAN: Endings = (
    ("a", ("e", "")), ("e", ("a",)), ("i", ("",)), ("u", ("",)), ("ra", ("er",)), ("er", ("ra",)),
    ("es", ("a", "e")), ("se", ("", "a")), ("s", ("",)), ("t", ("",)), ("en", ("a", "e")), ("ne", ("a", "e")), ("n", ("",)),
    ("it", ("", "i")), ("in", ("", "i")), ("ut", ("", "u")), ("un", ("", "u")),
)  # fmt: skip
_VOICED = {"p": "b", "t": "d", "k": "g", "s": "z"}
_CLUSTER = re.compile(r"(.*?)([^aeiou])(lj|nj|dj|dz|[^aeiou])$")
_PLURAL_GENITIVE = re.compile(r"(.+[^aeiou])a([^aeiou]{1,2})a$")


def _with_fleeting_a(stem: str) -> Iterator[str]:
    """Bratunc- -> Bratunac, Sapc- -> Sapac and Sabac: the vowel that the cases drop, and the consonant it kept voiced."""
    if cluster := _CLUSTER.match(stem):
        start, before, last = cluster.groups()
        yield f"{start}{before}a{last}"
        if voiced := _VOICED.get(before):
            yield f"{start}{voiced}a{last}"


@lru_cache(maxsize=4096)
def dictionary_forms(word: str, endings: Endings = SLAVIC) -> tuple[str, ...]:
    """Forms a folded word may have in the dictionary, itself first: bihacu -> bihac, bihaca …; at least three letters each."""
    forms = {word: None}
    for ending, replacements in endings:
        if not word.endswith(ending) or len(word) - len(ending) < 2:
            continue
        stem = word[: -len(ending)]
        for replacement in replacements:
            forms[stem + replacement] = None
            if not replacement:
                forms.update(dict.fromkeys(_with_fleeting_a(stem)))
    if plural := _PLURAL_GENITIVE.match(word):
        forms.update(dict.fromkeys(plural[1] + plural[2] + vowel for vowel in "iea"))
    return tuple(form for form in forms if form == word or len(form) > 2)


def phrase_forms(phrase: str, endings: Endings = SLAVIC) -> Iterator[str]:
    """Dictionary forms of a phrase, each word apart: velike kladuse -> velika kladusa. The phrase itself is left out."""
    words = phrase.split()
    if not words or len(words) > _MOST_WORDS:
        return
    for count, forms in enumerate(product(*(dictionary_forms(word, endings) for word in words))):
        if count > _MOST_FORMS:
            return
        if count:
            yield " ".join(forms)


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST_MISSPELT = 6


def misspellings(phrase: str) -> Iterator[str]:
    """Strings one letter away (left out, added, changed, two swapped); none for phrases under six letters."""
    if len(phrase) < SHORTEST_MISSPELT or len(phrase) > LONGEST_NAME // 4:
        return
    splits = [(phrase[:at], phrase[at:]) for at in range(len(phrase) + 1)]
    for left, right in splits:
        if right:
            yield left + right[1:]
            yield from (left + letter + right[1:] for letter in _LETTERS)
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        yield from (left + letter + right for letter in _LETTERS)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SETTLEMENT = _words("town village municipality")
# What the words of several languages announce, in the order in which a match is looked for.
_KIND_WORDS = {
    r"borders?|granic[aeiu]": "crossing border",
    r"crossings?|bcps?|checkpoint|customs|point|posts?|gp|mgp": "crossing",
    r"granicn\w+|pr(?:ije|e)la\w*|premin\w*|kufitare?|vendkalim\w*|pik[ae]\w{0,2}|pkk": "crossing",
    r"rivers?|r(?:ije|e)k\w{1,2}|r(?:ije|e)kom|r(?:ije|e)ci|lum(?:i|it|e|in)?": "river",
    r"mountains?|mount|mt|mts|planin\w{1,3}|mal(?:i|it|et|in)|bjeshk\w*": "mountain",
    r"airports?|aerodrom\w{0,2}|aeroporti?\w{0,2}": "airport",
    r"stations?|stanic\w{1,2}|stacioni?\w{0,2}": "station",
    r"ports?|harbour|luk[aeuo]m?|luci|porti?\w{0,2}": "port",
    r"cent(?:re|er)s?|centrov?\w{0,2}|centar\w{0,2}|camps?|kamp\w{0,2}|qendr\w{1,2}|trc|facility": "centre",
    r"reception|asylum|azil\w{0,2}|transit|prihvatn\w{1,3}": "centre",
    r"regions?|regije?|regiji|regionu?a?|areas?|zone|cantons?|kanton\w{0,2}|districts?|county|province": "region",
    r"peninsula|poluostrv\w{1,2}|poluoto[kc]\w{0,2}|okrug\w{0,2}|oblast\w{0,2}|rajoni?\w{0,2}|qark\w{0,2}|podruc\w+": "region",
    r"municipality|municipalities|opstin\w{1,2}|opcin\w{1,2}|komun\w{1,2}|bashki\w{0,2}": "municipality town village",
    r"cit(?:y|ies)|towns?|grad\w{0,2}|gradom|qytet\w{0,2}": "municipality town village",
    r"villages?|sel[aou]m?|selom|fshat\w{0,2}|hamlet|settlement|naselj\w{1,2}|mestoto?|mjest\w{1,2}": "village town municipality",
}
_KIND_PATTERNS = tuple((re.compile(rf"(?:{pattern})$"), _words(kinds)) for pattern, kinds in _KIND_WORDS.items())
_FILLERS = _words(
    "of the i e te international temporary official bus train railway autobuska autobusku autobuskoj zeleznicka zeleznickoj "
    "medjunarodni medjunarodnom"
)
_SLAVIC_PREPOSITIONS = _words(
    "u iz kod prema do za od preko kroz pored blizu oko ka k sa s na pri nad kraj iza ispod vo kaj kon preku niz pokraj pred okolu"
)
_OTHER_PREPOSITIONS = _words(
    "in from near to at via around towards toward through outside across the ne nga prej tek te deri afer drejt permes per e i se"
)
_SLAVIC_KIND = re.compile(
    r"(?:r(?:ije|e)k|r(?:ije|e)ci|opstin|opcin|granicn|pr(?:ije|e)la|planin|aerodrom|stanic|prihvatn|grad|sel[aou]|okrug|oblast|kanton|podruc|regij)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name: the folded phrase, the kinds of place its words ask for, whether Slavic cases are likely."""

    phrase: str
    kinds: frozenset[str] = frozenset()
    slavic: bool = False


@lru_cache(maxsize=4096)
def kinds_of_word(word: str) -> frozenset[str]:
    """The kinds of place a folded word announces (reka -> river); empty for other words."""
    for pattern, kinds in _KIND_PATTERNS:
        if pattern.match(word):
            return kinds
    return frozenset()


_SUFFIX = re.compile(r"(?<=\w{3})['’](?:s|[dt][ae]n?|[yn]?[aeıiuü]n?)\b")


def readings(name: str) -> tuple[Reading, ...]:
    """How a name can be read, the plainest first: as it stands, without its preposition, without the kind words.

    Endings set off by an apostrophe (Belgrade's, Edirne'den) are left out.
    """
    plain = Reading(fold(_SUFFIX.sub("", name)))
    slavic = any(word in _SLAVIC_PREPOSITIONS for word in plain.phrase.split()[:1]) and " " in plain.phrase
    bare = Reading(_without_preposition(plain.phrase), slavic=slavic)
    kinded = _without_kind_words(bare)
    return tuple(dict.fromkeys(reading for reading in (plain, bare, kinded) if reading.phrase))


def _without_preposition(phrase: str) -> str:
    words = phrase.split()
    while len(words) > 1 and (words[0] in _SLAVIC_PREPOSITIONS or words[0] in _OTHER_PREPOSITIONS):
        words = words[1:]
    return " ".join(words)


def _without_kind_words(reading: Reading) -> Reading:
    words = reading.phrase.split()
    announced = [kinds for word in words if (kinds := kinds_of_word(word))]
    rest = [word for word in words if not kinds_of_word(word) and word not in _FILLERS]
    if not announced or not rest:
        return reading
    slavic = reading.slavic or any(_SLAVIC_KIND.match(word) for word in words)
    return Reading(_without_preposition(" ".join(rest)), _strictest(announced), slavic)


_STRICT_ORDER = ("crossing", "airport", "station", "port", "centre", "river", "mountain", "region")


def _strictest(announced: list[frozenset[str]]) -> frozenset[str]:
    """Asylum centre, bus station, border crossing: the most telling word decides."""
    for kind in _STRICT_ORDER:
        if frozenset({kind}) in announced:
            return frozenset({kind})
    return announced[0]


def without_kind_words(name: str) -> str:
    """The folded name less the words that say its kind: Drina River -> drina; unchanged where nothing would remain."""
    return _without_kind_words(Reading(fold(name))).phrase
