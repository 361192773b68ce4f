"""Whatever order posts come in and however often: each distinct one counts once, and each is answered as the golden table says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fener.queries.sealed import desk_store
from fener.records.base.audit import check_chain
from fener.records.field.models import FieldReport, FieldReportVersion, QuarantinedPart
from tests.phones import Phone, new_id, small

pytestmark = [pytest.mark.django_db]
ROUNDS = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
PHOTO = "a.jpg"  # the one file every report here declares


@dataclass(frozen=True)
class Post:
    """``instance`` 0–2; ``wording`` tells apart bytes under one id; ``files`` name → content."""

    instance: int
    wording: str = "seen"
    files: tuple[tuple[str, bytes], ...] = ()
    replaces: int | None = None
    incomplete: bool = False


@dataclass
class Held:
    """What the desk should hold of one instance."""

    wording: str
    replaces: int | None
    files: dict[str, bytes] = field(default_factory=dict)
    aside: set[tuple[str, bytes]] = field(default_factory=set)


class Expected:
    """The golden table as a handful of lines: the oracle for single answers and for what is kept."""

    def __init__(self, written: Mapping[Post, bytes]) -> None:
        self.held: dict[int, Held] = {}
        self._written = written

    def answer(self, post: Post) -> int:
        """The status, after keeping what is to be kept."""
        held = self.held.get(post.instance)
        if held is None:
            return self._first(post)
        if (held.wording, held.replaces) != (post.wording, post.replaces):
            held.aside |= {("submission.xml", self._written[post]), *post.files}
            return 409
        return self._files(held, post)

    def _first(self, post: Post) -> int:
        if post.replaces is not None:
            if post.replaces not in self.held:
                return 404
            if any(other.replaces == post.replaces for other in self.held.values()):
                return 409
        held = self.held[post.instance] = Held(post.wording, post.replaces)
        return self._files(held, post)

    def _files(self, held: Held, post: Post) -> int:
        status = 201
        for name, content in post.files:
            if name != PHOTO:
                held.aside.add((name, content))
            elif held.files.setdefault(name, content) != content:
                held.aside.add((name, content))
                status = 409
        return status

    def carried(self) -> dict[int, Held]:
        """As the desk shows it: a correction has its own photo, else the one of the version it corrects."""
        return {number: replace(held, files=self._photo(number)) for number, held in self.held.items()}

    def _photo(self, number: int) -> dict[str, bytes]:
        held = self.held[number]
        return held.files or ({} if held.replaces is None else self._photo(held.replaces))


class Telling:
    """Posts of one example under ids of its own, so that examples share one database without meeting."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.ids = {number: new_id() for number in range(3)}
        self.written: dict[Post, bytes] = {}

    def xml(self, post: Post) -> bytes:
        replaces = "" if post.replaces is None else self.ids[post.replaces]
        made = small(self.ids[post.instance], seen=post.wording, photo=PHOTO, replaces=replaces)
        return self.written.setdefault(post, made)

    def send(self, post: Post) -> int:
        answer = self.phone.send(self.xml(post), dict(post.files), incomplete=post.incomplete)
        return int(answer.status_code)

    def held(self) -> dict[int, Held]:
        """What the desk holds of these instances."""
        numbers = {instance: number for number, instance in self.ids.items()}
        found: dict[int, Held] = {}
        for row in (
            FieldReportVersion.objects.filter(instance_id__in=numbers).select_related("report").order_by("number")
        ):
            chain = list(row.report.versions.order_by("number").values_list("instance_id", flat=True))
            before = chain[chain.index(row.instance_id) - 1] if row.number > 1 else None
            found[numbers[row.instance_id]] = Held(
                row.answers["seen"],
                numbers[before] if before else None,
                {file.name: desk_store().open(file.digest) for file in row.files.all()},
            )
        for part in QuarantinedPart.objects.filter(instance_id__in=numbers):
            found[numbers[part.instance_id]].aside.add((part.name, desk_store().open(part.digest)))
        return found

    def reports(self) -> int:
        rows = FieldReport.objects.unscoped("tests look at everything")
        return rows.filter(versions__instance_id__in=self.ids.values()).distinct().count()


contents = st.sampled_from([b"one", b"two"])
files = st.dictionaries(st.sampled_from([PHOTO, PHOTO, "stray.jpg"]), contents, max_size=2).map(
    lambda one: tuple(one.items())
)
posts = st.builds(
    Post,
    instance=st.integers(0, 2),
    wording=st.sampled_from(["seen", "seen otherwise"]),
    files=files,
    replaces=st.none() | st.integers(0, 2),
    incomplete=st.booleans(),
).filter(lambda post: post.replaces != post.instance)


@given(sequence=st.lists(posts, min_size=1, max_size=9))
@ROUNDS
def test_every_answer_and_everything_kept_is_as_the_golden_table_says(phone: Phone, sequence: Sequence[Post]) -> None:
    telling = Telling(phone)
    for post in sequence:
        telling.xml(post)
    expected = Expected(telling.written)
    for post in sequence:
        assert telling.send(post) == expected.answer(post), post
    assert telling.held() == expected.carried()
    roots = [held for held in expected.held.values() if held.replaces is None]
    assert telling.reports() == len(roots)
    assert check_chain().broken_at is None


def test_a_photo_of_the_middle_version_reaches_the_version_after_it(phone: Phone) -> None:
    causal, late = Telling(phone), Telling(phone)
    first, text = Post(0, files=((PHOTO, b"one"),)), Post(1, replaces=0, incomplete=True)
    photo, last = Post(1, replaces=0, files=((PHOTO, b"two"),)), Post(2, replaces=1)
    assert [causal.send(post) for post in (first, text, photo, last)] == [201] * 4
    assert [late.send(post) for post in (first, text, last, photo)] == [201] * 4
    assert late.held() == causal.held()


# A phone's honest work: three reports, the third a correction of the first; photos with them or after them; a stray.
HONEST = (
    Post(0, files=(("a.jpg", b"one"),)),
    Post(0, incomplete=True),
    Post(1, wording="another visit"),
    Post(1, wording="another visit", files=(("stray.jpg", b"two"),)),
    Post(1, wording="another visit", files=(("a.jpg", b"two"),)),
    Post(2, wording="corrected", replaces=0, files=(("a.jpg", b"three"),)),
)


@given(order=st.permutations(HONEST), again=st.lists(st.sampled_from(HONEST), max_size=8))
@ROUNDS
def test_any_order_and_any_repetition_ends_as_each_once_in_causal_order(
    phone: Phone, order: Sequence[Post], again: Sequence[Post]
) -> None:
    # 404 is the one answer after which a phone has to come back: its correction was faster than what it corrects.
    shuffled, causal = Telling(phone), Telling(phone)
    waiting = [post for post in (*order, *again) if shuffled.send(post) == 404]
    assert [shuffled.send(post) for post in waiting] == [201] * len(waiting)
    assert [causal.send(post) for post in HONEST] == [201] * len(HONEST)
    assert shuffled.held() == causal.held()
    assert shuffled.reports() == causal.reports() == 2


@given(times=st.integers(2, 6))
@ROUNDS
def test_the_same_again_writes_nothing(phone: Phone, times: int) -> None:
    telling, post = Telling(phone), HONEST[0]
    telling.send(post)
    before = _counts()
    assert [telling.send(post) for _ in range(times)] == [201] * times
    assert _counts() == before


def _counts() -> tuple[int, int, int]:
    reports = FieldReport.objects.unscoped("tests look at everything").count()
    return reports, FieldReportVersion.objects.count(), QuarantinedPart.objects.count()


def test_the_digest_of_what_was_kept_first_never_changes(phone: Phone) -> None:
    telling = Telling(phone)
    telling.send(HONEST[0])
    telling.send(Post(0, wording="seen otherwise"))
    (version,) = FieldReportVersion.objects.filter(instance_id=telling.ids[0])
    assert version.digest == hashlib.sha256(telling.xml(HONEST[0])).hexdigest()


def test_a_photo_that_comes_after_the_correction_reaches_the_correction(phone: Phone) -> None:
    early, late = Telling(phone), Telling(phone)
    text, photo = Post(0, incomplete=True), Post(0, files=(("a.jpg", b"one"),))
    corrected = Post(1, wording="corrected", replaces=0)
    assert [early.send(post) for post in (text, photo, corrected)] == [201] * 3
    assert [late.send(post) for post in (text, corrected, photo)] == [201] * 3
    assert late.held() == early.held()


def test_a_correction_sent_in_parts_may_bring_another_photo_under_the_same_name(phone: Phone) -> None:
    whole, parts = Telling(phone), Telling(phone)
    first = Post(0, files=(("a.jpg", b"one"),))
    text = Post(1, wording="corrected", replaces=0, incomplete=True)
    photo = Post(1, wording="corrected", replaces=0, files=(("a.jpg", b"two"),))
    assert [whole.send(post) for post in (first, photo)] == [201] * 2
    assert [parts.send(post) for post in (first, text, photo)] == [201] * 3
    assert parts.held() == whole.held()
