"""From a question to a ranking of passages of one drug.

Turns a `Query` into `RankedPassage`s: dense candidates (the packaged MiniLM through Chroma) and lexical ones (bm25s),
fused by reciprocal rank. Imports schema, library and settings only; start with retriever/ranker.py.
"""

from settings import go_offline

go_offline()  # here, since onnxruntime reports to its maker from the moment it is imported, whoever imports it
