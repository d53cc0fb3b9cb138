"""References to places in the text, and to addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import Severity
from .engine import Finding, LintText
from .rules import Rule, at, pattern

_PROSE_REFERENCE = re.compile(
    r"\b(?:see|in|under|to|of|at) (?:the )?(?:section|paragraph|clause|para|part)s? (\d+)(?:\.\d+)*\b(?!"
    r" ?\(|, part)(?: (?:above|below))?",
    re.IGNORECASE,
)
# Behind the number, or before it on the same line: then it is a place in another text.
_ELSEWHERE = re.compile(
    r"^(?:,? (?:and|or|to|[-\u2013]) \d+)*,? ?(?:of|in) (?:the|this"
    r" (?!policy)|that|KCSIE|Keeping|Working|DfE|annex)|^ ?[“\u2018\"'(]",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"\b(?:Acts?|Regulations?|KCSIE|Keeping [Cc]hildren|Working Together|Code of"
    r" Practice|[Gg]uidance|Framework|Handbook|enquir\w+)\b"
)
_OF_THIS = re.compile(r"\b(?:above|below)$", re.IGNORECASE)
_ANNEXES = 3


def _prose_references(paper: LintText) -> Iterator[Finding]:
    """Places of this policy that are named by number: not a section of a law or of guidance, nor a number
    that this policy has not.
    """
    headings = sum(line.is_heading for line in paper.lines)
    for line in paper.own:
        for found in _PROSE_REFERENCE.finditer(line.text):
            elsewhere = _ELSEWHERE.match(line.text[found.end() :]) or (
                _LAW.search(line.text) and not _OF_THIS.search(found[0])
            )
            is_here = _OF_THIS.search(found[0]) or not headings or int(found[1]) <= headings + _ANNEXES
            if is_here and not elsewhere:
                message = f"a place in a text is named by its number: “{found[0]}”"
                yield at(
                    line, message, 'Use {{ ref("clause-id") }}: it follows the clause when numbers change.'
                )


RULES = (
    pattern(
        "REF-HTTP",
        "A web address is not a secure one.",
        "Write the https:// address, and open it once.",
        r"\bhttp://[^\s)>\]]+",
    ),
    pattern(
        "REF-BARE",
        "A web address stands in the text as it is.",
        "Make it a link with words: [the guidance](https://...).",
        r"(?<!\]\()(?<!\]\(<)(?<![\w/\[<\"“.@])(?:https?://|www\.)[^\s)>\]|]+",
    ),
    Rule("STR-XREF", Severity.WARNING, "A place in a text is named by its number.", _prose_references),
)
