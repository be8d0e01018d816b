"""One file to one Monograph: its bytes to text, the reader for its form, then what every monograph has."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from pathlib import Path

from ingest.about import filled_in
from ingest.boilerplate import marked
from ingest.draft import Draft, laid_out
from ingest.readers import markdown, plain_text
from schema import BlockKind, Monograph, SectionCode, UnreadableMonograph

READERS: dict[str, Callable[[str], Draft]] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": plain_text.read,
}
MAX_BYTES = 50_000_000  # the longest product information of a regulator is a tenth of this
FORMS = "Markdown (.md, .markdown) and plain text (.txt)"


def read_monograph(path: Path) -> Monograph:
    """Read one file.

    Raises:
        UnreadableMonograph: it is absent, not of a known form, not text, or holds no monograph.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableMonograph(path, f"files of type {path.suffix or 'unknown'!r} are not read", f"Give {FORMS}.")
    text = _decoded(path, _bytes(path))
    try:
        draft = filled_in(reader(text))
    except ValueError as error:
        raise UnreadableMonograph(path, str(error), "Correct it and run the ingest again.") from error
    draft.lines = marked(draft.lines)
    return _monograph(path, draft)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableMonograph(
                path,
                f"it has {size / 1e6:.0f} MB, more than the {MAX_BYTES / 1e6:.0f} MB a monograph may have",
                "Split it into one file a monograph.",
            )
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableMonograph(
            path, f"it cannot be read ({error.strerror or error})", "Check the path and its permissions."
        ) from error
    if not content.strip():
        raise UnreadableMonograph(path, "it is empty", "Save the monograph again.")
    return content


def _decoded(path: Path, content: bytes) -> str:
    """The text: by its byte order mark, else UTF-8, else Windows-1252, which old word processors and browsers write."""
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
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
    raise UnreadableMonograph(path, "it is not text", "Save the monograph as text in UTF-8.")


def _utf16_without_mark(content: bytes) -> tuple[str, ...]:
    if len(content) % 2 == 0 and content[1::2].count(0) > len(content) // 4:
        return ("utf-16-le",)
    if len(content) % 2 == 0 and content[::2].count(0) > len(content) // 4:
        return ("utf-16-be",)
    return ()


def _monograph(path: Path, draft: Draft) -> Monograph:
    text, sections = laid_out(draft.lines)
    known = [section for section in sections if section.code is not SectionCode.OTHER and section.heading_path]
    has_text = any(block.kind not in (BlockKind.HEADING, BlockKind.BOILERPLATE) for s in known for block in s.blocks)
    if not draft.drug or not has_text:
        missing = "no drug can be found in its title" if has_text else "it has no section that a monograph has"
        raise UnreadableMonograph(
            path,
            f"it does not read as a drug monograph: {missing}",
            "Give it headings such as Uses, Dosage, Side effects, and a title that names the drug.",
        )
    return Monograph(
        monograph_id=slug(path.stem),
        title=draft.title,
        drug=draft.drug,
        brand_names=draft.brand_names,
        publisher=draft.publisher,
        audience=draft.audience,
        jurisdiction=draft.jurisdiction,
        updated=draft.updated,
        path=str(path),
        text=text,
        sections=sections,
    )


def slug(name: str) -> str:
    """A name in lower-case letters, digits and single hyphens."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-") or "monograph"


def read_monographs(path: Path) -> list[Monograph]:
    """Read the monographs of one file."""
    return [read_monograph(path)]
