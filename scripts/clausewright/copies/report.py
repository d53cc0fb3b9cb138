"""The report: what was found in a drawer of copies and what is for a person to decide, as a page and as data
for a spreadsheet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..model.drawer import (
    ANSWERS,
    DECISION_KINDS,
    CopyReport,
    DrawerReport,
    DrawerSources,
    SchoolQuestion,
)
from ..override_files import overrides_for
from ..templates import load_templates
from .decisions import Decisions
from .proof import Proof
from .reading import DrawerSchool, SchoolCopy, name_schools


def make_report(
    sources: DrawerSources,
    summary: Sequence[str],
    decisions: Decisions,
    schools: Sequence[DrawerSchool],
    copies: Mapping[str, Sequence[SchoolCopy]],
    proofs: Sequence[Proof],
) -> DrawerReport:
    """Put the report together. `copies` are those of each policy."""
    kinds = list(DECISION_KINDS)
    ordered = sorted(
        decisions.asked, key=lambda decision: (kinds.index(decision.kind), -decision.weight, decision.id)
    )
    names = name_schools(schools)
    questions = [
        SchoolQuestion(
            f"{school.id}-{question.id}",
            names[school.id],
            question.question,
            question.candidates,
            question.answer,
        )
        for school in schools
        for question in school.advice.questions
    ]
    proved = {(proof.school, proof.policy): proof for proof in proofs}
    reports = [
        _report_copy(copy, policy, names[copy.school], proved.get((copy.school, policy)))
        for policy, of_policy in copies.items()
        for copy in of_policy
    ]
    return DrawerReport(sources, summary, ordered, questions, reports)


def _report_copy(copy: SchoolCopy, policy: str, name: str, proof: Proof | None) -> CopyReport:
    imported = copy.imported
    left_out = [(left.text, left.why) for left in (*imported.source.left_out, *imported.left_out)]
    left_out += [(str(line), "policy record") for line in imported.facts.stated]
    differences = proof.differences if proof else ()
    return CopyReport(
        name,
        policy,
        copy.file,
        copy.date,
        proof.words if proof else 0,
        tuple(left_out),
        tuple((place.after, place.copy, place.built) for place in differences),
    )


def write_report_page(report: DrawerReport, root: Path) -> str:
    """Return the report as a page that needs nothing but itself. `root` is a folder whose `overrides/` may
    have templates of its own.
    """
    groups = [
        (title, [decision for decision in report.decisions if decision.kind == kind])
        for kind, title in DECISION_KINDS.items()
    ]
    pairs = [*(("path", path) for path in report.sources.paths)]
    pairs += [("policy", report.sources.policy), ("version", report.sources.version)]
    pairs.append(("library", report.sources.library))
    return load_templates(overrides_for(root)).render(
        "import/report.html",
        title="Schools’ copies",
        report=report,
        groups=[(title, decisions) for title, decisions in groups if decisions],
        meanings={answer: f"{answer}: {meaning}" for answer, meaning in ANSWERS.items()},
        # No tag can end the element in which it stands.
        data=json.dumps(pairs).replace("<", "\\u003c"),
    )
