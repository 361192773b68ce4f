"""A small library of invented books, small enough to say by hand what every answer must be. No real law stands here."""

from __future__ import annotations

from pathlib import Path

ELEMENTS = """\
book: elements
title: Elements, invented for tests
version: "1"
evidence:
  - {key: statement, title: A statement, sources: [{text: invented}]}
  - {key: devices, title: A device, sources: [{text: invented}]}
elements:
  - {key: conduct, title: Conduct, evidence: [statement]}
  - {key: intent_benefit, title: Benefit, evidence: [statement, devices]}
  - {key: knowledge, title: Knowledge, evidence: [devices]}
  - {key: means, title: Means, evidence: []}
  - {key: circumstance, title: A circumstance, evidence: [devices]}
"""

INTERNATIONAL = """\
book: provisions
title: Articles that others name, invented for tests
version: "1"
provisions:
""" + "".join(
    f"""\
  - {{id: {name}, jurisdiction: INT, level: international, instrument: Protocol, article: "6", title: An article, kind: treaty,
     paraphrase: Invented., sources: [{{text: invented}}], mark: reported}}
"""
    for name in ("INT.SP.6.1.a", "INT.SP.6.2.a", "INT.SP.6.2.b", "INT.SP.6.2.c")
)

SERBIA = """\
book: provisions
title: Invented texts under the code of Serbia
version: "2"
provisions:
  - &basic
    id: RS.CC.350.2
    jurisdiction: RS
    level: state
    instrument: Criminal Code
    article: "350"
    paragraph: "2"
    title: Basic form
    kind: smuggling
    paraphrase: Invented.
    valid: {from: "2017-06-01", to: "2023-12-31", mark: verified}
    needs_benefit: true
    elements: &elements
      - {key: conduct, if: {any: [act.procures_entry, act.enables_transit]}}
      - {key: intent_benefit, if: {any: [mens.intent_benefit, benefit.exists]}, title: For some benefit}
      - {key: knowledge, if: mens.knows_irregular}
    penalty: {min: 1 year, max: 8 years, mark: verified}
    protocol: [INT.SP.6.1.a, INT.SP.6.2.a]
    concurs_with: [RS.CC.355, RS.CC.299]
    absorbs: [RS.CC.357]
    sources: [{text: invented}]
    mark: reported
  - <<: *basic
    valid: {from: "2010-01-01", to: "2017-05-31", mark: verified}
    penalty: {min: 6 months, max: 5 years, mark: verified}
  - <<: *basic
    valid: {from: "2024-01-01", to: null, mark: verified}
    penalty: {min: 6 months, max: 3 years, mark: verified}
  - id: RS.CC.350.3
    jurisdiction: RS
    level: state
    instrument: Criminal Code
    article: "350"
    paragraph: "3"
    title: With a circumstance
    kind: smuggling
    paraphrase: Invented.
    valid: {from: "2010-01-01", mark: verified}
    needs_benefit: true
    builds_on: RS.CC.350.2
    penalty: {min: 2 years, max: 12 years, mark: verified}
    sources: [{text: invented}]
    mark: verified
  - id: RS.CC.350.4
    jurisdiction: RS
    level: state
    instrument: Criminal Code
    article: "350"
    paragraph: "4"
    title: Organised
    kind: organising
    paraphrase: Invented.
    valid: {from: "2010-01-01", mark: verified}
    needs_benefit: true
    builds_on: RS.CC.350.2
    elements: [{key: means, if: act.organises}]
    penalty: {min: 3 years, open_ended: true, mark: verified}
    protocol: [INT.SP.6.2.c]
    concurs_with: [RS.CC.355]
    sources: [{text: invented}]
    mark: reported
  - {id: RS.CC.346, jurisdiction: RS, level: state, instrument: Criminal Code, article: "346", title: Repealed, kind: organising,
     paraphrase: Invented., valid: {from: "2005-01-01", to: "2012-12-31", mark: verified}, sources: [{text: invented}],
     mark: reported, elements: [{key: conduct, if: act.organises}], penalty: {min: 3 months, max: 1 year, mark: reported}}
  - {id: RS.CC.347, jurisdiction: RS, level: state, instrument: Criminal Code, article: "347", title: Built on what was repealed,
     kind: related, paraphrase: Invented., builds_on: RS.CC.346, elements: [{key: means, if: group.organised}],
     sources: [{text: invented}], mark: reported}
  - &wide
    {id: RS.CC.351, jurisdiction: RS, level: state, instrument: Criminal Code, article: "351", title: Stay, kind: smuggling,
     paraphrase: Invented., valid: {to: "2020-12-31", mark: verified}, needs_benefit: false,
     elements: [{key: conduct, if: act.enables_stay}], penalty: {max: 3 years, mark: verified}, sources: [{text: invented}],
     mark: reported, protocol: [INT.SP.6.2.b]}
  - <<: *wide
    valid: {from: "2021-01-01", to: "2022-12-31", mark: verified}
    elements: [{key: conduct, if: act.enables_stay}, {key: means, if: act.illegal_means}]
  - <<: *wide
    valid: {from: "2023-01-01", mark: verified}
    penalty: {fine: a fine, mark: verified}
  - {id: RS.CC.355, jurisdiction: RS, level: state, instrument: Criminal Code, article: "355", title: Forgery, kind: document,
     paraphrase: Invented., elements: [{key: conduct, if: act.document.produce}], penalty: {max: 3 years, mark: reported},
     sources: [{text: invented}], mark: reported}
  - {id: RS.CC.357, jurisdiction: RS, level: state, instrument: Criminal Code, article: "357", title: Use of a paper, kind: document,
     paraphrase: Invented., elements: [{key: conduct, if: act.document.procure}], sources: [{text: invented}], mark: reported}
  - {id: RS.CC.299, jurisdiction: RS, level: state, instrument: Criminal Code, article: "299", title: Access, kind: digital,
     paraphrase: Invented., elements: [{key: conduct, if: digital.D1}, {key: means, if: digital.authority_data}],
     sources: [{text: invented}], mark: reported}
  - {id: RS.CC.134, jurisdiction: RS, level: state, instrument: Criminal Code, article: "134", title: Disputed text, kind: related,
     paraphrase: Invented., elements: [{key: conduct, if: victim.detention}], sources: [{text: invented}], mark: disputed}
  - {id: RS.CC.214, jurisdiction: RS, level: state, instrument: Criminal Code, article: "214", title: Disputed element, kind: related,
     paraphrase: Invented., elements: [{key: conduct, if: victim.extortion, mark: disputed}], sources: [{text: invented}],
     mark: reported, marks: {wording: to_be_checked}}
  - {id: RS.CC.350.1, jurisdiction: RS, level: state, instrument: Criminal Code, article: "350", paragraph: "1",
     title: Violent crossing, kind: border, paraphrase: Invented., elements: [{key: conduct, if: act.violent_crossing}],
     sources: [{text: invented}], mark: reported, marks: {wording: verified}}
  - {id: RS.LF.1, jurisdiction: RS, level: state, instrument: Law on Foreigners, article: "1", title: Crossing, kind: administrative,
     paraphrase: Invented., elements: [{key: conduct, if: {not: protection.asylum_intent}}], sources: [{text: invented}],
     mark: reported}
  - {id: RS.CC.30, jurisdiction: RS, level: state, instrument: Criminal Code, article: "30", title: Attempt, kind: general,
     paraphrase: Invented., protocol: [INT.SP.6.2.a, INT.SP.6.2.b], sources: [{text: invented}], mark: reported}
  - {id: RS.CPC.1, jurisdiction: RS, level: state, instrument: Procedure, article: "1", title: Procedure, kind: procedure,
     paraphrase: Invented., protocol: [INT.SP.6.2.a, INT.SP.6.2.b], sources: [{text: invented}], mark: reported}
"""

BOSNIA = """\
book: provisions
title: Invented texts under the codes of Bosnia and Herzegovina
version: "1"
provisions:
""" + "".join(
    f"""\
  - {{id: {name}.CC.1, jurisdiction: {name}, level: {level}, instrument: Criminal Code, article: "1", title: Smuggling, kind: smuggling,
     paraphrase: Invented., elements: [{{key: conduct, if: {condition}}}], sources: [{{text: invented}}], mark: reported,
     needs_benefit: true}}
"""
    for name, level, condition in (
        ("BA", "state", "act.procures_entry"),
        ("BA-BIH", "entity", "{key: geo.ba_level, in: [BA-BIH]}"),
        ("BA-SRP", "entity", "{key: geo.ba_level, in: [BA-SRP]}"),
        ("BA-BRC", "district", "{key: geo.ba_level, in: [BA-BRC]}"),
    )
)

CIRCUMSTANCES = """\
book: circumstances
title: Circumstances, invented for tests
version: "1"
circumstances:
  - key: agg.minors
    title: Children among them
    instruments: [INT.SP.6.1.a]
    if: migrants.minors
    by_state:
      RS: {effect: qualifying, mark: reported, provisions: [RS.CC.350.3]}
      BA: {effect: sentencing_only, mark: to_be_checked}
    sources: [{text: invented}]
  - key: agg.danger
    title: Danger
    instruments: []
    if: migrants.conditions.life_endangered
    if_in: {RS: {any: [migrants.conditions.life_endangered, migrants.conditions.inhuman_treatment]}}
    by_state: {RS: {effect: qualifying, mark: verified, provisions: [RS.CC.350.3]}}
    sources: [{text: invented}]
"""

RULES = """\
book: rules
title: Rules, invented for tests
version: "1"
rules:
  - {key: plea.debt, kind: plea, title: A debt is worked off, law: Screen., effect: open, if: {key: benefit.kind, in: [debt_relief]},
     sources: [{text: invented}], mark: reported}
  - {key: plea.child, kind: plea, title: Below fourteen, law: No., effect: excluded, if: {key: actor.age, below: 14}, states: [RS],
     sources: [{text: invented}], mark: reported}
  - {key: basis.asylum, kind: basis, title: Asylum, law: Yes., if: protection.asylum_intent, sources: [{text: invented}], mark: reported}
  - {key: basis.always, kind: basis, title: Always, law: Yes., sources: [{text: invented}], mark: reported}
  - {key: duty.care, kind: duty, title: Care, law: Yes., if: protection.medical, sources: [{text: invented}], mark: reported}
  - {key: cooperation.abroad, kind: cooperation, title: Abroad, law: Yes., if: evidence.abroad, sources: [{text: invented}], mark: reported}
  - {key: evidence.read, kind: evidence, title: Read, law: Yes., sources: [{text: invented}], mark: reported}
  - {key: residence.ba, kind: residence, title: In BA alone, law: Yes., states: [BA], sources: [{text: invented}], mark: reported}
  - {key: residence.rs, kind: residence, title: In RS alone, law: Yes., states: [RS], sources: [{text: invented}], mark: reported}
  - {key: leaning.number, kind: leaning, title: Numbers, law: Yes., if: {key: migrants.count, at_least: 10}, sources: [{text: invented}],
     mark: reported}
"""

TABLES = """\
book: tables
title: A table, invented for tests
version: "1"
tables:
  - key: digital
    title: Digital means
    source: {report: R25, page: 1}
    rows:
      - {key: D1, title: Access, cells: {RS: {says: Yes., mark: reported, provisions: [RS.CC.299, RS.CC.350.2]}}}
      - {key: D2, title: Masking, cells: {RS: {says: No., mark: reported}}}
      - {key: D4, title: Wiping, cells: {BA: {says: No., mark: reported}}}
"""

CLAIMS = """\
book: claims
title: A claim, invented for tests
version: "1"
claims:
  - {key: E1, title: A claim, where: [{report: R25, page: 1}], report_says: One., text_says: Another., handling: Both., mark: disputed,
     touches: [RS.CC.350.2]}
"""

BOOKS = {
    "elements.yaml": ELEMENTS,
    "INT.yaml": INTERNATIONAL,
    "RS.yaml": SERBIA,
    "BA.yaml": BOSNIA,
    "circumstances.yaml": CIRCUMSTANCES,
    "rules.yaml": RULES,
    "tables.yaml": TABLES,
    "claims.yaml": CLAIMS,
}


def write_books(folder: Path) -> Path:
    """Write the small books into a folder."""
    for name, text in BOOKS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
