"""The texts that an answer is checked against: each monograph as the library holds it, and its file as it came.

The file is read again and stripped of mark-up here, on purpose not by the reader in `ingest`, so that a fault of that
reader cannot hide behind itself.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from library import Library

_INLINE = "a|abbr|b|code|content|em|font|i|linkHtml|mark|s|small|span|strong|sub|sup|u"  # tags that do not part words
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?>", re.IGNORECASE)
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_LINE_MARK = re.compile(r"^[ \t]*(?:(?:#{1,6}|[-*+•>]|\d{1,3}[.)])[ \t]+)+", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?=[^\w\s])")
_NO_TEXT = (".pdf", ".docx")
_EMPHASIS = re.compile(r"[*`~]+|(?<!\w)_+|_+(?!\w)")


def collapse(text: str) -> str:
    r"""The text with each run of white space made one space, and none at its ends.

    >>> collapse("  100 mg\n daily ")
    '100 mg daily'
    """
    return " ".join(text.split())


def plain(text: str) -> str:
    r"""The text with tags and Markdown marks dropped and white space collapsed.

    >>> plain("## Storage\n\n- **Do not** <em>freeze</em>; see [the leaflet](leaflet.html).")
    'Storage Do not freeze; see the leaflet.'
    >>> plain("<table><tr><td>Adults</td><td>100&nbsp;mg</td></tr></table>")
    'Adults 100 mg'
    """
    text = _TAG.sub(" ", _INLINE_TAG.sub("", text))
    text = _ESCAPE.sub("", _LINE_MARK.sub("", _LINK.sub(r"\1", html.unescape(text))))
    return collapse(_EMPHASIS.sub("", text).replace("|", " "))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands in a monograph's normalised text: [start, end)."""

    path: str
    start: int
    end: int

    def overlaps(self, other: Place) -> bool:
        """Whether the two share at least one character."""
        return self.path == other.path and self.start < other.end and other.start < self.end


class Sources:
    """The normalised text of each monograph, and its file where it can be read, by the path that citations give."""

    def __init__(self, texts: Mapping[str, str], files: Mapping[str, str] | None = None) -> None:
        self.texts = dict(texts)
        self.files = dict(files or {})
        self._plain: dict[str, str] = {}

    @classmethod
    def of(cls, library: Library) -> Sources:
        """Read the source file of each monograph; one that is gone, or is no text (PDF), is left out of `files`."""
        texts = {monograph.path: monograph.text for monograph in library.monographs.values()}
        files = {path: content for path in texts if (content := _content(Path(path))) is not None}
        return cls(texts, files)

    @property
    def unread(self) -> list[str]:
        """The monographs whose file could not be read, so that quotes are checked against the library alone."""
        return sorted(self.texts.keys() - self.files.keys())

    def _plain_file(self, path: str) -> str | None:
        if path in self.files and path not in self._plain:
            self._plain[path] = plain(self.files[path])
        return self._plain.get(path)

    def holds(self, place: Place, quote: str) -> bool:
        """Whether a quote stands at its place in the library and, where the file can be read, in the file as well."""
        if not quote or self.texts.get(place.path, "")[place.start : place.end] != quote:
            return False
        source = self._plain_file(place.path)
        return source is None or plain(quote) in source or collapse(quote) in source

    def places(self, evidence: str) -> list[Place]:
        """Every place at which a piece of evidence stands, whatever its white space and mark-up."""
        for wanted in (collapse(evidence), plain(evidence)):
            found = [place for path, text in self.texts.items() for place in _occurrences(path, text, wanted)]
            if found:
                return found
        return []


def _content(path: Path) -> str | None:
    """The text of a file, in Windows-1252 where it is not UTF-8; None where it is gone or is no text."""
    if path.suffix.lower() in _NO_TEXT:
        return None
    try:
        content = path.read_bytes()
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
    except OSError:
        return None


def _occurrences(path: str, text: str, wanted: str) -> Iterator[Place]:
    # a normalised text parts its lines by one character, so that offsets stay what they were
    flat = text.replace("\n", " ")
    start = flat.find(wanted) if wanted else -1
    while start >= 0:
        yield Place(path, start, start + len(wanted))
        start = flat.find(wanted, start + 1)
