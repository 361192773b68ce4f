"""A desk of its own in a temporary folder, with invented observations in any number."""

from __future__ import annotations

import os
import platform
import random
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def open_desk() -> None:
    """Settings, migrations and the reference base in a fresh folder."""
    os.environ["FENER_VAR"] = tempfile.mkdtemp(prefix="fener-bench-")
    os.environ["FENER_SECRET_KEY"] = "bench"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fener.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def machine() -> str:
    """What this runs on, in one line."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


def member():
    """A reader of the whole region."""
    from fener.records.base.models import Member, MemberTerritory, Organisation

    home, _ = Organisation.objects.get_or_create(name="Bench", defaults={"territory": "WB", "kind": "cso"})
    reader, made = Member.objects.get_or_create(
        username="bench", defaults={"organisation": home, "role": "administrator"}
    )
    if made:
        MemberTerritory.objects.create(member=reader, territory="WB")
    return reader


def invent(number: int) -> None:
    """That many invented observations with codes and places, spread over territories, topics and markings."""
    from fener.records.field.models import Observation, ObservationCode, ObservationPlace, Source
    from fener.terms.codelists import code_list
    from fener.terms.territories import region_members

    chance = random.Random(7)
    source, _ = Source.objects.get_or_create(key="BENCH", defaults={"title": "Invented for measuring"})
    topics, methods = list(code_list("observation_topics").codes), list(code_list("crossing_methods").codes)
    harms, extents = list(code_list("harms").codes), list(code_list("extents").codes)
    author = member()
    rows = [
        Observation(
            key=f"BENCH-{index:07d}", topic=chance.choice(topics), territory=chance.choice(region_members()),
            statement=f"Invented statement {index} for measuring.", source=source, extent=chance.choice(extents),
            marking=chance.choice(["clear", "green", "amber", "amber_strict", "red"]), organisation=author.organisation,
            recorded_by=author, is_invented=True,
        )
        for index in range(number)
    ]  # fmt: skip
    Observation.objects.bulk_create(rows, batch_size=2000)
    ObservationCode.objects.bulk_create(
        (
            ObservationCode(observation=row, list_name=name, code=chance.choice(codes))
            for row in rows
            for name, codes in (("crossing_methods", methods), ("harms", harms))
        ),
        batch_size=5000,
    )
    ObservationPlace.objects.bulk_create(
        (ObservationPlace(observation=row, place=chance.choice(["bihac", "presevo", "sid", "lojane"])) for row in rows),
        batch_size=5000,
    )
