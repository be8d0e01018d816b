"""Which sentences a reviewer has seen for each rule: a rule whose sentence has changed since then waits.

The record lies beside the generations of an index, so that a new generation does not lose it:

    DIR/approvals.json   {"rule": {"reviewer": "...", "sentences": {"monograph/part": "sha256 of the words"}}}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rules.binding import Binding, Bindings
from schema import AssistantError

APPROVALS = "approvals.json"


@dataclass(frozen=True, slots=True)
class Approval:
    """The sentences of one rule as its reviewer saw them."""

    reviewer: str
    sentences: Mapping[str, str] = field(default_factory=dict)


class Approvals:
    """The approvals kept in an index directory."""

    def __init__(self, path: Path, approvals: Mapping[str, Approval]) -> None:
        self._path = path
        self._approvals = dict(approvals)

    @classmethod
    def read(cls, index_dir: Path) -> Approvals:
        """Read the approvals of an index directory; none where there is no record yet.

        Raises:
            AssistantError: the record cannot be read.
        """
        path = index_dir / APPROVALS
        if not path.is_file():
            return cls(path, {})
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            return cls(path, {rule: Approval(**entry) for rule, entry in record.items()})
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise AssistantError(
                f"{path} cannot be read ({error}). Restore it, or delete it and review the rules."
            ) from error

    def changed(self, bindings: Bindings) -> set[str]:
        """The rules of which a sentence changed, or left a monograph that is still there, since approval."""
        return {owner for owner in self._approvals if self._has_changed(owner, bindings)}

    def _has_changed(self, owner: str, bindings: Bindings) -> bool:
        now = _sentences(bindings.of(owner))
        return any(
            now.get(place) != digest
            for place, digest in self._approvals[owner].sentences.items()
            if place.rsplit("/", 1)[0] in bindings.monograph_ids
        )

    def approve(self, owner: str, reviewer: str, bindings: Bindings) -> None:
        """Take the sentences that carry a rule now as reviewed by `reviewer`."""
        self._approvals[owner] = Approval(reviewer, _sentences(bindings.of(owner)))

    def remember(self, bindings: Bindings, reviewer: str) -> None:
        """Record the sentences of the rules that have no approval yet, under the reviewer that the table names."""
        for owner in bindings.owners:
            if owner not in self._approvals and bindings.of(owner):
                self.approve(owner, reviewer, bindings)

    def write(self) -> None:
        """Replace the record, in one step."""
        record = {owner: asdict(approval) for owner, approval in sorted(self._approvals.items())}
        draft = self._path.with_suffix(".tmp")
        draft.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        draft.replace(self._path)


def _sentences(bindings: list[Binding]) -> dict[str, str]:
    return {f"{binding.monograph_id}/{binding.supports}": binding.sha256 for binding in bindings}
