"""Write an answer out of a ranking, without a model: the fewest passages that answer, by source, newest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.context import lines_of, list_after, signs_after, whole_list, with_its_opening
from assistant.differences import Difference, terms_said
from assistant.dose_guard import may_have_changed, states_a_dose
from assistant.grounding import grounded
from assistant.query import Query
from assistant.table_row import row_line
from library import Library
from prompts import text
from retriever.lexical import terms
from retriever.ranker import MOST_READ
from schema import Answer, Citation, Monograph, Passage, PassageKind, RankedPassage, Span, Statement

_MARK = re.compile(r"\[(\d+)\]")
_DIGIT = re.compile(r"\d")
# Chosen on the development questions of docs/evaluation.md: more words answer few more questions, and are read less.
MOST_PASSAGES = 9
WORD_BUDGET = 160
WHOLE_SECTION = (14, 260)  # passages and words where a section is asked for as a whole
FAR_BEHIND = 7.0  # of the best passage in score; what is further behind is about something else
MOST_ADDED = 0.2  # share of new terms up to which a passage says nothing new
ALONE_MEANINGLESS = 4  # a passage of fewer words is shown under the name of its section
SHORT_LIST = (9, 60)  # lines, that of the lead-ins among them, and words: read at a glance, and shown whole
NEAR = 1  # how far down a ranking another monograph still speaks to the same question
_OF_A_TABLE = re.compile(r"(?:Table|Figure) (?:\d{1,3}|[A-Z])\b\W*")
LONGEST_CAPTION = 30  # words; longer ones hold notes that say something


@dataclass(slots=True)
class Draft:
    """Statements and their citations, numbered in the order in which they are read."""

    library: Library
    lines: list[str] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    _list: tuple[str, str] = ("", "")  # lead-in and heading of the list that was added last

    def cite(self, passage: Passage, span: Span) -> int:
        """The number of the citation of a span, a new one at the span's first use."""
        monograph = self.library.monographs[passage.monograph_id]
        for citation in self.citations:
            if (citation.monograph_id, citation.start, citation.end) == (passage.monograph_id, span.start, span.end):
                return citation.n
        self.citations.append(
            Citation(
                n=len(self.citations) + 1,
                monograph=monograph.title,
                publisher=monograph.publisher,
                updated=monograph.updated,
                path=monograph.path,
                section=" > ".join(passage.heading_path),
                section_code=passage.section_code.value,
                quote=monograph.quote(span),
                start=span.start,
                end=span.end,
                monograph_id=monograph.monograph_id,
            )
        )
        return len(self.citations)

    def add(self, passage: Passage, spans: Sequence[Span]) -> None:
        """Add the spans of a passage as one statement; a list is set as a list."""
        monograph = self.library.monographs[passage.monograph_id]
        if may_have_changed(passage, monograph):
            return
        numbers = [self.cite(passage, span) for span in spans]
        quotes = [monograph.quote(span) for span in spans]
        statement = Statement(" ".join(quotes), tuple(numbers))
        if not grounded([statement], self.citations, self.library.monographs):
            return
        self.statements.append(statement)
        marked = [f"{quote} [{n}]" for quote, n in zip(quotes, numbers, strict=True)]
        if passage.kind is PassageKind.LIST and len(spans) > 1:
            self._add_list(passage, marked)
            return
        if passage.kind is PassageKind.ROW and len(spans) > 1:
            self.lines.append(f"{row_line(monograph, spans[:-1], spans[-1])} {''.join(f'[{n}]' for n in numbers)}")
            return
        # Under the name of its section, too, a quote that opens with a sign which a page would take for mark-up.
        needs_label = len(statement.text.split()) < ALONE_MEANINGLESS or not statement.text[0].isalnum()
        alone = needs_label and passage.heading_path
        self.lines.append(f"*{passage.heading_path[-1]}:* {' '.join(marked)}" if alone else " ".join(marked))

    def _add_list(self, passage: Passage, marked: Sequence[str]) -> None:
        """Add a list under its lead-in; one that shares the lead-in of the list before it only under its own heading.

        The heading is shown, since it may be what tells the lists apart: "More common", "Less common".
        """
        lead, items = " ".join(marked[: passage.leads]), [f"- {item}" for item in marked[passage.leads :]]
        heading = passage.heading_path[-1] if len(passage.heading_path) > 1 else ""
        label = f"*{heading}:*" if heading and heading.lower() not in lead.lower() else ""
        before, self._list = self._list, (lead, heading)
        if before == self._list:
            self.lines[-1] = "\n".join([self.lines[-1], *items])
        elif before[0] == lead and label:
            self.lines.append("\n".join([label, *items]))
        else:
            self.lines.append("\n".join(filter(None, [f"{label} {lead}".strip(), *items])))


def compose(
    query: Query,
    ranking: Sequence[RankedPassage],
    library: Library,
    difference: Difference | None = None,
    with_doses: bool = False,
) -> Draft:
    """Write the answer; a query that wants a list gets it whole, another one only the items that it names.

    Passages that state a dose are left to the rules, unless `with_doses`: where no table doses the drug asked about.
    What the monographs differ in comes first, marked as that, and what else there is to say stands under it.
    """
    differing = unlike(difference.passages) if difference else []
    chosen = choose(
        _whole(ranking) if query.is_whole else near(ranking, query.compared), library, query, differing, with_doses
    )
    draft = Draft(library)

    def write(passages: Sequence[Passage]) -> None:
        for monograph in sorted(
            {passage.monograph_id: library.monographs[passage.monograph_id] for passage in passages}.values(),
            key=lambda monograph: (monograph.updated or "", monograph.title),
            reverse=True,
        ):
            draft.lines.append(source_line(monograph, library))
            if monograph.damage and f"*{monograph.damage}*" not in draft.lines:
                draft.lines.append(f"*{monograph.damage}*")
            for passage in passages:
                if passage.monograph_id == monograph.monograph_id:
                    draft.add(passage, spans_asked_for(passage, query, monograph))

    if difference:
        draft.lines.append(text(f"answers.differ_in_{difference.kind}"))
        write(differing)
        draft.lines += [text("answers.besides")] if chosen else []
    write(chosen)
    return draft


def near(ranking: Sequence[RankedPassage], compared: bool = False) -> list[Passage]:
    """The passages not far behind the best one; where monographs are compared, each one's best that was read at all."""
    firsts = {ranked.passage.monograph_id: ranked for ranked in reversed(ranking[:MOST_READ])} if compared else {}
    return [
        ranked.passage
        for ranked in ranking
        if ranked.score >= ranking[0].score - FAR_BEHIND or ranked in firsts.values()
    ]


def _whole(ranking: Sequence[RankedPassage]) -> list[Passage]:
    """The passages of a section that is asked for as a whole: its lists first, as they hold most of what it says."""
    return sorted((ranked.passage for ranked in ranking), key=lambda passage: passage.kind is not PassageKind.LIST)


def unlike(passages: Sequence[Passage]) -> list[Passage]:
    """The passages without those that say again what one before them says."""
    kept: list[Passage] = []
    for passage in passages:
        if not any(adds_nothing(passage, other) for other in kept):
            kept.append(passage)
    return kept


def source_line(monograph: Monograph, library: Library) -> str:
    """Who says what follows, of which product where the drug's monographs are of several, and as of when."""
    products = {
        frozenset(map(str.lower, (other.drug, *other.brand_names))) for other in library.monographs_of(monograph.drug)
    }
    publisher = monograph.publisher or monograph.title
    return text(
        "answers.source",
        publisher=f"{monograph.title}, {publisher}" if len(products) > 1 and monograph.publisher else publisher,
        dated=f", {monograph.updated}" if monograph.updated else "",
    )


def choose(
    ranked: Sequence[Passage],
    library: Library,
    query: Query,
    said: Sequence[Passage] = (),
    with_doses: bool = False,
) -> list[Passage]:
    """The best passages within the budget, each said once and after `said`, with what they cannot be read without.

    The best passage is taken whatever its length, so that a long list is an answer too. Where only one monograph speaks
    so far, the next one's best near passage comes before further ones of the first.
    """
    most, budget = WHOLE_SECTION if query.is_whole else (MOST_PASSAGES, WORD_BUDGET)
    chosen: list[Passage] = []
    leading: set[str] = set()  # the best of each monograph, which stands first; the others follow as they are in it
    words = sum(len(passage.text.split()) for passage in said)
    near_by = len(ranked) if query.is_whole or query.compared else NEAR
    for passage in _alternating([passage for passage in ranked if not _only_leads(passage)], near_by):
        if len(chosen) + len(said) >= most or words >= budget:
            break
        if (chosen or said) and words + _words_shown(passage, query, library) > budget:
            continue
        parts = whole_list(passage, library)
        is_shown_whole = query.wants_list or (lines_of(parts) > 1 and _is_read_at_a_glance(parts))
        leads = all(member.monograph_id != passage.monograph_id for member in chosen)
        group = parts if is_shown_whole else with_its_opening(passage, library)
        if leads:
            group = [*group, *(signs_after(passage, query, library) or list_after(passage, query, library))]
        new = [
            member
            for member in group
            if ((with_doses and member is passage) or not states_a_dose(member))
            and not any(adds_nothing(member, other) for other in (*said, *chosen))
        ]
        length = sum(_words_shown(member, query, library) for member in new)
        if passage in new and (not (chosen or said) or words + length <= budget):
            if leads:
                leading |= {member.passage_id for member in new}
            chosen.extend(new)
            words += length
    best = {passage.monograph_id: at for at, passage in reversed(list(enumerate(chosen)))}
    order = {own.passage_id: at for name in best for at, own in enumerate(library.passages_by_monograph[name])}
    return sorted(
        chosen,
        key=lambda passage: (
            best[passage.monograph_id],
            passage.passage_id not in leading,
            order[passage.passage_id],
        ),
    )


def _only_leads(passage: Passage) -> bool:
    """Whether a passage only leads to others, which are quoted with it: the title of a table or figure, a lead-in."""
    if passage.kind is not PassageKind.SENTENCE:
        return False
    opening = _OF_A_TABLE.match(passage.text)
    if not opening:
        return passage.text.endswith(":")
    rest = passage.text[opening.end() :]
    return len(rest.split()) <= LONGEST_CAPTION and ". " not in rest


def _alternating(ranked: Sequence[Passage], near_by: int) -> list[Passage]:
    """The ranking, with another monograph's best passage moved up to second place if it is among the next `near_by`."""
    if not ranked:
        return []
    first, rest = ranked[0], list(ranked[1:])
    other = next((passage for passage in rest[:near_by] if passage.monograph_id != first.monograph_id), None)
    return [first, *([other] if other else []), *(passage for passage in rest if passage is not other)]


def adds_nothing(passage: Passage, said: Passage) -> bool:
    """Whether nearly all terms of a passage, and all its numbers, stand in one of its monograph that was said."""
    if passage.monograph_id != said.monograph_id:
        return False
    own = terms_said(passage.text)
    added = own - terms_said(said.text)
    return len(added) <= MOST_ADDED * len(own) and not any(map(_DIGIT.search, added))


def spans_asked_for(passage: Passage, query: Query, monograph: Monograph) -> tuple[Span, ...]:
    """Of a list, the lead-in and the items that the query names; all of it where it names none or wants a list."""
    if query.wants_list or passage.kind is not PassageKind.LIST or _is_read_at_a_glance([passage]):
        return passage.spans
    asked = set(terms(query.words))
    named = tuple(span for span in passage.spans[passage.leads :] if asked & set(terms(monograph.quote(span))))
    return (*passage.spans[: passage.leads], *named) if named else passage.spans


def _is_read_at_a_glance(parts: Sequence[Passage]) -> bool:
    lines, words = SHORT_LIST
    return lines_of(parts) <= lines and sum(len(part.text.split()) for part in parts) <= words


def _words_shown(passage: Passage, query: Query, library: Library) -> int:
    monograph = library.monographs[passage.monograph_id]
    return sum(len(monograph.quote(span).split()) for span in spans_asked_for(passage, query, monograph))


def joined(first: Answer, second: Answer) -> Answer:
    """Two answers to one message, the second under the first, its citations numbered on."""
    shift = max((citation.n for citation in first.citations), default=0)
    return replace(
        first,
        text=f"{first.text}\n\n{_MARK.sub(lambda mark: f'[{int(mark.group(1)) + shift}]', second.text)}",
        statements=(
            *first.statements,
            *(
                replace(statement, citations=tuple(n + shift for n in statement.citations))
                for statement in second.statements
            ),
        ),
        citations=(*first.citations, *(replace(citation, n=citation.n + shift) for citation in second.citations)),
    )
