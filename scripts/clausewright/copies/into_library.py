"""Into a library that is there: each school's copies are recognised as versions of its policies, and become
that school's folder: values, choices, own wordings and decisions. Of the model nothing is written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..check import check
from ..edit.drawer_sheet import write_drawer_sheet
from ..edit.library_files import draft, refuse_if_taken
from ..errors import ClausewrightError, Problem, errors_in
from ..importer.library_values import FoundValue
from ..importer.proposals import Decision, Proposals
from ..importer.school_files import write_school, write_value
from ..load import load_library
from ..model.drawer import DrawerReport, DrawerSources, Evidence
from ..model.library import Library
from ..model.local_records import Action
from ..model.text import count_noun, join_words, shorten
from ..model.values import SHAPING, Kind, printed
from .decisions import Decisions
from .options import SchoolsOptions, refuse_bad_ids
from .own_wordings import OwnWording
from .proof import Proof, prove_copies
from .reading import DrawerSchool, SchoolCopy, list_files, read_drawer
from .report import make_report, write_report_page
from .school_files import compute_digests, write_adoptions, write_own_wordings
from .school_in_library import CopyInLibrary, SchoolInLibrary, SchoolReader

_SHOWN = 300
_KINDS = {Action.REPLACE: "amendment", Action.OMIT: "omission", Action.ADD_AFTER: "addition"}
_DEEDS = {
    Action.REPLACE: "words the clause '{}' so: an amendment",
    Action.OMIT: "does not have the clause '{}'",
    Action.ADD_AFTER: "has this, after the clause '{}'",
}


@dataclass(frozen=True, slots=True)
class SchoolsInLibrary:
    """What became of a drawer in a library.

    `folder` is the place of the library with the schools in it; it is there only where `is_written`.
    `remarks` are sentences about what no school can have of its own, and about what the library says
    otherwise of schools that it has already. `proofs` say for each copy whether it comes back.
    """

    folder: Path
    problems: tuple[Problem, ...]
    schools: tuple[SchoolInLibrary, ...]
    decisions: Decisions
    proofs: tuple[Proof, ...]
    remarks: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def is_written(self) -> bool:
        """Say whether the library with the schools was put in its place."""
        return not errors_in(self.problems)

    def lines(self) -> Iterator[str]:
        """What was found, and what to do now, for a person."""
        yield from self.describe()
        report = self.folder / "import" / "report"
        yield (
            f"Wrote {self.folder}: the library with the schools in it. Nothing of the library itself was"
            f" changed; new are {count_noun(len(self.files), 'file')} of schools. Look at {report}.html or"
            f" {report}.xlsx, change the answers, and run: clausewright import --resume {report}.xlsx --into"
            " NEW-FOLDER"
        )

    def describe(self) -> Iterator[str]:
        """What was found at each school."""
        for school in self.schools:
            versions = [
                f"{library_copy.policy.id} {library_copy.version.name}" + _count_wordings(library_copy)
                for library_copy in school.copies
            ]
            known = " (in the library already)" if school.match.known else ""
            yield f"{school.match.name or school.match.id}{known}: {'; '.join(versions) or 'no policy'}"
            for copy in school.apart:
                yield f"  {copy.file} is no policy of this library: import it by itself."
        yield from self.remarks
        back = sum(proof.comes_back for proof in self.proofs)
        yield f"Word for word, {back} of {count_noun(len(self.proofs), 'copy', 'copies')} come back."
        for proof in self.proofs:
            if not proof.comes_back:
                places = count_noun(len(proof.differences), "place")
                yield f"  {proof.school}, {proof.file}: differs in {places}; see the report"


def _count_wordings(library_copy: CopyInLibrary) -> str:
    counts = Counter(_KINDS[wording.action] for wording in library_copy.wordings if not wording.why_not)
    return (
        f" with {join_words([count_noun(count, kind) for kind, count in counts.items()])}" if counts else ""
    )


def import_into_library(options: SchoolsOptions, library_folder: Path) -> SchoolsInLibrary:
    """Hold every school's copies against a library, and write that library with the schools in it.

    A school that the library has already is compared with what the library says of it; nothing of its files
    is changed. Raises UsageError for ids, files and folders that cannot be, and ClausewrightError where a
    file cannot be read, or the library has errors that are no school's.
    """
    refuse_bad_ids(options)
    refuse_if_taken(options.into)
    root = library_folder.resolve()
    library = _load_sound_library(root, options)
    answers = Proposals({id: Decision(True, {"answer": text}) for id, text in options.answers.items()})
    schools, copies = read_drawer(list_files(options.paths), options.as_at, answers)
    by_school: defaultdict[str, list[SchoolCopy]] = defaultdict(list)
    for copy in copies:
        by_school[copy.school].append(copy)
    reader = SchoolReader(library, options.as_at)
    read = [
        reader.read(school.id, by_school[school.id], _keep_answers(school.id, answers)) for school in schools
    ]
    decisions = Decisions(options.answers)
    writing = _Writing(library, options, decisions)
    files: dict[str, str] = {}
    pictures: dict[str, bytes] = {}
    settings = writing.choose_settings(read)
    for school in read:
        if school.match.known is None:
            new_files, new_pictures = writing.write_school(school, settings[school.match.id])
            files |= new_files
            pictures |= new_pictures
    with draft(options.into, files, root, None) as written:
        written.add_bytes(pictures)
        with_schools, loaded = load_library(written.root.resolve())
        if not errors_in(check(with_schools, loaded, options.as_at)):
            written.add(_write_digests(read, with_schools, options))
            with_schools, loaded = load_library(written.root.resolve())
        # What the library is warned of without these schools is no matter of theirs.
        folders = tuple(f"variables/schools/{school.match.id}/" for school in read)
        checked = check(with_schools, loaded, options.as_at)
        errors = errors_in(checked)
        problems = tuple(
            problem for problem in checked if problem in errors or problem.path.startswith(folders)
        )
        proofs = [] if errors_in(problems) else _prove(with_schools, read, options)
        remarks = (*writing.remarks, *_tell_of_known_schools(library, read, options))
        result = SchoolsInLibrary(
            options.into, problems, tuple(read), decisions, tuple(proofs), remarks, (*files, *pictures)
        )
        if result.is_written:
            report = _make_report(options, library_folder, result, schools)
            written.add({"import/report.html": write_report_page(report, options.into)})
            written.add_bytes({"import/report.xlsx": write_drawer_sheet(report)})
            written.approved = True
    return result


def _load_sound_library(root: Path, options: SchoolsOptions) -> Library:
    library, loaded = load_library(root)
    # What is wrong with a school of the library's is no matter of the others'.
    stopping = [
        problem
        for problem in errors_in(check(library, loaded, options.as_at))
        if not problem.schools and not problem.path.startswith("variables/schools/")
    ]
    if stopping:
        raise ClausewrightError(stopping)
    return library


def _keep_answers(id: str, answers: Proposals) -> Proposals:
    """What a person has answered about one school."""
    return Proposals(
        {
            name.removeprefix(f"{id}-"): decision
            for name, decision in answers.decisions.items()
            if name.startswith(f"{id}-school-")
        }
    )


@dataclass(slots=True)
class _Writing:
    """Asks what is to become of what was found, and writes the folders of the schools."""

    library: Library
    options: SchoolsOptions
    decisions: Decisions
    remarks: list[str] = field(default_factory=list)

    def choose_settings(self, schools: Sequence[SchoolInLibrary]) -> dict[str, list[FoundValue]]:
        """Ask about each variable once for all schools; return what each school is to have."""
        by_key: defaultdict[str, list[tuple[SchoolInLibrary, FoundValue]]] = defaultdict(list)
        for school in schools:
            for setting in school.settings if school.match.known is None else ():
                by_key[setting.variable.key].append((school, setting))
        chosen: dict[str, list[FoundValue]] = {school.match.id: [] for school in schools}
        for key, school_settings in sorted(by_key.items()):
            if key == "school.name" or self._ask_about_variable(key, school_settings) == "yes":
                for school, setting in school_settings:
                    chosen[school.match.id].append(setting)
        return chosen

    def _ask_about_variable(
        self, key: str, school_settings: Sequence[tuple[SchoolInLibrary, FoundValue]]
    ) -> str:
        variable = self.library.schema[key]
        by_text: defaultdict[str, list[str]] = defaultdict(list)
        for school, setting in school_settings:
            by_text[_show(setting)].append(school.match.name or school.match.id)
        if variable.kind in SHAPING:
            kind, says = "choice", f"{key}: {variable.help} The copies show another answer than the model’s."
        else:
            kind = "word" if variable.kind is Kind.WORDS else "field"
            says = f"{key}: {variable.help} The copies have it where the library’s text prints it."
        return self.decisions.ask(
            kind,
            key,
            says,
            ("yes", "no"),
            len(school_settings),
            [Evidence(tuple(schools), text) for text, schools in by_text.items()],
        )

    def write_school(
        self, school: SchoolInLibrary, settings: Sequence[FoundValue]
    ) -> tuple[dict[str, str], dict[str, bytes]]:
        """The files of a school that the library does not have, and the pictures of its own wordings."""
        folder = f"variables/schools/{school.match.id}"
        imported = [library_copy.copy.imported for library_copy in school.copies]
        files = {f"{folder}/school.yml": write_school([], settings, imported, school.match, self.library)}
        if school.match.authority and school.match.authority not in self.library.authorities:
            path = f"variables/authorities/{school.match.authority}.yml"
            files[path] = "# Values for all schools of this authority.\n"
        files[f"{folder}/adoptions.yml"] = write_adoptions(school, self.library, {})
        kept = {
            id(wording)
            for library_copy in school.copies
            for wording in library_copy.wordings
            if self._keeps(school, library_copy, wording)
        }
        own_wordings = write_own_wordings(school, kept, self.library)
        return files | own_wordings.files, own_wordings.pictures

    def _keeps(self, school: SchoolInLibrary, library_copy: CopyInLibrary, wording: OwnWording) -> bool:
        """Say whether a school's own wording becomes an amendment."""
        name = school.match.name or school.match.id
        text = " / ".join(part.text for part in wording.parts)
        if wording.why_not:
            words = f"“{shorten(text, 100)}”" if text else "nothing"
            self.remarks.append(
                f"{name}, {library_copy.copy.file}: has {words} at the clause '{wording.clause}', which no"
                f" school can amend: {wording.why_not}."
            )
            return False
        answers = ("keep", "leave-out" if wording.action is Action.ADD_AFTER else "model")
        evidence = [Evidence((name,), text)] if text else []
        if wording.theirs:
            evidence.append(Evidence(("The library",), wording.theirs))
        return (
            self.decisions.ask(
                _KINDS[wording.action],
                f"{name} {wording.clause} {text}",
                f"{name} {_DEEDS[wording.action].format(wording.clause)}",
                answers,
                1 + len((text or wording.theirs).split()),
                evidence,
                library_copy.policy.id,
            )
            == "keep"
        )


def _show(setting: FoundValue) -> str:
    if isinstance(setting.value, bool | tuple):
        return write_value(setting.value)
    text = printed(setting.variable.kind, setting.value) or str(setting.value)
    return setting.variable.options.get(text, text)


def _write_digests(
    schools: Sequence[SchoolInLibrary], library: Library, options: SchoolsOptions
) -> dict[str, str]:
    """The decisions of new schools once more, each with the digest of what was decided."""
    files: dict[str, str] = {}
    for school in schools:
        if school.match.known is None:
            digests = compute_digests(library.schools[school.match.id], library, options.as_at)
            path = f"variables/schools/{school.match.id}/adoptions.yml"
            files[path] = write_adoptions(school, library, digests)
    return files


def _prove(library: Library, schools: Sequence[SchoolInLibrary], options: SchoolsOptions) -> list[Proof]:
    """Hold each school's built documents against its copies, under the ids that the library knows."""
    by_policy: defaultdict[str, list[SchoolCopy]] = defaultdict(list)
    for school in schools:
        for library_copy in school.copies:
            by_policy[library_copy.policy.id].append(library_copy.copy.at_school(school.match.id))
    return prove_copies(library, by_policy, options.as_at)


def _tell_of_known_schools(
    library: Library, schools: Sequence[SchoolInLibrary], options: SchoolsOptions
) -> Iterator[str]:
    """What the copies of schools that the library has already say otherwise than it does."""
    for school in schools:
        known = school.match.known
        if known is None:
            continue
        name = school.match.name or school.match.id
        values = library.values(known, options.as_at)
        for setting in school.settings:
            bound = values.get(setting.variable.key)
            now = write_value(bound.value) if bound else "nothing"
            yield (
                f"{name}: the copies say {_show(setting)} for {setting.variable.key}, the library"
                f" {now}. The library was left as it is."
            )
        for library_copy in school.copies:
            adopted = {
                adoption.facts.version for adoption in library.adoptions(known, library_copy.policy.id)
            }
            if library_copy.version.name not in adopted:
                yield (
                    f"{name}: its {library_copy.copy.file} is the version {library_copy.version.name} of"
                    f" {library_copy.policy.id}, of which the library records no decision. Record it with"
                    " 'clausewright adopt'."
                )
            for wording in library_copy.wordings:
                text = " / ".join(part.text for part in wording.parts)
                deed = _DEEDS[wording.action].format(wording.clause)
                yield (
                    f"{name}, {library_copy.copy.file}: {deed}, and the library does not say so:"
                    f" “{shorten(text, 100)}”"
                )


def _make_report(
    options: SchoolsOptions, library: Path, result: SchoolsInLibrary, schools: Sequence[DrawerSchool]
) -> DrawerReport:
    sources = DrawerSources(
        tuple(str(path.resolve()) for path in options.paths),
        options.policy,
        options.version,
        str(library.resolve()),
    )
    copies: defaultdict[str, list[SchoolCopy]] = defaultdict(list)
    for school in result.schools:
        for library_copy in school.copies:
            copies[library_copy.policy.id].append(library_copy.copy.at_school(school.match.id))
    asked = [
        DrawerSchool(school.match, of_drawer.names, school.advice)
        for school, of_drawer in zip(result.schools, schools, strict=True)
    ]
    return make_report(sources, list(result.describe()), result.decisions, asked, copies, result.proofs)
