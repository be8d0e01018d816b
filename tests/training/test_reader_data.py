"""What the reader learns from: which sentences are offered, which answer, and which documents are held out."""

from dataclasses import fields
from pathlib import Path

import numpy as np

from retriever.embedder import MiniLM
from training.adapter import TrainingSet, folds_of, passages_that_hold
from training.prepared import ANSWERS, PUBLIC, RANKED, TEMPTS, ReaderData
from training.reader_data import _other_documents, own_questions, public_questions


def test_every_sentence_of_a_short_document_is_a_candidate_with_what_it_is_to_the_question(
    training_set: TrainingSet,
) -> None:
    passages, asked, _ = own_questions(training_set)
    dose, cost = asked[2], asked[3]
    assert [passages[at].split()[0] for at in sorted(dose.candidates)] == [
        "Dosage:", "Dosage:", "Storage:", "Lactation:", "Adverse",
    ]  # fmt: skip
    assert {passages[at]: grade for at, grade in zip(dose.candidates, dose.relevance, strict=True) if grade} == {
        "Dosage: The usual dose of betastat is 20 mg once daily.": ANSWERS,
        "Dosage: Halve the dose of betastat in severe renal impairment.": TEMPTS,
    }
    assert not cost.answerable
    assert ANSWERS not in cost.relevance


def test_a_sentence_holds_evidence_whatever_its_case_and_punctuation_and_a_short_one_is_no_piece_of_it(
    training_set: TrainingSet,
) -> None:
    spans = ["USUAL dose of alphamab", "Headache and nausea were common. Others were not."]
    held = passages_that_hold("evidence", [{"document": "alphamab", "evidence": spans}], training_set.documents)
    assert held[0].tolist() == [True, False, False, False, True]


def test_a_document_is_in_one_fold_and_public_questions_in_none(reader_data: ReaderData) -> None:
    own = reader_data.fold[: reader_data.n_own]
    assert {len(set(own[reader_data.document == name])) for name in np.unique(reader_data.document)} == {1}
    assert sorted(set(own)) == [0, 1, 2]
    assert (reader_data.fold[reader_data.n_own :] == PUBLIC).all()


def test_the_first_stages_are_measured_over_the_whole_document(reader_data: ReaderData) -> None:
    assert reader_data.first_stage.shape == (4, 6, 5)
    answered = reader_data.n_relevant > 0
    assert (reader_data.first_stage.sum(2) == reader_data.n_relevant).all()  # five sentences, so all are among five
    assert (reader_data.score[:, 5:] == 0).all()
    assert answered.tolist() == [True, False] * 3


def test_public_questions_keep_their_answers_and_one_without_any_that_is_not_marked_so_is_left_out(
    public_sets: Path,
) -> None:
    passages, asked = public_questions(public_sets)
    assert passages[0] == "Old towns: Rouen lies on the Seine."
    river, harbour = asked
    assert [passages[at] for at, grade in zip(river.candidates, river.relevance, strict=True) if grade] == passages[:1]
    assert sorted(river.candidates) == [0, 1, 2, 3]  # the other paragraph's too
    assert (river.answerable, harbour.answerable) == (True, False)


def test_passages_of_public_questions_are_numbered_after_the_own_ones(reader_data: ReaderData) -> None:
    river = reader_data.candidates[reader_data.n_own]
    answering = river[reader_data.relevance[reader_data.n_own] == ANSWERS]
    pieces = MiniLM().tokens(["Old towns: Rouen lies on the Seine."])[0]
    assert [reader_data.passages[at][: len(pieces)].tolist() for at in answering] == [pieces]


def test_a_long_document_offers_its_best_sentences_and_adds_the_answering_one_only_to_learn_from() -> None:
    from training.reader_data import _offered

    grades = np.zeros(100, dtype=int)
    grades[99] = ANSWERS
    asked = _offered({"question": "?", "answerable": True}, "?", -np.arange(100.0), grades, start=1_000)
    assert list(asked.candidates) == [*range(1_000, 1_000 + RANKED), 1_099]
    assert asked.relevance[RANKED] == ANSWERS


def test_what_is_saved_is_what_is_loaded(reader_data: ReaderData, tmp_path: Path) -> None:
    reader_data.save(tmp_path / "data.npz")
    loaded = ReaderData.load(tmp_path / "data.npz")
    for field in fields(ReaderData):
        assert np.array_equal(getattr(loaded, field.name), getattr(reader_data, field.name)), field.name


def test_a_question_is_asked_of_other_documents_of_its_fold_alone(reader_data: ReaderData) -> None:
    assert (reader_data.elsewhere == -1).all()  # a document to a fold
    names = "abcdef"
    asked = [{"document": name} for name in names for _ in range(3)]
    folds = folds_of(asked)
    fold_of = {question["document"]: fold for question, fold in zip(asked, folds, strict=True)}
    for question, drawn in zip(asked, _other_documents(asked), strict=True):
        assert len(drawn) == 1  # two documents to a fold
        assert fold_of[drawn[0]] == fold_of[question["document"]]
        assert drawn[0] != question["document"]
