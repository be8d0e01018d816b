"""The ranking behind LangChain's retriever interface, for chains that a site builds itself."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from retriever.retriever import Retriever


class MonographRetriever(BaseRetriever):
    """The best k passages of one drug, or of the whole library where `drug` is None, as LangChain documents."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    drug: str | None = None
    k: int = 4

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        library = self.retriever.library
        if self.drug is None:
            ranking = self.retriever.across(query, self.k)
        else:
            ranking = list(self.retriever.rank(query, library.drug_of(self.drug)).ranking[: self.k])
        return [
            Document(
                page_content=ranked.passage.text,
                metadata={
                    "passage_id": ranked.passage.passage_id,
                    "drug": ranked.passage.drug,
                    "section": " > ".join(ranked.passage.heading_path),
                    "section_code": ranked.passage.section_code.value,
                    "source": library.monographs[ranked.passage.monograph_id].path,
                    "score": ranked.score,
                    "rank": ranked.rank,
                },
            )
            for ranked in ranking
        ]
