"""What a comparison gives: the changes, and what is needed to write them in every format."""

from __future__ import annotations

from dataclasses import dataclass

from ..build.change_files import ChangeReport, Presentation, Speaker, render_changes


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes between two documents, and who says what their tokens print.

    `library` has the pictures, styles and fonts with which they are written.
    """

    library: Presentation
    report: ChangeReport
    speaker: Speaker

    @property
    def has_changes(self) -> bool:
        """Say whether anything changed."""
        return bool(self.report.changes.entries)

    def render(self, format: str) -> bytes:
        """Write the changes as `text`, `md`, `json`, `html`, `docx` or `pdf`."""
        return render_changes(format, self.library, self.report, self.speaker)
