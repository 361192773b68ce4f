"""The composed corpus: templates with slots, every protected kind in every language. Invented, all of it; no post of anybody.

Templates are split, never their renderings: those of ``corpus/test`` were written without sight of the phrasebooks.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fener.terms.codelists import read_yaml

CORPUS = Path(__file__).parent / "corpus"
ADVERT = "advert"
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class ComposedPost:
    """One rendering of a template. ``kind``: advert, or the protected kind."""

    template: str
    language: str
    kind: str
    text: str

    @property
    def is_advert(self) -> bool:
        """Whether it should be flagged."""
        return self.kind == ADVERT


def composed(split: str, *, renderings: int = 3, seed: int = 1) -> Iterator[ComposedPost]:
    """Posts of a split (``dev`` or ``test``): each template with slots ``renderings`` times; the same for the same seed."""
    folder = CORPUS / "test" if split == "test" else CORPUS
    for path in sorted(folder.glob("*.yaml")):
        book = read_yaml(path)
        dice = random.Random(f"{seed}:{book['language']}")  # noqa: S311 - no secret is drawn
        slots = {key: [str(each) for each in values] for key, values in book.get("slots", {}).items()}
        for template in book["templates"]:
            has_slots = any(each in slots for each in _SLOT.findall(template["text"]))
            for _ in range(renderings if has_slots else 1):
                text = _SLOT.sub(lambda slot: _filled(slot, slots, dice), template["text"])  # noqa: B023 - used at once
                yield ComposedPost(template["id"], book["language"], template["kind"], text)


def _filled(slot: re.Match[str], slots: dict[str, list[str]], dice: random.Random) -> str:
    return dice.choice(slots[slot[1]]) if slot[1] in slots else slot[0]
