"""The pipeline: a drawer of copies becomes a draft library, laid out for a person to decide on, checked, and
proved by building each school's own documents again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..check import check
from ..edit.drawer_sheet import write_drawer_sheet
from ..edit.library_files import draft, refuse_if_taken
from ..errors import errors_in
from ..importer.imported import Imported, Terms
from ..importer.pipeline import choose_policy_id
from ..importer.proposals import Decision, Proposals
from ..load import load_library
from ..model.drawer import DrawerReport, DrawerSources, Evidence
from ..model.library import Library
from ..model.text import count_noun
from .alignment import Column, align_copies
from .calls import map_targets
from .decisions import Decisions
from .drafting import DraftedPolicy, PolicyWriter
from .editions import Edition, EditionFinder, name_editions
from .families import Families, find_families, list_common_subjects
from .options import SchoolsOptions, refuse_bad_ids
from .other_places import find_other_places, list_sorts
from .plan import Planner
from .planned import FamilyPlan
from .proof import Proof, prove_copies
from .reading import DrawerSchool, SchoolCopy, list_files, name_schools, read_drawer
from .report import make_report, write_report_page
from .results import PolicyResult, SchoolsResult
from .revisions import drop_differences_of_editions, join_revisions, set_strays_apart
from .school_folders import write_school_folder, write_shared_files
from .shared_variables import SharedVariable, describe_kind
from .slots import Group, Slot, find_slots, group_wordings
from .units import Tokenizer
from .variables import find_variables
from .wordings import ClauseColumn, choose_marks, sort_wordings


@dataclass(slots=True)
class _Policy:
    """One policy while it is worked on: its copies by number, its columns, their groups by number, what the
    columns say, and its editions, the earliest first.
    """

    id: str
    copies: dict[int, SchoolCopy]
    aligned: list[Column]
    groups: dict[int, list[tuple[int, Group]]] = field(default_factory=dict)
    columns: list[ClauseColumn] = field(default_factory=list)
    editions: list[Edition] = field(default_factory=list)

    def list_sides(self) -> list[frozenset[int]]:
        """The copies of each edition."""
        return [edition.copies for edition in self.editions]


@dataclass(slots=True)
class _Drawer:
    """A drawer while it is worked on: its schools, its copies, and which of these are of one policy."""

    options: SchoolsOptions
    schools: Sequence[DrawerSchool]
    copies: list[SchoolCopy]
    families: Families
    decisions: Decisions
    policies: list[_Policy] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)

    @property
    def school_of_copies(self) -> list[str]:
        """The school of each copy."""
        return [copy.school for copy in self.copies]


def import_schools(options: SchoolsOptions) -> SchoolsResult:
    """Turn many schools' copies of policies into one draft library.

    The copies of a policy are recognised by their wording and aligned clause by clause; what differs becomes
    values, words, choices, optional clauses and amendments. Copies of different times become versions of the
    policy. Each school's documents are assembled from the draft and held against its copies.

    Raises UsageError for ids, dates, files and folders that cannot be, and ClausewrightError where a file
    cannot be read.
    """
    refuse_bad_ids(options)
    refuse_if_taken(options.into)
    known = Proposals({id: Decision(True, {"answer": text}) for id, text in options.answers.items()})
    schools, copies = read_drawer(list_files(options.paths), options.as_at, known)
    copies = [copy.drop_omitted() for copy in copies]
    drawer = _Drawer(options, schools, copies, find_families(copies), Decisions(options.answers))
    names = _list_names(schools)
    _align_policies(drawer)
    _find_all_slots(drawer)
    # Once the values are known, the texts are aligned again by what is no value.
    drawer.copies = _cut_again(
        drawer.copies, find_variables(drawer.groups, drawer.slots, drawer.school_of_copies, names), names
    )
    _align_policies(drawer)
    _find_all_slots(drawer)
    variables = find_variables(drawer.groups, drawer.slots, drawer.school_of_copies, names)
    _sort_columns(drawer, variables)
    _tell_editions(drawer)
    if any(len(policy.editions) > 1 for policy in drawer.policies):
        _set_strays_apart(drawer)
        variables = find_variables(drawer.groups, drawer.slots, drawer.school_of_copies, names)
        variables = _drop_differences_of_editions(drawer, variables)
    variables = [variable for variable in variables if _accept_variable(variable, drawer)]
    _sort_columns(drawer, variables)
    for policy in drawer.policies:
        for column in policy.columns:
            join_revisions(column, policy.list_sides())
    return _write_library(drawer, variables)


# -- Aligning ------------------------------------------------------------------------------------------------


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


def _align_policies(drawer: _Drawer) -> None:
    """Align the copies of each policy."""
    options = drawer.options
    taken: set[str] = set()
    units = {index: copy.units for index, copy in enumerate(drawer.copies)}
    drawer.policies = []
    for family in drawer.families.families:
        members = {index: drawer.copies[index] for index in family.members}
        titles = Counter(copy.title for copy in members.values())
        first = next(copy for copy in members.values() if copy.title == titles.most_common(1)[0][0])
        is_only = len(drawer.families.families) == 1
        id = options.policy if is_only else ""
        id = id or choose_policy_id(_name_bare(first), "", "", taken)
        taken.add(id)
        drawer.policies.append(_Policy(id, members, align_copies(family, units)))


def _name_bare(copy: SchoolCopy) -> Imported:
    """A copy under its title without its school's name."""
    return replace(copy.imported, outline=replace(copy.imported.outline, title=copy.title))


def _find_all_slots(drawer: _Drawer) -> None:
    """Find where the copies of each clause differ by a few words."""
    drawer.groups, drawer.slots = [], []
    for policy in drawer.policies:
        policy.groups = {}
        for index, column in enumerate(policy.aligned):
            units = {copy: policy.copies[copy].units[place] for copy, place in column.places.items()}
            policy.groups[index] = []
            for group in group_wordings(len(drawer.groups), units):
                policy.groups[index].append((len(drawer.groups), group))
                drawer.slots += find_slots(len(drawer.groups), group)
                drawer.groups.append(group)


def _sort_columns(drawer: _Drawer, variables: Sequence[SharedVariable]) -> None:
    """Say of each clause what it says in each copy, once the values are set aside."""
    schools = drawer.school_of_copies
    others = list(find_other_places(variables, drawer.groups, schools))
    marks = choose_marks(drawer.groups, variables, others, schools)
    for policy in drawer.policies:
        targets = map_targets(policy.aligned, policy.copies)
        policy.columns = [
            sort_wordings(index, policy.groups[index], marks, targets) for index in range(len(policy.aligned))
        ]


# -- Editions ------------------------------------------------------------------------------------------------


def _tell_editions(drawer: _Drawer) -> None:
    """Tell the copies of each policy apart that are of different times."""
    names = name_schools(drawer.schools)
    for policy in drawer.policies:
        datings = {number: copy.dating for number, copy in policy.copies.items()}
        by_copy = {number: names[copy.school] for number, copy in policy.copies.items()}
        finder = EditionFinder(policy.id, policy.columns, datings, by_copy, drawer.decisions)
        policy.editions = name_editions(finder.find(), datings, drawer.options.version, drawer.options.as_at)


def _set_strays_apart(drawer: _Drawer) -> None:
    for policy in drawer.policies:
        if len(policy.editions) > 1:
            policy.aligned = set_strays_apart(policy.aligned, policy.list_sides())
    _find_all_slots(drawer)


def _drop_differences_of_editions(
    drawer: _Drawer, variables: Sequence[SharedVariable]
) -> list[SharedVariable]:
    policy_of_group = [
        number
        for number, policy in enumerate(drawer.policies)
        for groups in policy.groups.values()
        for _ in groups
    ]
    schools = [
        [frozenset(policy.copies[copy].school for copy in copies) for copies in policy.list_sides()]
        for policy in drawer.policies
    ]
    return drop_differences_of_editions(variables, policy_of_group, schools)


# -- Values --------------------------------------------------------------------------------------------------


def _list_names(schools: Sequence[DrawerSchool]) -> dict[str, dict[str, str]]:
    """The names that stand in the texts of each school, by their keys."""
    names: dict[str, dict[str, str]] = {}
    for school in schools:
        for name in school.names:
            names.setdefault(name.key, {})[school.id] = name.value
    return names


def _accept_variable(variable: SharedVariable, drawer: _Drawer) -> bool:
    kind = "word" if variable.key.startswith("word.") else "field"
    by_text: dict[str, list[str]] = {}
    for id, name in name_schools(drawer.schools).items():
        if text := variable.print_at(id):
            by_text.setdefault(text, []).append(name)
    if len(by_text) < 2:
        return True
    answer = drawer.decisions.ask(
        kind,
        variable.key,
        f"{variable.key}: {describe_kind(variable.kind)} of each school’s own, in"
        f" {count_noun(max(1, len(variable.places)), 'place')}. {variable.help}",
        ("yes", "no"),
        sum(len(place.spans) for place in variable.places),
        [Evidence(tuple(holders), text) for text, holders in by_text.items()],
    )
    return answer == "yes"


# -- Writing -------------------------------------------------------------------------------------------------


def _write_library(drawer: _Drawer, variables: Sequence[SharedVariable]) -> SchoolsResult:
    options = drawer.options
    plans = _plan_policies(drawer, variables)
    drafted = _draft_policies(drawer, plans, variables)
    files = write_shared_files(plans, drafted, variables, drawer.copies)
    plan_of_policy = {plan.policy: plan for plan in plans}
    copies = {policy.id: policy.copies for policy in drawer.policies}
    for school in drawer.schools:
        files |= write_school_folder(school, plan_of_policy, copies, variables)
    with draft(options.into, files) as written:
        for policy_draft in drafted:
            written.add_bytes(policy_draft.pictures)
        library, loaded = load_library(written.root.resolve())
        problems = check(library, loaded, options.as_at)
        proofs: list[Proof] = []
        if not errors_in(problems):
            of_policies = {policy: list(of_policy.values()) for policy, of_policy in copies.items()}
            proofs = prove_copies(library, of_policies, options.as_at)
        result = SchoolsResult(
            options.into,
            problems,
            tuple(drawer.schools),
            tuple(
                _summarise(policy, plan, _read_title(library, policy.id))
                for policy, plan in zip(drawer.policies, plans, strict=True)
            ),
            tuple(variables),
            drawer.decisions,
            tuple(proofs),
            tuple(list_common_subjects(drawer.copies, drawer.families)),
        )
        if result.is_written:
            report = _make_report(options, result)
            written.add({"import/report.html": write_report_page(report, options.into)})
            written.add_bytes({"import/report.xlsx": write_drawer_sheet(report)})
            written.approved = True
        return result


def _plan_policies(drawer: _Drawer, variables: Sequence[SharedVariable]) -> list[FamilyPlan]:
    names = name_schools(drawer.schools)
    taken = {variable.key for variable in variables}
    plans: list[FamilyPlan] = []
    for policy in drawer.policies:
        by_copy = {number: names[copy.school] for number, copy in policy.copies.items()}
        planner = Planner(
            policy.id, policy.editions, policy.aligned, policy.columns, by_copy, drawer.decisions, taken
        )
        plans.append(planner.make_plan())
    return plans


def _draft_policies(
    drawer: _Drawer, plans: Sequence[FamilyPlan], variables: Sequence[SharedVariable]
) -> list[DraftedPolicy]:
    ids: set[str] = set()
    drafted: list[DraftedPolicy] = []
    for policy, plan in zip(drawer.policies, plans, strict=True):
        terms = Terms(policy.editions[-1].version, "1.1", drawer.options.as_at)
        writer = PolicyWriter(plan, policy.aligned, policy.copies, variables, terms, ids)
        drafted.append(writer.write())
    return drafted


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
        policy.id,
        title,
        tuple(edition.version for edition in policy.editions),
        tuple(policy.copies.values()),
        shared,
        everything,
        counts,
    )
