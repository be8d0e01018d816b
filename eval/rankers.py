"""What ranks the documents of a collection: the assistant, dense chunks as in the quickstart, and bm25s alone.

Each ranks pieces of documents; a document stands where its best piece does.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

import bm25s
import numpy as np
from langchain_core.documents import Document as Chunk
from langchain_core.embeddings import Embeddings

from assistant.conversation import conversation_of
from assistant.query import read_words, without_held
from assistant.subject import subject_of
from drugs import DrugNames
from eval.baselines import split
from eval.collection import Collection, Document, label_of
from ingest.draft import Line, laid_out
from ingest.generation import build
from ingest.passages import passages_of
from ingest.progress import Progress
from ingest.vectors import VectorCache
from library import Library, current_generation
from retriever.across import Sections
from retriever.embedder import MiniLM
from retriever.encoder import Vectors
from retriever.query import section_intents
from retriever.ranker import Scores, vocabulary_of
from retriever.reader import Reader
from retriever.retriever import Retriever
from schema import BlockKind, Monograph, Passage

# The text of a query -> documents, best first, each once; kept, as a collection may be judged in two ways.
Ranker = Callable[[str], Sequence[str]]
_AT_ONCE = 1_000  # texts embedded between two entries in the cache
_NEW_LINE = re.compile(r"\s{2,}")  # where a text without line breaks had one


class KeptVectors(MiniLM):
    """The model of the assistant; what it embedded once stays on disk."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._cache = VectorCache(folder)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """As the model gives them."""
        found = self._cache.get(texts)
        missing = list(dict.fromkeys(text for text in texts if text not in found))
        progress = Progress(sys.stderr if len(missing) > _AT_ONCE else None)
        with progress.phase("Embedding", len(missing), "texts") as tell:
            for start in range(0, len(missing), _AT_ONCE):
                some = missing[start : start + _AT_ONCE]
                new = super().vectors(some)
                self._cache.add(some, new)
                found.update(zip(some, new, strict=True))
                tell(len(some))
        return np.stack([found[text] for text in texts])


def dense(collection: Collection, embeddings: Embeddings) -> Ranker:
    """The chunks of the quickstart by cosine: what its vector store gives where it misses nothing."""
    documents, texts = _chunks(collection)
    vectors = np.array(embeddings.embed_documents(texts))

    @cache
    def rank(query: str) -> list[str]:
        scores = vectors @ np.array(embeddings.embed_query(query))
        return _by_best_piece(documents[at] for at in np.argsort(-scores, kind="stable"))

    return rank


def lexical(collection: Collection) -> Ranker:
    """The same chunks by bm25s with its defaults and English stop words; what shares no word is left out."""
    documents, texts = _chunks(collection)
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)

    @cache
    def rank(query: str) -> list[str]:
        (words,) = bm25s.tokenize([query], stopwords="en", show_progress=False, return_ids=False)
        known = [word for word in words if word in index.vocab_dict]
        if not known:
            return []
        scores = index.get_scores(known)
        return _by_best_piece(documents[at] for at in np.argsort(-scores, kind="stable") if scores[at] > 0)

    return rank


def ours(collection: Collection, embedder: MiniLM, index_dir: Path) -> Ranker:
    """The assistant's ranking: of the asked drug's labels where the documents are labels, else of the whole library.

    Args:
        collection: what is ranked.
        embedder: the model.
        index_dir: where the labels are indexed, by `ingest`.
    """
    if collection.labels is None:
        return _over_all(collection, embedder)
    build([collection.labels], index_dir, embedder, Progress(sys.stderr))
    return _over_labels(collection, Retriever.open(current_generation(index_dir), embedder, Reader.load(embedder)))


def _over_all(collection: Collection, embedder: MiniLM) -> Ranker:
    """The search that knows no drug, over every passage and its exact cosine."""
    passages = [passage for one, document in collection.documents.items() for passage in _passages(one, document)]
    vectors, vocabulary, sections = embedder.passage_vectors(passages), vocabulary_of(passages), Sections(passages)

    @cache
    def rank(query: str) -> list[str]:
        asked = read_words(conversation_of(query, ()).query, vocabulary)
        cosines = (vectors @ embedder.vectors([asked])[0]).tolist()
        ranking = sections.rank(asked, list(zip(passages, cosines, strict=True)))
        return _by_best_piece(ranked.passage.monograph_id for ranked in ranking)

    return rank


def _passages(document_id: str, document: Document) -> list[Passage]:
    """A document's passages, cut as those of a monograph."""
    heading = [Line(BlockKind.HEADING, document.heading, level=2)] if document.heading else []
    lines = [_line(text) for text in _NEW_LINE.split(document.body) if text.strip()]
    text, sections = laid_out([*heading, *lines])
    return passages_of(Monograph(document_id, "", "", (), "", "", None, None, "", text, sections))


def _line(text: str) -> Line:
    is_item = text.startswith("- ")
    return Line(BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH, text.removeprefix("- "))


def _over_labels(collection: Collection, retriever: Retriever) -> Ranker:
    library = retriever.library
    names = DrugNames(library.drugs)
    section_of = _sections(collection, library)

    @cache
    def rank(query: str) -> list[str]:
        question = conversation_of(query, ()).query
        subject = subject_of((question,), names, tuple(library.drugs))
        if not subject.drugs:
            return []
        drug = subject.drugs[0]
        asked = read_words(without_held(question, names.find(question)), retriever.vocabulary(drug))
        intents = section_intents(asked)

        def boost(passages: Sequence[Passage]) -> Scores:
            return np.array([one.section_code in intents for one in passages], dtype=np.float32)

        ranking = retriever.rank(asked, drug, boost).ranking
        return _by_best_piece(
            section_of[ranked.passage.monograph_id, ranked.passage.heading_path[:1]] for ranked in ranking
        )

    return rank


def _sections(collection: Collection, library: Library) -> dict[tuple[str, tuple[str, ...]], str]:
    """The document that holds most of the sentences under each outermost heading of each label."""
    texts: dict[str, dict[str, str]] = {}
    for one, document in collection.documents.items():
        texts.setdefault(label_of(one), {})[one] = document.text
    votes: dict[tuple[str, tuple[str, ...]], Counter[str]] = {}
    for passage in library.passages:
        monograph = library.monographs[passage.monograph_id]
        label = (monograph.source_id or "").partition(" ")[0]
        under = votes.setdefault((passage.monograph_id, passage.heading_path[:1]), Counter())
        quote = monograph.quote(passage.spans[0])
        under.update(one for one, text in texts.get(label, {}).items() if quote in text)
    return {under: counted.most_common(1)[0][0] for under, counted in votes.items() if counted}


def _chunks(collection: Collection) -> tuple[list[str], list[str]]:
    """The document of each chunk, and its text."""
    chunks = split([Chunk(document.text, metadata={"id": one}) for one, document in collection.documents.items()])
    return [chunk.metadata["id"] for chunk in chunks], [chunk.page_content for chunk in chunks]


def _by_best_piece(documents: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(documents))
