"""How an answer is put together from a ranking: what is chosen, in which order, and how it is cited."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from assistant.compose import (
    FAR_BEHIND,
    MOST_PASSAGES,
    SHORT_LIST,
    Draft,
    _alternating,
    adds_nothing,
    choose,
    compose,
    joined,
    source_line,
    spans_asked_for,
)
from assistant.context import with_its_opening
from assistant.query import Query
from ingest.passages import passages_of
from ingest.reading import read_monograph
from library import Library
from schema import Answer, Passage, PassageKind, RankedPassage, Route, SectionCode, Span

ITEMS = [f"{colour} {thing}" for thing in ("rash", "stain", "spots") for colour in ("red", "blue", "green", "white")]
NEWER = f"""---
title: Newer
drug: testaquin
brand_names: [Testaq]
publisher: New Press
audience: patient
updated: 2025-01-01
---

## Storage

Keep testaquin in the refrigerator at all times. Such a place is found in most pharmacies and most homes. Light \
spoils the solution within an hour.

Always keep testaquin in the refrigerator, at all times.

## Side effects

Common side effects of testaquin:

{chr(10).join(f"- {item}" for item in ITEMS)}

Rare side effects:

- fever
- cough

## Pregnancy

Category B.
"""
OLDER = """---
title: Older
drug: testaquin
brand_names: [Testaq]
publisher: Old Press
audience: professional
updated: 2019-01-01
---

## Storage

Store testaquin at 2 to 8 °C.

## Mechanism

Testaquin blocks a receptor.
"""
Find = Callable[[str], Passage]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("monographs")
    monographs = []
    for name, content in (("newer.md", NEWER), ("older.md", OLDER)):
        (folder / name).write_text(content, encoding="utf-8")
        monographs.append(read_monograph(folder / name))
    return Library(monographs, [passage for monograph in monographs for passage in passages_of(monograph)], "v")


@pytest.fixture(scope="module")
def find(library: Library) -> Find:
    """The one passage that begins so."""

    def passage(opening: str) -> Passage:
        (found,) = [passage for passage in library.passages if passage.text.startswith(opening)]
        return found

    return passage


def ranked(passages: Sequence[Passage]) -> list[RankedPassage]:
    return [RankedPassage(passage, 1 / rank, rank) for rank, passage in enumerate(passages, start=1)]


def composed(library: Library, *passages: Passage, question: str = "how?", wants_list: bool = False) -> Draft:
    return compose(Query("testaquin", question, wants_list=wants_list), ranked(passages), library)


def test_sources_stand_newest_first_each_with_its_own_statements(library: Library, find: Find) -> None:
    draft = composed(library, find("Store testaquin"), find("Light spoils"))
    assert draft.lines == [
        "**New Press, 2025-01-01**",
        "Light spoils the solution within an hour. [1]",
        "**Old Press, 2019-01-01**",
        "Store testaquin at 2 to 8 °C. [2]",
    ]
    assert [citation.monograph for citation in draft.citations] == ["Newer", "Older"]
    assert [statement.citations for statement in draft.statements] == [(1,), (2,)]


def test_an_undated_source_is_named_without_a_date(library: Library) -> None:
    monograph = next(iter(library.monographs.values()))
    assert source_line(replace(monograph, updated=None), library) == "**New Press**"


def test_the_product_is_named_where_the_monographs_are_of_several(library: Library) -> None:
    newer, older = library.monographs.values()
    several = Library([newer, replace(older, brand_names=("Testaril",))], library.passages, "v")
    assert source_line(newer, several) == "**Newer, New Press, 2025-01-01**"


def test_a_citation_holds_all_that_is_needed_to_find_the_quote(library: Library, find: Find) -> None:
    passage = find("Light spoils")
    (citation,) = composed(library, passage).citations
    monograph = library.monographs[passage.monograph_id]
    assert citation.quote == monograph.text[citation.start : citation.end] == passage.text
    assert (citation.publisher, citation.updated, citation.path) == ("New Press", "2025-01-01", monograph.path)
    assert (citation.section, citation.section_code) == ("Storage", "storage")


def test_a_span_that_is_cited_twice_has_one_number(library: Library, find: Find) -> None:
    draft, passage = Draft(library), find("Light spoils")
    assert [draft.cite(passage, passage.spans[0]) for _ in range(2)] == [1, 1]
    assert len(draft.citations) == 1


def test_a_statement_whose_place_is_wrong_is_not_shown(library: Library, find: Find) -> None:
    draft, passage = Draft(library), find("Light spoils")
    draft.add(passage, [Span(10**6, 10**6 + 5)])
    assert draft.statements == [] and draft.lines == []


def test_a_sentence_that_points_back_is_shown_after_the_one_it_points_to(library: Library, find: Find) -> None:
    opening, back = find("Keep testaquin"), find("Such a place")
    assert with_its_opening(back, library) == [opening, back]
    assert with_its_opening(opening, library) == [opening]
    assert composed(library, back).lines[1:] == [f"{opening.text} [1]", f"{back.text} [2]"]


def test_what_was_said_is_not_said_again(library: Library, find: Find) -> None:
    once, again = find("Keep testaquin"), find("Always keep")
    assert adds_nothing(again, once)
    assert len(composed(library, once, again).statements) == 1


def test_two_monographs_that_agree_are_both_quoted(find: Find) -> None:
    one = find("Store testaquin")
    assert not adds_nothing(one, replace(one, monograph_id="another"))


def test_a_passage_that_says_more_is_said_after_one_whose_words_it_holds(find: Find) -> None:
    once = find("Keep testaquin")
    longer = replace(once, text=f"{once.text} Throw away what froze, was shaken or has changed its colour.")
    assert not adds_nothing(longer, once)
    assert adds_nothing(once, longer)


def test_a_row_that_differs_in_a_figure_alone_is_said_too(find: Find) -> None:
    row = replace(find("Light spoils"), text="Clearance below 30 mL/minute: adults on dialysis take 5 mg each evening")
    other = replace(row, text="Clearance below 60 mL/minute: adults on dialysis take 5 mg each evening")
    assert not adds_nothing(other, row)
    assert adds_nothing(row, replace(row, text=f"{row.text} (see 2.1)"))


def test_another_monograph_that_is_near_comes_before_more_of_the_first(library: Library, find: Find) -> None:
    best, other, more = find("Light spoils"), find("Testaquin blocks"), find("Category B")
    assert best.monograph_id == more.monograph_id != other.monograph_id
    assert choose([best, more, other], library, Query("testaquin", "?")) == [best, more, other]
    for near_by, expected in ((1, [best, more, other]), (2, [best, other, more])):
        assert _alternating([best, more, other], near_by) == expected


def test_the_best_passage_is_shown_whatever_its_length_and_the_budget_ends_there(
    library: Library, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    common, other = find("Common side"), find("Store testaquin")
    for words, others in ((len(common.text.split()), 0), (len(f"{common.text} {other.text}".split()), 1)):
        monkeypatch.setattr("assistant.compose.WORD_BUDGET", words)
        draft = composed(library, common, other, question="list the side effects")
        assert len(draft.citations) == len(common.spans) + others


def test_an_answer_has_at_most_so_many_passages(library: Library, find: Find) -> None:
    sentence = find("Light spoils")
    many = [
        replace(sentence, passage_id=str(n), text=f"alpha{n} beta{n} gamma{n} delta{n}")
        for n in range(2 * MOST_PASSAGES)
    ]
    own = Library(library.monographs.values(), many, "v")
    assert len(composed(own, *many).statements) == MOST_PASSAGES


def test_a_few_words_are_shown_under_their_heading(library: Library, find: Find) -> None:
    category = find("Category B")
    assert composed(library, category).lines[1:] == ["*Pregnancy:* Category B. [1]"]


def test_what_is_far_behind_the_best_passage_is_left_out(library: Library, find: Find) -> None:
    light, category = find("Light spoils"), find("Category B")
    near = [RankedPassage(light, 9.0, 1), RankedPassage(category, 9.0 - FAR_BEHIND, 2)]
    far = [RankedPassage(light, 9.0, 1), RankedPassage(category, 8.9 - FAR_BEHIND, 2)]
    assert [len(compose(Query("testaquin", "?"), ranking, library).statements) for ranking in (near, far)] == [2, 1]


def test_a_list_is_shown_as_one_under_its_lead_in(library: Library, find: Find) -> None:
    (line,) = composed(library, find("Rare side")).lines[1:]
    assert line == "Rare side effects: [1]\n- fever [2]\n- cough [3]"


def test_of_a_long_list_the_items_that_are_asked_for_are_shown(library: Library, find: Find) -> None:
    common = find("Common side")
    assert common.kind is PassageKind.LIST and len(common.spans) > SHORT_LIST[0]
    (line,) = composed(library, common, question="does it leave green spots").lines[1:]
    shown = re.findall(r"^- (.+) \[\d+\]$", line, re.MULTILINE)
    assert "green spots" in shown and "blue rash" not in shown
    monograph = library.monographs[common.monograph_id]
    assert spans_asked_for(common, Query("testaquin", "what does it cost"), monograph) == common.spans


@pytest.mark.parametrize(("leads", "items"), [(0, SHORT_LIST[0]), (1, SHORT_LIST[0] - 1), (2, SHORT_LIST[0] - 1)])
def test_lead_ins_of_a_list_count_as_the_one_line_that_they_share(
    library: Library, find: Find, leads: int, items: int
) -> None:
    common = find("Common side")
    monograph = library.monographs[common.monograph_id]
    lead, own = common.spans[0], common.spans[1:]
    asked = Query("testaquin", "does it leave green spots")
    above = [Span(lead.start, lead.start + 6), Span(lead.start + 7, lead.end)][2 - leads :]
    as_read = replace(common, spans=(*above, *own[:items]), leads=leads)
    assert spans_asked_for(as_read, asked, monograph) == as_read.spans
    longer = replace(as_read, spans=(*above, *own[: items + 1]))
    shown = spans_asked_for(longer, asked, monograph)
    assert shown[:leads] == tuple(above) and len(shown) < len(longer.spans)


def test_where_a_list_is_asked_for_all_of_it_is_shown(library: Library, find: Find) -> None:
    common = find("Common side")
    draft = composed(library, common, question="list the spots", wants_list=True)
    shown = re.findall(r"^- (.+) \[\d+\]$", "\n".join(draft.lines), re.MULTILINE)
    assert shown == ITEMS


def test_nothing_ranked_is_nothing_said(library: Library) -> None:
    draft = composed(library)
    assert (draft.lines, draft.statements, draft.citations) == ([], [], [])


def test_the_citations_of_a_second_answer_are_numbered_on(library: Library, find: Find) -> None:
    first, second = (
        Answer("?", Route.DOSING, "\n\n".join(draft.lines), tuple(draft.statements), tuple(draft.citations))
        for draft in (composed(library, find("Light spoils")), composed(library, find("Rare side")))
    )
    both = joined(first, second)
    assert [citation.n for citation in both.citations] == [1, 2, 3, 4]
    assert [statement.citations for statement in both.statements] == [(1,), (2, 3, 4)]
    assert both.text.endswith("Rare side effects: [2]\n- fever [3]\n- cough [4]")
    assert joined(replace(first, citations=()), second).citations == second.citations


def test_a_damaged_copy_says_so(library: Library, find: Find) -> None:
    damage = "Amounts in this copy may be wrong."
    passage = find("Light spoils")
    monograph = replace(library.monographs[passage.monograph_id], damage=damage)
    assert f"*{damage}*" in composed(Library([monograph], [passage], "v"), passage).lines


@pytest.mark.parametrize(
    "caption", ["Table 2: Administration of testaquin", "Figure 1.", "Table 17 tells of the second trial."]
)
def test_the_title_of_a_table_is_not_quoted_without_a_row(library: Library, find: Find, caption: str) -> None:
    title = replace(find("Light spoils"), text=caption, passage_id="caption")
    assert choose([title, find("Light spoils")], library, Query("testaquin", "?")) == [find("Light spoils")]


def test_a_sentence_that_follows_the_title_of_a_table_is_quoted(library: Library, find: Find) -> None:
    noted = replace(find("Light spoils"), text="Figure 7: Survival. More patients on testaquin were alive.")
    assert choose([noted], library, Query("testaquin", "?")) == [noted]


def test_parts_of_one_list_stand_under_one_lead_in(library: Library, find: Find) -> None:
    whole = find("Rare side")
    first, second = (replace(whole, spans=(whole.spans[0], item), passage_id=str(item)) for item in whole.spans[1:])
    draft = Draft(library)
    for part in (first, second):
        draft.add(part, part.spans)
    assert draft.lines == ["Rare side effects: [1]\n- fever [2]\n- cough [3]"]
    assert [statement.citations for statement in draft.statements] == [(1, 2), (1, 3)]


def test_the_best_passage_of_a_monograph_stands_first_and_the_others_as_they_are_in_it(
    library: Library, find: Find
) -> None:
    openings = ["Category B", "Keep testaquin", "Such a place", "Light spoils"]
    chosen = choose([find("Category B"), find("Light spoils"), find("Such a place")], library, Query("testaquin", "?"))
    assert chosen == [find(opening) for opening in openings]


def test_lists_that_share_a_lead_in_stand_under_their_own_headings(library: Library, find: Find) -> None:
    whole = find("Rare side")
    first, second = (
        replace(whole, spans=(whole.spans[0], item), passage_id=str(item), heading_path=("Side effects", heading))
        for item, heading in zip(whole.spans[1:], ("More common", "Less common"), strict=True)
    )
    draft = Draft(library)
    for part in (first, second):
        draft.add(part, part.spans)
    assert draft.lines == ["*More common:* Rare side effects: [1]\n- fever [2]", "*Less common:*\n- cough [3]"]


def test_a_section_that_is_asked_for_as_a_whole_opens_with_its_lists_and_is_not_cut_off(
    library: Library, find: Find
) -> None:
    passages = [find("Category B"), find("Rare side")]
    ranking = [RankedPassage(passage, score, 1) for passage, score in zip(passages, (99.0, 0.0), strict=True)]
    particular = compose(Query("testaquin", "?"), ranking, library)
    whole = compose(Query("testaquin", "?", sections=frozenset({SectionCode.ADVERSE_REACTIONS})), ranking, library)
    assert len(particular.statements) == 1
    assert [statement.text.split()[0] for statement in whole.statements] == ["Rare", "Category"]


def test_compared_monographs_each_speak_even_where_one_is_further_behind(library: Library, find: Find) -> None:
    one = find("Keep testaquin")
    other = next(passage for passage in library.passages if passage.monograph_id != one.monograph_id)
    ranking = [RankedPassage(one, 1.5 * FAR_BEHIND, 1), RankedPassage(other, 0.0, 2)]
    speaking = [
        {citation.monograph_id for citation in compose(query, ranking, library).citations}
        for query in (Query("testaquin", "?"), Query("testaquin", "?", compared=True))
    ]
    assert speaking == [{one.monograph_id}, {one.monograph_id, other.monograph_id}]
