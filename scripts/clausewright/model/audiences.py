"""Those of whom policies speak, and the words by which they are named."""

from __future__ import annotations

AUDIENCES = {
    "staff": r"staff|employees?|practitioners?|teachers?|colleagues|workers?|personnel|adults",
    "pupil": r"pupils?|children|learners?|students?|young people",
    "parent": r"parents?|carers?|families",
    "governor": r"governors?|trustees?|governing (?:body|board)|academy council(?: members)?",
    "volunteer": r"volunteers?",
    "contractor": r"contractors?|agency (?:staff|workers?)",
    "visitor": r"visitors?",
    "head": (
        r"head ?teachers?|principals?|heads? of school|senior (?:leaders|leadership|management)(?: team)?"
    ),
    "line_manager": r"(?:line )?managers?",
}
