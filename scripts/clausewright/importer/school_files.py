"""The files around the policies of a draft: the school, its authority, its values, what it adopted,
and the schema that all of it needs.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..model.dates import first_day, month_in_words
from ..model.library import Library
from ..model.values import Kind, Person, Value, Variable, Words
from .draft import Drafted, dump_yaml
from .facts import find_body
from .imported import Imported
from .library_values import FoundValue
from .policy_file import choose_approver
from .school import NOT_STATED, SchoolMatch
from .values import Found

WORDS: Mapping[str, tuple[str, str, str]] = {
    "staff": ("member of staff", "staff", "What those who work at the school are called."),
    "pupil": ("pupil", "pupils", "What those whom the school teaches are called."),
    "parent": ("parent or carer", "parents and carers", "What those who bring a pupil up are called."),
    "governor": ("governor", "governors", "What a member of the governing body is called."),
    "volunteer": ("volunteer", "volunteers", "A person who helps unpaid."),
    "contractor": ("contractor", "contractors", "A person who works in school for somebody else."),
    "visitor": ("visitor", "visitors", "A person who comes for a short time."),
    "head": ("headteacher", "headteachers", "The title of the head of the school."),
    "line_manager": ("line manager", "line managers", "The person to whom a member of staff reports."),
    "governing_body": ("governing body", "governing bodies", "The body that approves policies."),
}
# Without a default: it stands as a blank until somebody says which body it is.
_APPROVING_BODY = (
    'word.approving_body: {type: words, set_by: school, help: "The body that approves policies where that is'
    ' not the governing body."}\n'
)
# What YAML reads as a number or a day, as the schema has it.
_BARE = frozenset({Kind.NUMBER, Kind.DATE, Kind.MONTH})
_GROUPS = ("authority", "trust")
_FACTS = ("school.phase", "school.type")


@dataclass(slots=True)
class SchoolFiles:
    """The files around the policies of a draft: new ones by their paths,
    and lines to be added to files of the library's.
    """

    files: dict[str, str] = field(default_factory=dict)
    added: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def write_school_files(
    imported: Sequence[Imported],
    drafted: Sequence[Drafted],
    home: SchoolMatch,
    fields: Sequence[Found],
    settings: Sequence[FoundValue],
    library: Library | None,
) -> SchoolFiles:
    """Write the files around the policies, those only that the library does not have.
    `fields` are the school's own values.
    """
    folder = f"variables/schools/{home.id}"
    school_files = SchoolFiles()
    bodies = {choose_approver(policy.facts.body) for policy in imported}
    school_files.files[f"{folder}/adoptions.yml"] = write_adoptions(imported, drafted, school_files.remarks)
    if home.known is None:
        school_files.files[f"{folder}/school.yml"] = write_school(fields, settings, imported, home, library)
    if library is None:
        school_files.files["policies/editions.yml"] = write_editions(drafted)
        school_files.files["variables/schema.yml"] = (
            "# Every variable of the imported policies: its type, who sets it, what it means.\n"
            + write_schema(fields, {}, bodies)
        )
        school_files.files["variables/common.yml"] = "# Values for all schools.\n"
    elif lines := write_schema(fields, library.schema, bodies):
        school_files.added["variables/schema.yml"] = (
            f"\n# For {', '.join(draft.outline.title for draft in imported)}, imported.\n{lines}"
        )
    if home.authority and (library is None or home.authority not in library.authorities):
        school_files.files[f"variables/authorities/{home.authority}.yml"] = (
            f"# Values for all schools of this authority.\n{_write_authority(settings)}"
        )
    if library and not library.editions:
        school_files.files["policies/editions.yml"] = write_editions(drafted)
    return school_files


def _write_authority(settings: Sequence[FoundValue]) -> str:
    """The values of an authority that a school's policy shows."""
    lines = [
        f"  {field.variable.key.partition('.')[2]}: {write_value(field.value)}\n"
        for field in settings
        if field.variable.key.startswith("authority.")
    ]
    return "".join(["authority:\n", *lines]) if lines else ""


def write_editions(drafted: Sequence[Drafted]) -> str:
    """One edition, the school year in which the oldest version began."""
    oldest = min(first_day(draft.version) for draft in drafted)
    year = oldest.year if oldest.month >= 9 else oldest.year - 1
    title = f"{year}-{(year + 1) % 100:02}"
    return f"- {{id: {title}, title: {title}, from: {year}-09-01}}\n"


def write_schema(fields: Sequence[Found], known: Mapping[str, Variable], bodies: Container[str]) -> str:
    """The lines of every variable that the schema does not know yet.
    `bodies` are the words for those who approve the policies.
    """
    new_fields = {field.key: field for field in fields if field.key not in known}
    lines = []
    if "school.name" not in {*new_fields, *known}:
        lines.append('school.name: {type: text, set_by: school, help: "The school\'s full name."}\n')
    lines += [
        f"{field.key}: {{type: {field.type}, set_by: {field.set_by}, help: {dump_yaml(field.help)}}}\n"
        for field in new_fields.values()
    ]
    lines += [
        f"word.{name}: {{type: words, set_by: school, default: {{singular: {singular}, plural: {plural}}},"
        f" help: {dump_yaml(help)}}}\n"
        for name, (singular, plural, help) in WORDS.items()
        if f"word.{name}" not in known
    ]
    if "approving_body" in bodies and "word.approving_body" not in known:
        lines.append(_APPROVING_BODY)
    return "".join(lines)


def write_school(
    fields: Sequence[Found],
    settings: Sequence[FoundValue],
    imported: Sequence[Imported],
    home: SchoolMatch,
    library: Library | None,
) -> str:
    """Write school.yml: what the school is, and its values. `fields` are values of the text's own, `settings`
    those of variables.
    """
    trust = f"trust: {home.trust}\n" if home.trust else ""
    lines = [f"authority: {home.authority}\n{trust}"]
    for fact in ("phase", "type"):
        blank = "   # The text does not say; write it here." if home.facts[fact] == NOT_STATED else ""
        lines.append(f"{fact}: {home.facts[fact]}{blank}\n")
    stated: dict[str, str] = {
        field.key: f"{{name: {dump_yaml(field.value)}}}" if field.type == "person" else dump_yaml(field.value)
        for field in fields
    }
    stated = {"school.name": dump_yaml(home.name or "The school")} | stated
    stated |= {
        field.variable.key: write_value(field.value, bare=field.variable.kind in _BARE)
        for field in settings
        # In a school's file these say which authority and trust it has, of which phase and kind it is.
        if field.variable.key.partition(".")[0] not in _GROUPS and field.variable.key not in _FACTS
    }
    body = next((policy.facts.body for policy in imported if policy.facts.body), "")
    body = find_body(body) or body
    if body and body != "governing body" and library is None:
        plural = body if body.endswith("s") else f"{body}s"
        if body.endswith("y"):
            plural = f"{body[:-1]}ies"
        stated[f"word.{choose_approver(body)}"] = (
            f"{{singular: {dump_yaml(body)}, plural: {dump_yaml(plural)}}}"
        )
    spaces: dict[str, list[str]] = {}
    for key, value in stated.items():
        space, _, short = key.partition(".")
        spaces.setdefault(space, []).append(f"  {short}: {value}\n")
    for space, values in spaces.items():
        lines += [f"{space}:\n", *values]
    return "".join(lines)


def make_setting(found_value: Found) -> FoundValue:
    """A value of the text's own as a setting of a variable that the draft adds."""
    variable = Variable(found_value.key, Kind(found_value.type), found_value.help, found_value.set_by)
    return FoundValue(
        variable, Person(found_value.value) if variable.kind is Kind.PERSON else found_value.value
    )


def write_value(value: Value, *, bare: bool = False) -> str:
    """A value as YAML on one line; `bare` is a number or a day that YAML may read as such."""
    match value:
        case Words():
            article = (
                f", article: {value.article}"
                if value.article != ("an" if value.singular[:1].lower() in "aeiou" else "a")
                else ""
            )
            return f"{{singular: {dump_yaml(value.singular)}, plural: {dump_yaml(value.plural)}{article}}}"
        case Person():
            parts = {"name": value.name, "title": value.title, "email": value.email, "phone": value.phone}
            return "{" + ", ".join(f"{part}: {dump_yaml(text)}" for part, text in parts.items() if text) + "}"
        case tuple():
            return (
                "["
                + ", ".join(
                    "{" + ", ".join(f"{name}: {dump_yaml(text)}" for name, text in row.items()) + "}"
                    for row in value
                )
                + "]"
            )
    return str(value) if bare else dump_yaml(value)


def write_adoptions(imported: Sequence[Imported], drafted: Sequence[Drafted], remarks: list[str]) -> str:
    """Each policy proposed; beside it, for the day when its version is issued,
    the decision that it tells of itself.
    """
    lines = [
        (
            "# What the school decided about each policy. A draft can only be proposed: look it over, issue"
            " it, and record the decision.\n"
        )
    ]
    for policy, draft in zip(imported, drafted, strict=True):
        facts = policy.facts
        by = choose_approver(facts.body) if facts.body else "..."
        entry = [f"version: {draft.version}", f"on: {facts.adopted or '...'}", "from: ...", f"by: {by}"]
        if facts.next_review:
            entry.append(f"next_review: {facts.next_review}")
        remarks += _remark_on_dates(policy, draft)
        lines.append(f"{draft.policy}:\n  - {{version: {draft.version}, status: proposed}}\n")
        lines.append(
            "  # What the policy says of itself, for when it is issued; fill in what it does not say:\n"
        )
        lines.append(f"  # - {{{', '.join(entry)}}}\n")
    return "".join(lines)


def _remark_on_dates(policy: Imported, draft: Drafted) -> Iterator[str]:
    """What is wrong with the dates that a policy says of itself."""
    facts = policy.facts
    if not facts.adopted:
        yield f"'{draft.policy}' does not say when it was adopted."
    latest = max((name for name in (facts.issued, facts.adopted) if name), default="", key=first_day)
    if not (facts.next_review and latest):
        return
    if facts.next_review == latest and len(latest) == len("2026-05"):
        yield (
            f"'{draft.policy}' is due for review in {month_in_words(latest)}, the month in which it was last"
            " reviewed or approved."
        )
    elif first_day(facts.next_review) <= first_day(latest):
        yield (
            f"'{draft.policy}' is due for review ({facts.next_review}) before it was last reviewed or"
            f" approved ({latest})."
        )
