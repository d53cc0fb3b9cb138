"""Two versions of the model, or as a school has them, two readers or two libraries are compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..assemble.assembler import Assembler
from ..assemble.resolver import places_of
from ..assemble.sites import MODEL_ID, SchoolDocument, Site, assemble_copy_as, assemble_sites
from ..build.cache import FOLDER
from ..build.change_files import add_pictures, report_changes
from ..build.change_sets import PairResolver, RelocatedResolver
from ..build.library_memory import find_memory, open_memory
from ..changes import DiffSession, compare, make_copy_inputs
from ..check import check
from ..document.pandoc import shared_pandoc
from ..document.parse import numbers_of, parse
from ..errors import ClausewrightError, Problem, UsageError, did_you_mean, errors_in, refuse_unknown
from ..load import load_library, load_ref
from ..model.kinds import VersionStatus
from ..model.library import Library, Policy, Version
from ..model.status import PolicyStanding, PolicyStatus
from .comparison import Comparison


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """What to compare; empty where nothing was said.

    `root` is the folder of the library, `as_at` the day that counts as today. `policy` is a policy's id,
    `old` and `new` its versions, as `2026-09`. `school` says whose copies are meant (the model's), and
    `against` whose copy that of the school is held against: a school's or `model`. `libraries` are instead
    two folders, or git refs of the library in `root`; every policy and version that both have is compared
    where none is named.
    """

    root: Path
    as_at: date
    policy: str = ""
    old: str = ""
    new: str = ""
    school: str = ""
    against: str = ""
    libraries: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class VersionComparison(Comparison):
    """The changes between two copies of a policy, with the newer copy."""

    library: Library
    speaker: PairResolver
    new: SchoolDocument


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """What was compared, each policy and version by itself, and in a sentence each what only one of two
    libraries has.
    """

    comparisons: tuple[VersionComparison, ...]
    one_sided: tuple[str, ...] = ()

    @property
    def has_changes(self) -> bool:
        """Say whether anything changed."""
        return bool(self.one_sided) or any(comparison.has_changes for comparison in self.comparisons)


def compare_versions(asked: ComparisonRequest) -> ComparisonResult:
    """Compare two versions of a policy, or two readers' copies of it, or two libraries.

    Raises UsageError for what does not exist, ClausewrightError where a library has errors.
    """
    if asked.libraries:
        return _compare_libraries(asked, *asked.libraries)
    library = load_sound(asked.root, asked.as_at, asked.school, asked.against)
    refuse_unknown("policy", [asked.policy], library.policies)
    policy = library.policies[asked.policy]
    old, new = _find_version(policy, asked.old), _find_version(policy, asked.new or asked.old)
    if not asked.against:
        _refuse_wrong_way(policy, old, new)
    ours = asked.school or MODEL_ID
    theirs = asked.against or ours
    refuse_unknown(library.unit.singular, [theirs, ours], (MODEL_ID, *library.schools))
    readers = _Readers(library, asked.as_at, {ours, theirs})
    in_a_row = theirs == ours == MODEL_ID
    copies = readers.copy_of(theirs, policy, old), readers.copy_of(ours, policy, new)
    return ComparisonResult((_compare_copies((readers, readers), copies, (theirs, ours), in_a_row=in_a_row),))


def compare_in_library(library: Library, as_at: date, policy: str, old: str, new: str) -> VersionComparison:
    """Compare two versions of the model in a library that has been checked, such as one that is about to be
    written.
    """
    readers = _Readers(library, as_at, {MODEL_ID})
    versions = [_find_version(library.policies[policy], name) for name in (old, new)]
    before, after = (readers.copy_of(MODEL_ID, library.policies[policy], version) for version in versions)
    return _compare_copies((readers, readers), (before, after), (MODEL_ID, MODEL_ID), in_a_row=True)


def load_sound(root: Path, as_at: date, *schools: str) -> Library:
    """Load a library. Raises ClausewrightError where it has errors, but for those of other schools."""
    return _require_sound(*load_library(root), as_at, schools=set(schools))


def _refuse_wrong_way(policy: Policy, old: Version, new: Version) -> None:
    if old is new:
        raise UsageError(
            f"Both sides are {old.name}. Name two versions of {policy.id}:"
            f" {', '.join(version.name for version in policy.versions)}."
        )
    if old.date > new.date:
        turned = f"clausewright diff {policy.id} {new.name} {old.name}"
        raise UsageError(
            f"{old.name} is newer than {new.name}: the older version comes first. Write: {turned}."
        )


def _find_version(policy: Policy, name: str) -> Version:
    version = policy.named(name)
    if version is None:
        names = [known_version.name for known_version in policy.versions]
        hint = did_you_mean(name, names) or f"It has {', '.join(names)}."
        raise UsageError(f"{policy.facts.title} has no version '{name}'. {hint}")
    return version


def _require_sound(
    library: Library, loaded: tuple[Problem, ...], as_at: date, schools: set[str], where: str = ""
) -> Library:
    """A library without errors that could touch what is compared; a school's own errors matter only to that
    school.
    """
    with open_memory(library.root / FOLDER) as memory:
        problems = check(library, loaded, as_at, memory)
    stopping = [
        problem for problem in errors_in(problems) if not problem.schools or schools & set(problem.schools)
    ]
    if stopping:
        place = f"{where}: " if where else ""
        raise ClausewrightError(
            Problem(f"{place}{problem.path}", problem.line, problem.message, problem.hint, rule=problem.rule)
            for problem in stopping
        )
    return library


class _Readers:
    """Those whose copies are compared, the model and schools by their ids, as they are on a day."""

    def __init__(self, library: Library, as_at: date, readers: Collection[str]) -> None:
        self.library = library
        self.assembler = Assembler(library, find_memory(library.root / FOLDER))
        sites = assemble_sites(self.assembler, as_at, readers)
        self._sites = {site.id: site for site in sites if site.showing.is_newest}

    def site(self, reader: str) -> Site:
        # Where no edition has begun, nobody has a site.
        refuse_unknown(self.library.unit.singular, [reader], self._sites)
        return self._sites[reader]

    def copy_of(self, reader: str, policy: Policy, version: Version) -> SchoolDocument:
        """A reader's copy of a version: as it is in force there, as it would be if it were proposed, or as
        the model has it.
        """
        site = self.site(reader)
        if site.school is None:
            state = (
                PolicyStatus.CONSULTATION
                if version.facts.status is VersionStatus.CONSULTATION
                else PolicyStatus.MODEL
            )
            return assemble_copy_as(self.assembler, site, PolicyStanding(policy, state, version))
        decisions = [
            adoption
            for adoption in self.library.adoptions(site.school, policy.id)
            if adoption.facts.version == version.name
        ]
        adopted = next(
            (adoption for adoption in reversed(decisions) if adoption.facts.status == "adopted"), None
        )
        state = PolicyStatus.IN_FORCE if adopted else PolicyStatus.PROPOSED
        return assemble_copy_as(self.assembler, site, PolicyStanding(policy, state, version, adopted))

    def printer(self, reader: str, copy: SchoolDocument, *, is_past: bool) -> RelocatedResolver:
        site = self.site(reader)
        places = places_of(site, copy, _Numbers(site))
        return RelocatedResolver(self.library, site, copy, places, "", is_past=is_past)


class _Numbers(Mapping[str, Mapping[str, str]]):
    """The numbers of the clauses in each document of a site, found when they are asked for."""

    def __init__(self, site: Site) -> None:
        self._copies = {copy.id: copy for copy in site.copies}
        self._known: dict[str, Mapping[str, str]] = {}

    def __getitem__(self, id: str) -> Mapping[str, str]:
        if id not in self._known:
            assembled = self._copies[id].assembled
            document = parse(
                shared_pandoc(),
                assembled.policy.facts.title,
                assembled.policy.facts.numbering,
                assembled.text,
            )
            self._known[id] = numbers_of(document)
        return self._known[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._copies)

    def __len__(self) -> int:
        return len(self._copies)


def _compare_copies(
    readers_of_sides: tuple[_Readers, _Readers],
    copies: tuple[SchoolDocument, SchoolDocument],
    readers: tuple[str, str],
    *,
    in_a_row: bool,
) -> VersionComparison:
    sources = [
        make_copy_inputs(side_readers.assembler, side_readers.site(reader), copy)
        for side_readers, reader, copy in zip(readers_of_sides, readers, copies, strict=True)
    ]
    old, new = (
        side_readers.printer(reader, copy, is_past=is_past)
        for side_readers, reader, copy, is_past in zip(
            readers_of_sides, readers, copies, (True, False), strict=True
        )
    )
    changes = compare(DiffSession(shared_pandoc()), sources[0], sources[1])
    library = add_pictures(readers_of_sides[1].library, readers_of_sides[0].library)
    report = report_changes(changes, copies[1], in_a_row=in_a_row)
    return VersionComparison(library, report, PairResolver(old, new), copies[1])


# -- two libraries -------------------------------------------------------------------------------------------


def _compare_libraries(asked: ComparisonRequest, before: str, after: str) -> ComparisonResult:
    """Compare the model of two libraries; and say in a sentence each what only one of them has."""
    old, new = (_Readers(_load_library(asked, side), asked.as_at, {MODEL_ID}) for side in (before, after))
    all_policies = {**old.library.policies, **new.library.policies}
    if asked.policy:
        refuse_unknown("policy", [asked.policy], all_policies)
    change_sets, one_sided = [], []
    for id in sorted(all_policies):
        earlier, policy = old.library.policies.get(id), new.library.policies.get(id)
        if asked.policy not in ("", id):
            continue
        if earlier is None or policy is None:
            title, fate = all_policies[id].facts.title, "new" if earlier is None else "removed"
            one_sided.append(f"The {title} is {fate}: only one of the two libraries has it.")
            continue
        pairs = (
            [(_find_version(earlier, asked.old), _find_version(policy, asked.new or asked.old))]
            if asked.old
            else _pair_versions(earlier, policy)
        )
        for was, now in pairs:
            copies = old.copy_of(MODEL_ID, earlier, was), new.copy_of(MODEL_ID, policy, now)
            change_sets.append(
                _compare_copies((old, new), copies, (MODEL_ID, MODEL_ID), in_a_row=was.name != now.name)
            )
        gone = (
            []
            if asked.old
            else [version.title for version in earlier.versions if policy.named(version.name) is None]
        )
        one_sided += [f"The version of {title} of the {policy.facts.title} is removed." for title in gone]
    return ComparisonResult(tuple(change_sets), tuple(one_sided))


def _pair_versions(before: Policy, after: Policy) -> Iterator[tuple[Version, Version]]:
    """Each version with itself as it was; one that is new with the one before it."""
    for index, version in enumerate(after.versions):
        was = before.named(version.name)
        if was is not None:
            yield was, version
        elif index and (earlier := before.named(after.versions[index - 1].name)):
            yield earlier, version


def _load_library(asked: ComparisonRequest, name: str) -> Library:
    """A library in a folder, or as it was at a git ref."""
    folder = Path(name)
    loaded = load_library(folder.resolve()) if folder.is_dir() else load_ref(asked.root, name)
    return _require_sound(*loaded, asked.as_at, schools=set(), where=name)
