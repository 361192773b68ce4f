"""Facts as a version of a sheet keeps them: plain JSON, checked against the vocabulary, one way to write the same facts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from fener.actions.justice.sheet_words import must_identify_nobody, must_not_be_longer
from fener.analysis.law import StatedFact, StatedFacts, read_facts, vocabulary
from fener.terms.audit import canonical

StoredFacts = dict[str, dict[str, Any]]
DAY = "time.act"
_LONGEST = {"source": 500, "exhibit": 500, "confidence": 500, "note": 2000}


def as_stored(raw: Mapping[str, Any] | StatedFacts) -> StoredFacts:
    """Every stated fact: ``{key: {value, source, exhibit, confidence, note}}`` without what is empty.

    A fact that is not known stays only where something is said about it. Errors as of read_facts, with their place.
    """
    read = read_facts(raw)
    facts = {
        fact.key: _stored(fact.value, _details(fact)) for fact in (*read.stated.values(), *read.described.values())
    }
    facts[DAY] = _stored(read.act_on and read.act_on.isoformat(), _details_of_day(raw))
    return {key: facts[key] for key in sorted(facts) if len(facts[key]) > 1 or facts[key]["value"] is not None}


def must_be_fit_to_keep(facts: StoredFacts, change_note: str, jurisdictions: list[str]) -> None:
    """No text too long (FEN-2953), none that may identify a person (FEN-2950); each with its field."""
    texts = {
        f"facts.{key}.{name}": words
        for key, fact in facts.items()
        for name, words in fact.items()
        if isinstance(words, str) and not _is_of_the_vocabulary(key, name)
    }
    for field, words in texts.items():
        must_not_be_longer(field, words, _LONGEST.get(field.rpartition(".")[2], 200))
    described = {f"facts.{key[:60]}": key for key in facts if key not in vocabulary().terms}
    must_identify_nobody({**texts, **described, "change_note": change_note}, jurisdictions)


def digest_of_facts(facts: StoredFacts) -> str:
    """Hex SHA-256 over the facts in canonical JSON."""
    return hashlib.sha256(canonical(facts)).hexdigest()


def _stored(value: Any, details: Mapping[str, str]) -> dict[str, Any]:
    plain = sorted(value) if isinstance(value, (set, frozenset)) else value
    return {"value": plain} | {name: words.strip() for name, words in details.items() if words.strip()}


def _details(fact: StatedFact) -> dict[str, str]:
    return {name: getattr(fact, name) for name in _LONGEST}


def _details_of_day(raw: Mapping[str, Any] | StatedFacts) -> dict[str, str]:
    """read_facts gives the day alone; what is said about it is taken from where it was given."""
    if isinstance(raw, StatedFacts):
        return {}
    nested = raw.get("time")
    given = [raw.get(DAY), raw.get(vocabulary().terms[DAY].label)]
    given += [nested.get("act")] if isinstance(nested, Mapping) else []
    found = next((each for each in given if isinstance(each, Mapping)), None) or {}
    return {name: str(found[name]) for name in _LONGEST if found.get(name) is not None}


def _is_of_the_vocabulary(key: str, name: str) -> bool:
    """Codes and dates say what the vocabulary allows, and nothing else."""
    return name == "value" and key in vocabulary().terms
