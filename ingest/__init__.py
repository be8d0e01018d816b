"""Turns monograph files into a finished index generation: file -> Monograph -> Section -> Passage -> vectors.

May import schema, library and retriever. Start with reading.py (one file to one Monograph), then passages.py and
generation.py; `python -m ingest` is in __main__.py, one reader per format in readers/.
"""
