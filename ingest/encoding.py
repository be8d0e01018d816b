"""Bytes to text, whatever wrote them: by their byte order mark, else UTF-8, else Windows-1252."""

from __future__ import annotations

import codecs
import re

from ingest.draft import NotAMonograph

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def decoded(content: bytes) -> str:
    """The text; Windows-1252 is what old word processors and browsers write.

    Raises:
        NotAMonograph: it is not text.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in content:
        encodings = _utf16_without_mark(content)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise NotAMonograph("it is not text", "Save the monograph as text in UTF-8.")


def _utf16_without_mark(content: bytes) -> tuple[str, ...]:
    if len(content) % 2 == 0 and content[1::2].count(0) > len(content) // 4:
        return ("utf-16-le",)
    if len(content) % 2 == 0 and content[::2].count(0) > len(content) // 4:
        return ("utf-16-be",)
    return ()
