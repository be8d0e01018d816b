"""Where monographs of a drug answer one question differently: in a figure, in advice, or in the uses named.

A mark that is wrong sends a reader looking for a contradiction that is not there. So two passages are compared only if
they speak of the same thing: they stand in sections on the same population, name the same other drug, or share most of
their terms. What a monograph says in several places counts together: a figure that the other one has too, anywhere it
speaks of the same thing, is no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache

from assistant.dose_guard import states_a_dose
from assistant.figures import ASIDES, Figure, figures_in
from assistant.query import Query
from library import Library
from retriever.lexical import terms
from rules.text import clean
from schema import Monograph, Passage, SectionCode

MOST_COMPARED = 3  # of a ranking; further down a passage is beside the question, and so is what differs from it
LONGEST_ADVICE = 500  # characters
NAME_CHARS = 120  # the name of a condition and its abbreviation
SURVIVES_DAMAGE = ("time",)  # a copy that lost its special characters says "g" for "µg", but still "4 months"
FEWEST_SHARED, LEAST_SHARED = 2, 0.5  # terms that two passages on one thing share, and their share of the shorter one
CONDITION_TERMS = 3  # of what a drug is used for, the first terms name the condition, further ones the circumstances
UNKNOWN_TERMS = 2  # of these, so many that the other monograph does not hold at all are the name of another condition

# Sections on one population each: what they recommend is about its use there, whatever the words.
_POPULATIONS = frozenset(
    {
        SectionCode.PREGNANCY,
        SectionCode.LACTATION,
        SectionCode.PEDIATRIC,
        SectionCode.GERIATRIC,
        SectionCode.RENAL,
        SectionCode.HEPATIC,
    }
)
# Of these, people with a condition are only some: "children with arthritis", but not "patients with renal failure".
_WHOLE_POPULATIONS = _POPULATIONS - {SectionCode.RENAL, SectionCode.HEPATIC}
_WITH_A_CONDITION = re.compile(r"\b(?:patients|children|adolescents|infants|people|adults|women)\s+with\b")
_USED_FOR = re.compile(
    r"\b(?:indicated|used|approved)\b.{0,200}?\b(?:to treat|to help treat|to prevent|treatment of|management of|for)\b"
    r"|\btreats\b|\bindicated (?:in|for)\b|\btreatment of\b",
    re.IGNORECASE,
)
_ITEMS = re.compile(r"\s[-–•]\s|;\s")
_CIRCUMSTANCES = re.compile(r"\b(?:who|whose|that|which|when|as)\b.*")
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9-]{2,}\b")
_ABOUT_PATIENTS = frozenset(
    terms(
        "adult adults child children pediatric paediatric adolescents years months age aged older treatment treat "
        "management manage symptoms signs therapy alone combination moderate moderately severe severely active"
    )
)
# Words of advice, which tell how something is combined or given and not what.
_OF_ADVICE = frozenset(
    terms(
        "concomitant concomitantly concurrent coadministration coadministered administer administration together "
        "prevention management avoid recommend contraindicated treatment therapy increase increased risk clinical "
        "implication"
    )
)


class Verdict(IntEnum):
    """How far a passage advises against a use."""

    ALLOWED = 0
    DISCOURAGED = 1
    FORBIDDEN = 2


_VERDICTS = (
    (
        Verdict.FORBIDDEN,
        re.compile(
            r"\bcontraindicated\b|\bmust (?:not|never)\b"
            r"|\bshould (?:not|never) be (?:used|given|taken|combined|administered)\b"
            r"|\b(?:do|should) not (?:use|give|take|administer|combine|have|breast-?feed)\b"
            r"|\bnot to (?:use|give|take|breast-?feed)\b|\bnever (?:use|give|take|combine)\b|\bavoid\b"
        ),
    ),
    (Verdict.DISCOURAGED, re.compile(r"\bnot (?:usually |generally )?(?:recommended|advised)\b|\binadvisable\b")),
    (
        Verdict.ALLOWED,
        re.compile(
            r"\b(?:can|may) be (?:used|given|taken|administered|combined|co-?administered)\b|\bcan (?:take|use|have)\b"
            r"|\bno (?:dos(?:e|age) )?adjustment (?:is )?(?:necessary|needed|required|recommended)\b|\bis indicated\b"
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """What two or more monographs differ in (`figure`, `recommendation` or `use`), and the passages that show it."""

    kind: str
    passages: tuple[Passage, ...]


def difference_in(query: Query, ranked: Sequence[Passage], library: Library) -> Difference | None:
    """The first difference between the best passages of a drug and what its other monographs say of the same thing."""
    asked = terms_said(query.words)
    for rank, passage in enumerate(ranked[:MOST_COMPARED]):
        if rank and not asked & terms_said(passage.text):
            continue
        own = library.monographs[passage.monograph_id]
        for other in library.monographs_of(passage.drug):
            if other is not own and other.monograph_id not in query.aside:
                comparison = _Comparison(passage, own, other, library, query)
                for kind, compare in (
                    ("use", comparison.uses),
                    ("figure", comparison.figures),
                    ("recommendation", comparison.recommendations),
                ):
                    if passages := compare():
                        return Difference(kind, passages)
    return None


@dataclass(frozen=True)
class _Comparison:
    """One passage beside another monograph of the same drug."""

    passage: Passage
    own: Monograph
    other: Monograph
    library: Library
    query: Query

    def figures(self) -> tuple[Passage, ...]:
        """The passage and the one that has another figure for the same thing, where neither monograph has both."""
        damaged = bool(self.own.damage or self.other.damage)
        for figure in figures_in(self.passage.text) if not states_a_dose(self.passage) else ():
            if damaged and figure.dimension != SURVIVES_DAMAGE:
                continue
            here = list(_on_the_same(figure, self._here))
            there = list(_on_the_same(figure, self._there))
            if any(figure.agrees(found, damaged) for _, found in there):
                continue
            unlike = [passage for passage, found in there if not any(found.agrees(one, damaged) for _, one in here)]
            if unlike:
                return self.passage, max(unlike, key=self._likeness)
        return ()

    def recommendations(self) -> tuple[Passage, ...]:
        """The strictest passages of both monographs, where one is stricter or is so for fewer people.

        Those on a population count where the question is about it; where it is about another drug, those that name it.
        """
        code = self.passage.section_code
        if (code in _POPULATIONS and code not in self.query.intents) or not self._names_what_is_asked(self.passage):
            return ()
        if not (own := self._strictest(self._here)) or not (others := self._strictest(self._there)):
            return ()
        differ = own[:2] != others[:2] and self._on_one_thing(own[2], others[2])
        return (own[2], others[2]) if differ else ()

    def _strictest(self, comparable: Sequence[Passage]) -> tuple[Verdict, bool, Passage] | None:
        """How far passages advise against a use at the most, whether only for some people, and the likest that does."""
        judged = [
            (verdict, passage)
            for passage in comparable
            if self._names_what_is_asked(passage) and (verdict := verdict_of(passage)) is not None
        ]
        if not judged:
            return None
        most = max(verdict for verdict, _ in judged)
        said = [passage for verdict, passage in judged if verdict is most]
        for_all = [passage for passage in said if not _WITH_A_CONDITION.search(passage.text.lower())]
        narrow = not for_all and self.passage.section_code in _WHOLE_POPULATIONS
        return most, narrow, max(for_all or said, key=self._likeness)

    def uses(self) -> tuple[Passage, ...]:
        """The uses of one monograph that the other does not know, and what that one names instead.

        Where the other knows none of them it may only use other words.
        """
        if not self.passage.section_code is SectionCode.INDICATIONS in self.query.intents:
            return ()
        for one, two in ((self.own, self.other), (self.other, self.own)):
            named, known = self._uses_of(one), _Known.of(two)
            items = {passage: [known.holds(item) for item in conditions_of(passage.text)] for passage in named}
            unknown = [passage for passage in named if not all(items[passage])]
            if unknown and any(map(any, items.values())) and (instead := self._uses_of(two)):
                return *unknown, *instead
        return ()

    def _uses_of(self, monograph: Monograph) -> list[Passage]:
        return [
            passage
            for passage in self.library.passages_by_monograph[monograph.monograph_id]
            if passage.section_code is SectionCode.INDICATIONS
            and conditions_of(passage.text)
            and not states_a_dose(passage)
        ]

    @cached_property
    def _here(self) -> list[Passage]:
        """What the passage's own monograph says of the same thing, the passage itself among it."""
        return self._comparable(self.own)

    @cached_property
    def _there(self) -> list[Passage]:
        """What the other monograph says of the same thing."""
        return self._comparable(self.other)

    def _comparable(self, monograph: Monograph) -> list[Passage]:
        return [
            other
            for other in self.library.passages_by_monograph[monograph.monograph_id]
            if self._on_one_thing(self.passage, other) and not states_a_dose(other)
        ]

    def _on_one_thing(self, one: Passage, other: Passage) -> bool:
        """Whether two passages are on the same population or the same other drug, or share most of their terms."""
        return (
            (one.section_code is other.section_code and one.section_code in _POPULATIONS)
            or bool(self.query.others and self._names_what_is_asked(other) and self._names_what_is_asked(one))
            or _overlap(self._terms(one), self._terms(other))
        )

    def _names_what_is_asked(self, passage: Passage) -> bool:
        """Whether a passage names one of the other drugs that are asked about, if any are."""
        return not self.query.others or self.query.names_other(passage)

    def _terms(self, passage: Passage) -> frozenset[str]:
        return terms_said(passage.text) - self._told_by_every_passage

    @cached_property
    def _told_by_every_passage(self) -> frozenset[str]:
        names = " ".join(name for one in (self.own, self.other) for name in (one.drug, *one.brand_names))
        return terms_said(names) | _OF_ADVICE

    def _likeness(self, passage: Passage) -> float:
        one, other = self._terms(self.passage), self._terms(passage)
        return len(one & other) / max(1, len(one | other))


@dataclass(frozen=True, slots=True)
class _Known:
    """What a monograph speaks of at all."""

    terms: frozenset[str]

    @classmethod
    def of(cls, monograph: Monograph) -> _Known:
        return cls(terms_said(monograph.text))

    def holds(self, condition: str) -> bool:
        """Whether a condition is one that the monograph may speak of, under this or another name."""
        named = [term for term in dict.fromkeys(terms(condition)) if term not in _ABOUT_PATIENTS][:CONDITION_TERMS]
        abbreviated = terms(" ".join(_ACRONYM.findall(condition)))
        unknown = sum(term not in self.terms for term in named)
        return unknown < UNKNOWN_TERMS and self.terms.issuperset(abbreviated)


def conditions_of(text: str) -> list[str]:
    """What a sentence says that a drug is used for, one by one; each cut off after the name of the condition."""
    bare = ASIDES.sub(" ", text)
    found = _USED_FOR.search(bare)
    if not found:
        return []
    rest = bare[found.end() :]
    items = (_CIRCUMSTANCES.sub("", part) for part in _ITEMS.split(rest))
    return [item[:NAME_CHARS] for item in items if set(terms(item)) - _ABOUT_PATIENTS]


def verdict_of(passage: Passage) -> Verdict | None:
    """How far a passage advises against a use; None where it gives no advice, or is long enough to give several."""
    if len(passage.text) > LONGEST_ADVICE:
        return None
    said = clean(passage.text).text
    return next((verdict for verdict, pattern in _VERDICTS if pattern.search(said)), None)


def _on_the_same(figure: Figure, passages: Iterable[Passage]) -> Iterator[tuple[Passage, Figure]]:
    for passage in passages:
        for other in figures_in(passage.text):
            if other.dimension == figure.dimension and _overlap(figure.about, other.about):
                yield passage, other


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= FEWEST_SHARED and shared >= LEAST_SHARED * min(len(one), len(other))


@lru_cache(maxsize=4096)
def terms_said(text: str) -> frozenset[str]:
    """The terms of a text without its cross references."""
    return frozenset(terms(ASIDES.sub(" ", text)))
