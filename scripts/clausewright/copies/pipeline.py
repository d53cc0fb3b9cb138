"""The pipeline: a drawer of copies becomes a draft library, laid out for a person to decide on, checked, and
proved by building each school's own documents again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..check import check
from ..edit.drawer_sheet import write_drawer_sheet
from ..edit.library_files import draft, refuse_if_taken
from ..errors import Problem, errors_in
from ..importer.draft import Drafted
from ..importer.imported import Imported, Terms
from ..importer.pipeline import choose_policy_id
from ..importer.policy_file import choose_approver
from ..importer.proposals import Decision, Proposals
from ..importer.school_files import write_adoptions, write_editions, write_school
from ..load import load_library
from ..model.dates import first_day
from ..model.drawer import DrawerReport, DrawerSources, Evidence
from ..model.library import Library
from ..model.text import count_noun
from .alignment import Column, align_copies
from .decisions import Decisions
from .drafting import DraftedPolicy, PolicyWriter, map_targets
from .families import Families, find_families, list_common_subjects
from .options import SchoolsOptions, refuse_bad_ids
from .plan import FamilyPlan, Planner
from .proof import Proof, prove_copies
from .reading import DrawerSchool, SchoolCopy, list_files, read_drawer
from .report import make_report, write_report_page
from .schema import list_settings, write_schema_file
from .slots import Group, Slot, find_slots, group_wordings
from .units import Tokenizer
from .variables import (
    SharedVariable,
    describe_kind,
    find_other_places,
    find_variables,
    list_sorts,
)
from .wordings import ClauseColumn, Mark, choose_marks, sort_wordings


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """What became of the copies of one policy: how many clauses and words all of them share, and how often
    each of the other things was found.
    """

    policy: str
    title: str
    version: str
    copies: tuple[SchoolCopy, ...]
    shared_words: int
    all_words: int
    counts: Mapping[str, int]

    @property
    def shared(self) -> float:
        """How much of all words is the model's."""
        return self.shared_words / max(1, self.all_words)


@dataclass(frozen=True, slots=True)
class SchoolsResult:
    """What became of a drawer.

    `folder` is the draft's place; it is there only where `is_written`. `proofs` say for each copy whether it
    comes back. `apart` says of copies by themselves what they have in common with others.
    """

    folder: Path
    problems: tuple[Problem, ...]
    schools: tuple[DrawerSchool, ...]
    policies: tuple[PolicyResult, ...]
    variables: tuple[SharedVariable, ...]
    decisions: Decisions
    proofs: tuple[Proof, ...]
    apart: tuple[str, ...]

    @property
    def is_written(self) -> bool:
        """Say whether the draft was put in its place."""
        return not errors_in(self.problems)

    def lines(self) -> Iterator[str]:
        """What was found, and what to do now, for a person."""
        yield from self.describe()
        report = self.folder / "import" / "report"
        asked = count_noun(len(self.decisions.asked), "decision")
        yield (
            f"Wrote the draft {self.folder}, with {asked} made as the copies suggest. Look at"
            f" {report}.html or {report}.xlsx, change the answers, and run: clausewright import --resume"
            f" {report}.xlsx --into NEW-FOLDER"
        )

    def describe(self) -> Iterator[str]:
        """What was found."""
        for policy in self.policies:
            schools = count_noun(len(policy.copies), "school")
            yield f"{policy.title} ({policy.policy}), {schools}: {policy.shared:.0%} of all words are shared"
            counts = ", ".join(count_noun(count, noun) for noun, count in policy.counts.items() if count)
            yield f"  found: {counts}"
        yield from self.apart
        if self.variables:
            yield f"Values and words that differ between schools: {len(self.variables)}."
        back = sum(proof.comes_back for proof in self.proofs)
        copies = count_noun(len(self.proofs), "copy", "copies")
        yield f"Word for word, {back} of {copies} come back from the draft."
        for proof in self.proofs:
            if not proof.comes_back:
                places = count_noun(len(proof.differences), "place")
                yield f"  {proof.school}, {proof.file}: differs in {places}; see the report"


@dataclass(slots=True)
class _Policy:
    """One policy while it is worked on: its copies by number, its columns, their groups by number."""

    id: str
    version: str
    copies: dict[int, SchoolCopy]
    aligned: list[Column]
    groups: dict[int, list[tuple[int, Group]]] = field(default_factory=dict)
    columns: list[ClauseColumn] = field(default_factory=list)


def import_schools(options: SchoolsOptions) -> SchoolsResult:
    """Turn many schools' copies of policies into one draft library.

    The copies of a policy are recognised by their wording and aligned clause by clause; what differs becomes
    values, words, choices, optional clauses and amendments. Each school's documents are assembled from the
    draft and held against its copies.

    Raises UsageError for ids, dates, files and folders that cannot be, and ClausewrightError where a file
    cannot be read.
    """
    refuse_bad_ids(options)
    refuse_if_taken(options.into)
    decisions = Decisions(options.answers)
    known = Proposals({id: Decision(True, {"answer": text}) for id, text in options.answers.items()})
    schools, copies = read_drawer(list_files(options.paths), options.as_at, known)
    copies = [copy.drop_omitted() for copy in copies]
    families = find_families(copies)
    of_copies = [copy.school for copy in copies]
    names = _list_names(schools)
    policies = _align_policies(options, copies, families)
    groups, slots = _find_all_slots(policies)
    # Once the values are known, the texts are aligned again by what is no value.
    copies = _cut_again(copies, find_variables(groups, slots, of_copies, names), names)
    policies = _align_policies(options, copies, families)
    groups, slots = _find_all_slots(policies)
    found_variables = find_variables(groups, slots, of_copies, names)
    variables = [variable for variable in found_variables if _accept_variable(variable, schools, decisions)]
    others = list(find_other_places(variables, groups, of_copies))
    marks = choose_marks(groups, variables, others, of_copies)
    return _write_library(options, schools, policies, variables, marks, decisions, families, copies)


def _cut_again(
    copies: Sequence[SchoolCopy],
    variables: Sequence[SharedVariable],
    names: Mapping[str, Mapping[str, str]],
) -> list[SchoolCopy]:
    """The copies with each school's own values as one word each."""
    tokenizers: dict[str, Tokenizer] = {}
    for copy in copies:
        if copy.school not in tokenizers:
            own_names = {of_key[copy.school]: key for key, of_key in names.items() if copy.school in of_key}
            tokenizers[copy.school] = Tokenizer(list_sorts(variables, copy.school) | own_names)
    return [copy.cut(tokenizers[copy.school]).drop_omitted() for copy in copies]


def _align_policies(
    options: SchoolsOptions, copies: Sequence[SchoolCopy], families: Families
) -> list[_Policy]:
    taken: set[str] = set()
    policies: list[_Policy] = []
    units = {index: copy.units for index, copy in enumerate(copies)}
    for family in families.families:
        members = {index: copies[index] for index in family.members}
        titles = Counter(copy.title for copy in members.values())
        first = next(copy for copy in members.values() if copy.title == titles.most_common(1)[0][0])
        is_only = len(families.families) == 1
        id = (
            options.policy
            if options.policy and is_only
            else choose_policy_id(_name_bare(first), "", "", taken)
        )
        taken.add(id)
        dates = sorted((copy.date for copy in members.values() if copy.date), key=first_day)
        version = options.version or (dates[-1] if dates else f"{options.as_at:%Y-%m}")
        policies.append(_Policy(id, version, members, align_copies(family, units)))
    return policies


def _name_bare(copy: SchoolCopy) -> Imported:
    """A copy under its title without its school's name."""
    return replace(copy.imported, outline=replace(copy.imported.outline, title=copy.title))


def _find_all_slots(policies: Sequence[_Policy]) -> tuple[list[Group], list[Slot]]:
    groups: list[Group] = []
    slots: list[Slot] = []
    for policy in policies:
        for index, column in enumerate(policy.aligned):
            units = {copy: policy.copies[copy].units[place] for copy, place in column.places.items()}
            policy.groups[index] = []
            for group in group_wordings(len(groups), units):
                policy.groups[index].append((len(groups), group))
                slots += find_slots(len(groups), group)
                groups.append(group)
    return groups, slots


def _list_names(schools: Sequence[DrawerSchool]) -> dict[str, dict[str, str]]:
    """The names that stand in the texts of each school, by their keys."""
    names: dict[str, dict[str, str]] = {}
    for school in schools:
        for name in school.names:
            names.setdefault(name.key, {})[school.id] = name.value
    return names


def _accept_variable(variable: SharedVariable, schools: Sequence[DrawerSchool], decisions: Decisions) -> bool:
    kind = "word" if variable.key.startswith("word.") else "field"
    by_text: dict[str, list[str]] = {}
    for school in schools:
        if text := variable.print_at(school.id):
            by_text.setdefault(text, []).append(school.name)
    if len(by_text) < 2:
        return True
    answer = decisions.ask(
        kind,
        variable.key,
        f"{variable.key}: {describe_kind(variable.kind)} of each school’s own, in"
        f" {count_noun(max(1, len(variable.places)), 'place')}. {variable.help}",
        ("yes", "no"),
        sum(len(place.spans) for place in variable.places),
        [Evidence(tuple(holders), text) for text, holders in by_text.items()],
    )
    return answer == "yes"


def _write_library(
    options: SchoolsOptions,
    schools: Sequence[DrawerSchool],
    policies: Sequence[_Policy],
    variables: Sequence[SharedVariable],
    marks: Mapping[tuple[int, int], tuple[Mark, ...]],
    decisions: Decisions,
    families: Families,
    copies: Sequence[SchoolCopy],
) -> SchoolsResult:
    taken = {variable.key for variable in variables}
    ids: set[str] = set()
    names = {school.id: school.name for school in schools}
    plans: list[FamilyPlan] = []
    drafted: list[DraftedPolicy] = []
    for policy in policies:
        targets = map_targets(policy.aligned, policy.copies)
        policy.columns = [
            sort_wordings(index, policy.groups[index], marks, targets) for index in range(len(policy.aligned))
        ]
        by_copy = {number: names[copy.school] for number, copy in policy.copies.items()}
        plan = Planner(policy.id, policy.aligned, policy.columns, by_copy, decisions, taken).make_plan()
        plans.append(plan)
        terms = Terms(policy.version, "1.1", options.as_at)
        writer = PolicyWriter(plan, policy.aligned, policy.copies, variables, policy.version, terms, ids)
        drafted.append(writer.write())
    files = _write_files(schools, policies, plans, drafted, variables, copies)
    with draft(options.into, files) as written:
        for policy_draft in drafted:
            written.add_bytes(policy_draft.pictures)
        library, loaded = load_library(written.root.resolve())
        problems = check(library, loaded, options.as_at)
        proofs: list[Proof] = []
        if not errors_in(problems):
            of_policies = {policy.id: list(policy.copies.values()) for policy in policies}
            proofs = prove_copies(library, of_policies, options.as_at)
        result = SchoolsResult(
            options.into,
            problems,
            tuple(schools),
            tuple(
                _summarise(policy, plan, _read_title(library, policy.id))
                for policy, plan in zip(policies, plans, strict=True)
            ),
            tuple(variables),
            decisions,
            tuple(proofs),
            tuple(list_common_subjects(copies, families)),
        )
        if result.is_written:
            report = _make_report(options, result)
            written.add({"import/report.html": write_report_page(report, options.into)})
            written.add_bytes({"import/report.xlsx": write_drawer_sheet(report)})
            written.approved = True
        return result


def _make_report(options: SchoolsOptions, result: SchoolsResult) -> DrawerReport:
    sources = DrawerSources(
        tuple(str(path.resolve()) for path in options.paths), options.policy, options.version
    )
    copies = {policy.policy: policy.copies for policy in result.policies}
    summary = list(result.describe())
    return make_report(sources, summary, result.decisions, result.schools, copies, result.proofs)


def _read_title(library: Library, policy: str) -> str:
    return library.policies[policy].facts.title if policy in library.policies else policy


def _summarise(policy: _Policy, plan: FamilyPlan, title: str) -> PolicyResult:
    shared = everything = 0
    for column in policy.columns:
        for wording in column.wordings:
            words = len(wording.unit.tokens) * len(wording.copies)
            everything += words
            shared += words if wording is column.wordings[0] and len(wording.copies) > 1 else 0
    clauses = sum(planned.kind not in ("heading", "call") for planned in plan.columns)
    counts = {
        "clause": clauses,
        "choice": len(plan.choices),
        "optional part": sum(key.startswith("choice.has_") for key in plan.flags),
        "moved part": len(plan.moved),
        "amendment": sum(len(planned.amended) + len(planned.omitted) for planned in plan.columns)
        + len(plan.additions),
    }
    return PolicyResult(
        policy.id, title, policy.version, tuple(policy.copies.values()), shared, everything, counts
    )


def _write_files(
    schools: Sequence[DrawerSchool],
    policies: Sequence[_Policy],
    plans: Sequence[FamilyPlan],
    drafted: Sequence[DraftedPolicy],
    variables: Sequence[SharedVariable],
    copies: Sequence[SchoolCopy],
) -> dict[str, str]:
    files: dict[str, str] = {}
    for policy_draft in drafted:
        files |= policy_draft.files
    bodies = {choose_approver(copy.imported.facts.body) for copy in copies}
    files["variables/schema.yml"] = write_schema_file(variables, plans, bodies)
    files["variables/common.yml"] = "# Values for all schools.\n"
    files["policies/editions.yml"] = write_editions(
        [Drafted(policy_draft.policy, policy_draft.version) for policy_draft in drafted]
    )
    for school in schools:
        school_files: list[Imported] = []
        own_drafts: list[Drafted] = []
        answers: dict[str, str | bool] = {}
        for policy, plan in zip(policies, plans, strict=True):
            for number, copy in policy.copies.items():
                if copy.school == school.id:
                    school_files.append(replace(copy.imported, policy=policy.id))
                    own_drafts.append(Drafted(policy.id, policy.version))
                    answers |= plan.answers[number]
        folder = f"variables/schools/{school.id}"
        settings = list_settings(school, variables, plans, answers)
        files[f"{folder}/school.yml"] = write_school([], settings, school_files, school.match, None)
        files[f"{folder}/adoptions.yml"] = write_adoptions(school_files, own_drafts, [])
        files[f"variables/authorities/{school.match.authority}.yml"] = (
            "# Values for all schools of this authority.\n"
        )
    return files
