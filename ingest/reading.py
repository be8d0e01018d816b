"""One file to its monographs: the reader for its form, then what every monograph has.

Most files hold one monograph; an openFDA response holds one for each result, and a product information of the EMA a
summary for professionals and a leaflet for patients.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from ingest.about import filled_in
from ingest.boilerplate import marked
from ingest.damage import damage_of
from ingest.draft import Draft, NotAMonograph, in_characters, laid_out
from ingest.encoding import decoded
from ingest.grouping import grouped
from ingest.readers import docx, html, markdown, openfda, pdf, plain_text, spl
from schema import BlockKind, Monograph, SectionCode, UnreadableMonograph


def _of_text(read: Callable[[str], Draft]) -> Callable[[bytes], Sequence[Draft]]:
    return lambda content: [read(decoded(content))]


READERS: dict[str, Callable[[bytes], Sequence[Draft]]] = {
    ".md": _of_text(markdown.read),
    ".markdown": _of_text(markdown.read),
    ".txt": _of_text(plain_text.read),
    ".docx": docx.read,
    ".html": _of_text(html.read),
    ".htm": _of_text(html.read),
    ".json": openfda.read,
    ".pdf": pdf.read,
    ".xml": spl.read,
}
MAX_BYTES = 50_000_000  # the longest product information of a regulator is a tenth of this
FORMS = (
    "Markdown (.md, .markdown), plain text (.txt), web pages (.html, .htm), openFDA labels (.json), "
    "Structured Product Labeling (.xml), PDF (.pdf), Word (.docx)"
)


def read_monograph(path: Path) -> Monograph:
    """Read a file that holds one monograph; the first, where it holds several.

    Raises:
        UnreadableMonograph: as `read_monographs`.
    """
    return read_monographs(path)[0]


def read_monographs(path: Path) -> list[Monograph]:
    """Read one file, which gives at least one monograph.

    Raises:
        UnreadableMonograph: it is absent, not of a known form, damaged, or holds no monograph.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableMonograph(path, f"files of type {path.suffix or 'unknown'!r} are not read", f"Give {FORMS}.")
    content = _bytes(path)
    try:
        drafts = reader(content)
        return [_monograph(path, draft) for draft in drafts]
    except NotAMonograph as error:
        raise UnreadableMonograph(path, error.why, error.remedy) from error
    except ValueError as error:
        raise UnreadableMonograph(path, str(error), "Correct it and run the ingest again.") from error
    except Exception as error:  # whatever is odd in one file, the others are read
        why = f"its reader failed ({type(error).__name__}: {error})"
        raise UnreadableMonograph(path, why, "Leave it out, and report it together with the file.") from error


def _bytes(path: Path) -> bytes:
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise UnreadableMonograph(path, "it is a pipe, a device or a folder", "Give a file.")
    try:
        with path.open("rb") as file:
            before = _state(file)
            _check_size(path, before[0])
            content = file.read(MAX_BYTES + 1)
            after = _state(file)
    except OSError as error:
        raise UnreadableMonograph(
            path, f"it cannot be read ({error.strerror or error})", "Check the path and its permissions."
        ) from error
    if before != after or len(content) != before[0]:
        raise UnreadableMonograph(path, "it changed while it was read", "Run the ingest again when it is complete.")
    if not content.strip():
        raise UnreadableMonograph(path, "it is empty", "Save the monograph again.")
    return content


def _state(file: BinaryIO) -> tuple[int, int]:
    """The size of an open file, and when it was last changed."""
    state = os.fstat(file.fileno())
    return state.st_size, state.st_mtime_ns


def _check_size(path: Path, size: int) -> None:
    if size > MAX_BYTES:
        raise UnreadableMonograph(
            path,
            f"it has {size / 1e6:.0f} MB, more than the {MAX_BYTES / 1e6:.0f} MB a monograph may have",
            "Split it into one file a monograph.",
        )


def _monograph(path: Path, draft: Draft) -> Monograph:
    draft = filled_in(in_characters(draft))
    draft.lines = grouped(marked(draft.lines))
    text, sections = laid_out(draft.lines)
    known = [section for section in sections if section.code is not SectionCode.OTHER and section.heading_path]
    has_text = any(block.kind not in (BlockKind.HEADING, BlockKind.BOILERPLATE) for s in known for block in s.blocks)
    if not draft.drug or not has_text:
        missing = "no drug can be found in its title" if has_text else "it has no section that a monograph has"
        raise NotAMonograph(
            f"it does not read as a drug monograph: {missing}",
            "Give it headings such as Uses, Dosage, Side effects, and a title that names the drug.",
        )
    return Monograph(
        monograph_id=slug(f"{path.stem} {draft.part}"),
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
        source_id=draft.source_id,
        damage=damage_of(text, draft),
    )


def slug(name: str) -> str:
    """A name in lower-case letters, digits and single hyphens."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-") or "monograph"
