"""Sections whose line breaks are gone, as openFDA serves them: one string each, to headings, lists and paragraphs.

Three things tell where a line began: the numbers of subsections, which rise by one; bullets; and capital letters, since
a heading has every weighty word capitalised, or is a set phrase of its form, and a sentence goes on in small letters.
What cannot be told stays in its paragraph, where sentences are told apart later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.cues import BULLETS, INNER_BULLETS
from ingest.draft import Line, collapsed
from ingest.headings import us_label
from ingest.questions import parted
from ingest.sentences import sentences
from schema import BlockKind, SectionCode

_NUMBER = re.compile(r"(?<![\w.(,§/-])(?P<number>\d{1,2}(?:\.\d{1,2}){1,2})\s+(?=[A-Z\"“‘(])")
_WORD = re.compile(r"\S+")
_BULLET = re.compile(rf"(?:^|(?<=\s))(?P<sign>[{BULLETS}])\s+")
_LETTER_O = re.compile(
    r"(?:(?<=:)|(?<=[.,a-z]))\so\s(?=[A-Za-z])"
)  # "including: o slower breathing o trouble breathing"
# What a sentence to a patient begins with that follows an item without a full stop.
_AFTER_ITEM = re.compile(
    r"(?<=[a-z)])\s(?=(?:It is not known|These are not|The most common|Do not (?:take|use)|Before (?:you|\w+ing)"
    r"|(?:Tell|Ask|Call|Talk (?:to|with)) your)\s)"
)
_SMALL = frozenset(
    "a an and as at by during for from in into of on or over per the to under upon with without within vs versus via "
    "not nor and/or if than due other prior after before while when using who that".split()
)
# A sentence may begin with these, and a heading goes on with none of them capitalised.
_STARTERS = frozenset(
    "A After All Although An As At Because Before By Do During Each For From Given How If In It No None Of On One Only "
    "Some Since Such The There These They This Those To Two Under What When Where While Who With You Your Most Several "
    "Approximately".split()
)
# A sentence of a label may begin with these before the name of the product.
_IMPERATIVES = frozenset(
    "Administer Advise Assess Avoid Base Consider Continue Discontinue Dissolve Do Evaluate Follow Give Inform Inject "
    "Initiate Inspect Instruct Interrupt Measure Monitor Obtain Prepare Reconstitute Reduce Refer Resume Start Store "
    "Swallow Take Use Withhold".split()
)
# Set headings inside the sections of US labels (21 CFR 201.57(c)(9), FDA guidance on the pregnancy and lactation rule).
_SET = (
    "Pregnancy Exposure Registry", "Risk Summary", "Clinical Considerations", "Human Data", "Animal Data", "Data",
    "Pregnancy Testing", "Contraception", "Infertility", "Females", "Males", "Absorption", "Distribution",
    "Elimination",
    "Metabolism", "Excretion", "Specific Populations", "Drug Interaction Studies", "Cardiac Electrophysiology",
    "Effect of Food", "Disease-Associated Maternal and/or Embryo/Fetal Risk", "Fetal/Neonatal Adverse Reactions",
    "Labor or Delivery", "Maternal Adverse Reactions", "Dose Adjustments During Pregnancy and the Postpartum Period",
)  # fmt: skip
_SET_AT = re.compile(
    '(?:^|(?<=[.!?)\\]:”"] ))(?P<set>'
    + "|".join(map(re.escape, sorted(_SET, key=len, reverse=True)))
    + r")\b:?(?= [A-Z])"
)
TABLE = "\ue000"  # begins the mark of a table
MAX_HEADING = 18  # words; a longer run of capitals is no heading
MAX_RUN_IN = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a section that is known to begin at a place, because it is also given by itself."""

    start: int
    end: int
    name: str
    code: SectionCode | None


def lines_of(text: str, level: int, number: str, parts: Sequence[Part]) -> Iterator[Line]:
    """The lines of a section without its own heading; its subsections stand at `level`.

    Args:
        text: white space collapsed.
        level: of the headings of its subsections.
        number: of the section, "2" where its subsections are 2.1, 2.2 and so on; empty where it has none.
        parts: what is known of its parts, in order.
    """
    cuts = sorted({cut.start: cut for cut in [*_numbered(text, number), *parts]}.values(), key=lambda cut: cut.start)
    yield from _flow(text[: cuts[0].start] if cuts else text, level)
    ends = [cut.start for cut in cuts[1:]] + [len(text)]
    for cut, end in zip(cuts, ends, strict=False):
        yield from _part(text[cut.start : end], cut, level)


def _part(text: str, part: Part, level: int) -> Iterator[Line]:
    found = re.match(r"\d{1,2}(?:\.\d{1,2})+", text)
    depth = level + (found[0].count(".") - 1 if found else 0)
    standard = _standard(text, found[0]) if found and not part.name else None
    part = standard or part
    heading, rest = split_heading(text, part.name)
    if heading:
        yield Line(BlockKind.HEADING, heading, depth, code=part.code)
    elif part.name:
        yield Line(BlockKind.HEADING, part.name, depth, recovered=True, code=part.code)
    yield from _flow(rest, depth + 1)


def _standard(text: str, number: str) -> Part | None:
    """The standard subsection that has this number and begins with its name."""
    for section in us_label():
        if section.number == tuple(map(int, number.split("."))) and re.match(
            rf"[\d.]+\s+{_loose(section.name)}", text, re.I
        ):
            return Part(0, len(text), section.name, section.code)
    return None


def _numbered(text: str, number: str) -> Iterator[Part]:
    """The numbered subsections of a section, whose numbers rise; a number in a sentence does not fit the order."""
    last: tuple[int, ...] = (0,)
    for found in _NUMBER.finditer(text) if number else ():
        own = tuple(map(int, found["number"].split(".")))
        if str(own[0]) != number or not last < own[1:] or own[1] > last[0] + 3:
            continue
        if own[1] > last[0] + 1 and not re.search(r"(?:[.:)\]!?®™]|^)\s*$", text[: found.start()][-3:]):
            continue
        last = own[1:]
        yield Part(found.start(), found.end(), "", None)


def split_heading(text: str, name: str = "") -> tuple[str, str]:
    """The heading that a text begins with, and the rest; an empty heading where there is none.

    Args:
        text: begins with a number, with the heading's name or with the heading itself.
        name: the standard name, where it is known.
    """
    number = re.match(r"\d{1,2}(?:\.\d{1,2})*\.?\s+", text)
    begin = number.end() if number else 0
    if name and (found := re.compile(_loose(name), re.I).match(text, begin)):
        return text[: found.end()].strip(" :"), text[found.end() :].lstrip(" :.–-")
    end = _heading_end(text, begin)
    if end is None:
        return "", text
    return text[:end].strip().rstrip(":"), text[end:].lstrip(" :")


def _loose(name: str) -> str:
    """A pattern for a standard name as labels print it: "AND" or "&", plural or not, a slash with spaces or not."""
    pattern = re.escape(name).replace(r"\ ", r"\s+").replace("/", r"\s*/\s*")
    return re.sub(r"and\b", r"(?:and|&)", pattern) + r"(?!(?-i:[a-z\d-]))"


def _heading_end(text: str, begin: int) -> int | None:
    """Where the heading at `begin` ends: before the sentence after it."""
    words = list(_WORD.finditer(text, begin, min(len(text), begin + 300)))[: MAX_HEADING + 2]
    if not words or words[0][0] in _STARTERS:
        return None
    if _is_capitals(words[0][0]) and len(words) > 1 and _is_capitals(words[1][0], 1):
        return _capitals_end(words)
    if len(words) > 2 and _is_lower(words[1][0]) and words[1][0].lower() not in _SMALL:
        return _sentence_case_end(words)
    for place, word in enumerate(words[:MAX_HEADING]):
        if word[0][0] == TABLE:
            return words[place - 1].end() if place else None
        if place and _ends(words[place - 1][0]):
            return words[place - 1].end()
        if place and word[0] == words[place - 1][0]:
            return word.start()
        if place and word[0].strip('“"(') in _STARTERS and words[place - 1][0].lower() not in _SMALL:
            return word.start() if words[place - 1][0] not in _IMPERATIVES or place == 1 else words[place - 1].start()
        if _is_lower(word[0]) and word[0].lower().strip("(),") not in _SMALL:
            return _sentence_start([own[0] for own in words[:place]], words)
    return None


def _sentence_start(before: Sequence[str], words: Sequence[re.Match[str]]) -> int | None:
    """Where the sentence begins whose first small word comes next; no heading ends in a preposition or a command."""
    first = len(before) - 1
    while first > 0 and (not re.search(r"[^\W\d_]", before[first]) or _is_small(before[first])):
        first -= 1
    while first > 0 and _is_small(before[first - 1]):
        while first > 0 and _is_small(before[first - 1]):
            first -= 1
        first -= 1
    if first > 1 and before[first - 1] in _IMPERATIVES:
        first -= 1
    return words[first].start() if first > 0 and not _ends(before[first - 1], ",") else None


def _is_small(word: str) -> bool:
    return word in _SMALL


def _sentence_case_end(words: Sequence[re.Match[str]]) -> int | None:
    """A heading in sentence case ends before the first capital after small letters."""
    for place in range(2, min(len(words), 14)):
        word, before = words[place][0], words[place - 1][0]
        if _ends(before):
            return words[place - 1].end()
        if word[0].isupper() and _is_lower(before) and (word in _STARTERS or not word.isupper()):
            return words[place].start() if before.lower() not in _SMALL else None
    return None


def _capitals_end(words: Sequence[re.Match[str]]) -> int | None:
    for place in range(1, len(words)):
        word = words[place][0]
        if not _is_capitals(word, 1) and word not in _SMALL and not re.fullmatch(r"[\W\d]+", word):
            return words[place].start()
    return words[-1].end() if len(words) <= MAX_HEADING else None


def _is_capitals(word: str, least: int = 2) -> bool:
    letters = re.sub(r"[\W\d_]", "", word)
    return len(letters) >= least and letters.isupper()


def _is_lower(word: str) -> bool:
    letters = word.lstrip('(“"[‘')
    return letters[:1].islower()


def _ends(word: str, also: str = "") -> bool:
    return word.endswith((":", ".", "?", *also)) and not re.fullmatch(r"(?:vs|No|e\.g|i\.e|[A-Z])\.", word)


# -- what stands under a heading ---------------------------------------------------------------------------------------


def _flow(text: str, level: int) -> Iterator[Line]:
    """Paragraphs, lists and set headings of a text without line breaks."""
    for piece, is_question in parted(text):
        if is_question:
            yield Line(BlockKind.HEADING, piece, level)
        else:
            yield from _with_set_headings(piece, level)


def _with_set_headings(text: str, level: int) -> Iterator[Line]:
    place = 0
    for found in _SET_AT.finditer(text):
        yield from _bulleted(text[place : found.start("set")], level)
        yield Line(BlockKind.HEADING, found["set"], level)
        place = found.end()
    yield from _bulleted(text[place:], level)


def _bulleted(text: str, level: int) -> Iterator[Line]:
    if ": o " in text:
        text = _LETTER_O.sub(" ○ ", text)
    opening, *rest = _BULLET.split(text)
    if opening.strip():
        yield from _paragraphs(opening, level)
    items = [(sign, item) for sign, own in zip(rest[::2], rest[1::2], strict=True) if (item := collapsed(own))]
    are_levels = len({sign in INNER_BULLETS for sign, _ in items}) == 2
    for number, (sign, item) in enumerate(items):
        after = _AFTER_ITEM.search(item)
        item, rest_of_it = (item[: after.start()], item[after.end() :]) if after else (item, "")
        if not after and number == len(items) - 1 and number:
            item, rest_of_it = _last_item(item, [other for _, other in items[:-1]])
        yield Line(BlockKind.LIST_ITEM, item, depth=int(are_levels and sign in INNER_BULLETS))
        if rest_of_it:
            yield from _paragraphs(rest_of_it, level)


def _last_item(item: str, others: Sequence[str]) -> tuple[str, str]:
    """The last item of a list and what follows the list: where every other item is one sentence, so is the last."""
    spans = sentences(item)
    if len(spans) < 2 or any(len(sentences(other)) > 1 for other in others):
        return item, ""
    return item[: spans[0].end], item[spans[1].start :]


def _paragraphs(text: str, level: int) -> Iterator[Line]:
    """A paragraph; a heading that runs into a sentence of it opens a new one."""
    text = collapsed(text).lstrip(":;,. ")
    begin = 0
    for span in sentences(text):
        end = _run_in_end(text[span.start : span.end])
        if end is None:
            continue
        if text[begin : span.start].strip():
            yield Line(BlockKind.PARAGRAPH, text[begin : span.start].strip())
        yield Line(BlockKind.HEADING, text[span.start : span.start + end].strip(" :"), level)
        begin = span.start + end
    if text[begin:].strip():
        yield Line(BlockKind.PARAGRAPH, text[begin:].strip())


def _run_in_end(sentence: str) -> int | None:
    """Where a heading of two words and more ends that a sentence begins with, if the rest surely begins there."""
    words = list(_WORD.finditer(sentence, 0, 200))
    for place, word in enumerate(words[:MAX_RUN_IN]):
        plain = word[0].strip('“"(')
        if place > 1 and plain in _STARTERS and plain != "A" and words[place - 1][0].lower() not in _SMALL:
            return word.start() if words[place + 1 : place + 2] and _is_lower(words[place + 1][0]) else None
        if not (word[0][0].isupper() or (place and word[0] in _SMALL)) or _ends(word[0], ",") or plain.isupper():
            return None
    return None
