"""Values: names, authorities, people, addresses and channels in a text that are the school's own,
and become fields.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..readers.words import LINK_END, LINK_START, LINK_TO, cut_at_links, plain
from .proposals import Proposals

_CAPITAL = r"[A-Z][\w’'.&-]{0,40}"
_SMALL = r"(?:of|and|&|the|for|St|C\.?E\.?|R\.?C\.?|VA|VC)"
_KIND = (
    r"(?:School(?: and Nursery| and Sixth Form)?|Academy|Academies|College|Nursery(?: School)?"
    r"|Primary|Infants?|Juniors?|Grammar|High School|Pre-?[Ss]chool|Federation)"
)
_SCHOOL = re.compile(
    rf"\b{_CAPITAL}(?: (?:{_CAPITAL}"
    rf"|{_SMALL})){{0,6}}? {_KIND}(?: {_KIND})*(?: (?:Multi[- ])?Academy Trust)?\b"
)
_TRUST = re.compile(
    rf"\b{_CAPITAL}(?: (?:{_CAPITAL}|{_SMALL})){{0,5}} (?:Multi[- ]Academy"
    r"|Academy|Academies|Learning|Schools|Education(?:al)?) Trust\b"
)
_AUTHORITY = re.compile(
    rf"\b(?:(?:London )?Borough of {_CAPITAL}(?: {_CAPITAL}){{0,2}}"
    rf"|{_CAPITAL}(?: (?:{_CAPITAL}|of|and|upon)){{0,4}} (?:County |City |Borough |Metropolitan |District "
    r"|Parish |Town |Community )*Council"
    rf"|(?:[A-Z]{{3,}} ){{1,4}}COUNCIL)\b"
)
_AREA = re.compile(r"\b(?:Isle of [A-Z]\w+|County of [A-Z]\w+|[A-Z][a-z]+shire)\b")
_OF = re.compile(
    r"^.*\b(?:Board|Body|Governors|Staff|Council|Trustees|[Tt]eacher|Principal|Head|Pupils|Parents"
    r"|Policy) (?:of|at|for) (?:the )?"
)
_BOARD = re.compile(
    rf"\b{_CAPITAL}(?: (?:{_CAPITAL}|and|of)){{0,5}} (?:Safeguarding (?:Children )?(?:Partnership"
    r"|Board)|Inter-Agency Safeguarding Procedures)\b"
)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}(?!\w)")
PHONE = re.compile(r"(?<![\d/.-])(?:\+44\s?\(?0?\)?\s?|\(?0)\d{2,4}\)?[\s-]?\d{3,4}[\s-]?\d{3,4}(?![\d-])")
_CHANNEL = re.compile(
    r"(?:https?://)?(?:www\.)?(?P<site>facebook|twitter|instagram|youtube|tiktok|linkedin|threads|x"
    r"|bsky)\.(?:com|app|net)/[\w@./?=-]+",
    re.IGNORECASE,
)
_NOT_NAMES = (
    r"(?!(?:The|This|Our|Any|All|Each|Every|Head|Deputy|Designated|Safeguarding|Lead|Teacher|School|Academy"
    r"|Governor|Governing|Team|Officer"
    r"|Chair|Trust|Local|Data|Online|Senior|Manager|Council|Responsible|Available|Not|Please|See|And|For"
    r"|With)\b)"
)
_NAME = rf"{_NOT_NAMES}[A-Z][a-z’'-]+(?: [A-Z]\.)?(?: {_NOT_NAMES}[A-Z][\w’'-]+){{1,2}}(?! [A-Z][a-z])"
_PERSON = (
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Revd|Sir"
    r"|Dame)\.? )(?:[A-Z]\.? ?){0,2}[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}"
)
# A name without Mr or Dr is one only where the words before it lead to a name.
_CALLED = rf"(?:(?<=is )|(?<=: )|(?<=[–-] )){_NAME}"
ROLES = {
    "deputy_dsl": r"[Dd]eputy (?:Designated Safeguarding Lead(?: \((?:D?DSL)\))?|DSL)",
    "dsl": r"(?<![Dd]eputy )(?:Designated Safeguarding Lead(?: \(DSL\))?|DSL)",
    "head": r"Head ?[Tt]eacher|Head of School|Principal|Executive Head ?[Tt]eacher",
    "chair": r"Chair of (?:the )?(?:Governors|Governing (?:Body|Board)|Trustees)",
    "sendco": r"SENC[Oo]|SENDC[Oo]",
    "dpo": r"Data Protection Officer(?: \(DPO\))?|DPO",
    "online_safety_lead": r"(?:Online|E-?)[ -]?[Ss]afety (?:Lead|Co-?ordinator)",
    "safeguarding_governor": r"(?:Nominated )?Safeguarding (?:Governor|Link Governor)",
}
_ROLE = re.compile(
    "|".join(
        rf"(?P<{name}>\b(?:{label}))(?:\s+(?:is|are)\s+|\s*[:–-]\s*|\s*\(|,\s*)(?P<{name}_name>{_PERSON}"
        rf"|{_CALLED})"
        for name, label in ROLES.items()
    )
)
# Numbers and addresses that serve the whole country are nobody's own.
_NATIONAL = re.compile(
    r"0[38]\d{2}[ \d]*|.*@(?:[\w.-]+\.)?(?:nspcc"
    r"|ico|childline|ceop|iwf|saferinternet|swgfl|protect-advice|education|ofsted|acas)\.[\w.]+"
    r"|.*\.(?:gov|police|nhs)\.uk"
)
# Who is told of beside a number that is not the school's.
_OTHERS = re.compile(
    r"\b(?:helpline|hotline|LADO|local authority|police|social (?:care|services)|children[’']s services"
    r"|charity|Ofsted|NHS"
    r"|union|ACAS|independent|Safeguarding (?:Children )?(?:Board|Partnership)|Disclosure and Barring"
    r"|Ombudsman)\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:school|academy|nursery|college|office|reception|head ?teacher|principal|our|us)\b", re.IGNORECASE
)
_NEAR = 90
_ACCOUNT = re.compile(
    r"\b(?P<site>Facebook|Twitter|Instagram|YouTube|TikTok|LinkedIn|Threads|Bluesky|X)"
    r"(?: account| page| feed| channel)?,?(?: is| at)?[ :(–-]+"
    r"(?P<name>@[A-Za-z]\w{2,30})"
)
_LEADING = frozenset(
    [
        "The",
        "This",
        "Our",
        "At",
        "In",
        "For",
        "All",
        "Each",
        "Every",
        "Any",
        "And",
        "Of",
        "Model",
        "When",
        "Where",
        "If",
        "To",
        "By",
        "With",
        "From",
        "As",
        "An",
        "A",
    ]
)
_GENERIC = re.compile(
    r"(?:The |This |Our |Every |Local |Parent |Primary |Secondary |Infant |Junior |Nursery |Special |High "
    r"|Grammar |Maintained "
    r"|Public |State |Boarding |Day |Faith |Foundation |Community |Whole |Main |Academy |Church |Independent "
    r"|Middle |Head |Trust |Other |Non |Associated |And |and |Council |Safer |Free |Pre-?)*"
    r"(?:Schools?|Academy|Academies|College|Nursery|Primary|Infants?|Juniors?|County|City|Borough|District"
    r"|Council|Trust"
    r"|Federation)(?: Trust| Council| Schools?)?"
)
# "Brook Trust and Loamshire Council" are two bodies.
_ANOTHER = re.compile(r"^.*\b(?:Trust|School|Academy|Council) and (?:the )?(?=[A-Z])")
# A council that students or staff sit on, and what "of Council" ends, is no authority.
_NO_AUTHORITY = re.compile(
    r"(?:Faculty|Students?|Governing|Executive|General|School|Academy|Youth|Pupils?|Parents?|Staff|Advisory"
    r"|Works|Voting"
    r"|[A-Z]{2,5}) Council|.* (?:of|and) Council|.*\. .*"
)
_ANY_BOARD = re.compile(r"(?:Local|The|Our|Your|This) .*")
# "the Main Hall of the School" names no school.
_SPOKEN_OF = re.compile(
    r"\b(?:the|The|this|our|each|every|any|a|your|their) "
    r"(?:School|Academy|College|Nursery|Federation|Trust)$"
)
# "Education Otherwise Than At School" and "advice for School" end in no name.
_AFTER_PREPOSITION = re.compile(
    r".* (?:for|at|than|in|from|after|before|of|with) "
    r"(?:School|Academy|College|Nursery|Primary|Infants?|Juniors?|Federation)",
    re.IGNORECASE,
)
# With these behind it, what looks like a school's name is part of another: "the District Junior League".
_GOES_ON_TO_ANOTHER = re.compile(
    r" (?:Leagues?|Cup|Games|Association|Committee|Complaints?|Food|Lunch|Meals?|Standards|Admissions?"
    r"|Uniforms?|Nurs(?:es?|ing)|Teachers?|Attendance|Census|Inspection)\b"
)
# A council whose name says of what: a county, a city, a parish.
_SAYS_OF_WHAT = re.compile(
    r"\b(?:Borough|County|City|Metropolitan|District|Parish|Town|Community)\b", re.IGNORECASE
)
# What somebody else wrote is quoted, and says nothing about whose school this is.
_WRITTEN_BY = r"(?:guidance|advice|leaflet|model|template|policy|document|work) (?:of|from|by) (?:the )?"
_HELP = {
    "school.name": ("text", "school", "The school's full name."),
    "school.trust_name": ("text", "school", "The trust's full name."),
    "school.authority_name": ("text", "school", "The local authority's name."),
    "school.area": ("text", "school", "The area that the school is in."),
    "school.safeguarding_procedures": (
        "text",
        "school",
        "The local safeguarding partnership, or its procedures.",
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A value of the school's: the field that it becomes, its type and help,
    and how it stands in the text.
    """

    key: str
    type: str
    set_by: str
    help: str
    value: str


def is_name_of_body(text: str) -> bool:
    """Say whether a line is the name of a school, a trust or a council, and nothing else."""
    name = text.strip()
    if name.isupper():
        name = name.title()
    is_name = any(pattern.fullmatch(name) for pattern in (_SCHOOL, _TRUST, _AUTHORITY))
    says_where = _SPOKEN_OF.search(name) or _AFTER_PREPOSITION.fullmatch(name)
    return is_name and not _GENERIC.fullmatch(name) and not says_where


def find_names(texts: Iterable[str]) -> list[Found]:
    """The names that stand in a text, the likeliest of each kind first,
    before anybody has decided about them.
    """
    whole = [plain(text) for text in texts]
    return [Found(key, *_HELP.get(key, _describe_field(key)), value) for key, value, _ in _find_names(whole)]


def propose_values(texts: Iterable[str], advice: Proposals, known: Iterable[Found] = ()) -> tuple[Found, ...]:
    """Propose a field for every value of the school's; return those that are accepted.
    What is part of a `known` value is none.
    """
    whole = [plain(text) for text in texts]
    covered = [(known_value.key, known_value.value.casefold()) for known_value in known]
    values: list[Found] = []
    for key, value, confidence in (*_find_names(whole), *_find_contacts(whole)):
        if any(key == other or value.casefold() in text for other, text in covered):
            continue
        type, set_by, help = _HELP.get(key, _describe_field(key))
        count = sum(len(compile_standing(value).findall(text)) for text in whole)
        says = f"“{value}”, found {_say_times(count)}, is the school's own: a field"
        proposal = advice.propose("value", f"{key} {value}", says, confidence, {"key": key}, {"value": value})
        proposed_key = proposal.text("key")
        if (
            proposal.accept
            and re.fullmatch(r"[a-z]+\.[a-z][a-z0-9_]*", proposed_key)
            and proposed_key not in {known_value.key for known_value in values}
        ):
            values.append(Found(proposed_key, type, set_by, help, value))
    return tuple(values)


def mark_fields(text: str, fields: Iterable[Found]) -> str:
    """A text in which every value of a field is marked as that field's.
    Links and other marks are left as they are.
    """
    longest = sorted(fields, key=lambda field: len(field.value), reverse=True)
    if not longest:
        return text
    known = {field.value: field.key for field in longest}
    pattern = re.compile("|".join(compile_standing(field.value).pattern for field in longest))

    def marked(part: str, target: str) -> str:
        if target:
            return f"{LINK_START}{part}{LINK_TO}{target}{LINK_END}"
        return pattern.sub(
            lambda match: f"{LINK_START}{match[0]}{LINK_TO}field:{known[match[0]]}{LINK_END}", part
        )

    return "".join(marked(part, target) for part, target in cut_at_links(text))


def compile_standing(value: str) -> re.Pattern[str]:
    """The places where a value stands by itself, and not inside a longer word or address."""
    return re.compile(rf"(?<![\w@.-]){re.escape(value)}(?![\w@])")


def _find_names(whole: list[str]) -> list[tuple[str, str, float]]:
    names: list[tuple[str, str, float]] = []
    for key, pattern in (
        ("school.trust_name", _TRUST),
        ("school.name", _SCHOOL),
        ("school.authority_name", _AUTHORITY),
        ("school.safeguarding_procedures", _BOARD),
        ("school.area", _AREA),
    ):
        counted = Counter(
            name
            for text in whole
            for match in pattern.finditer(text)
            if (name := match[0] if key == "school.area" else _trim_name(match[0]))
            and not _GENERIC.fullmatch(name)
            and not _SPOKEN_OF.search(name)
            and not (key == "school.name" and _is_no_school(name, text, match.end()))
            and not (key == "school.authority_name" and _NO_AUTHORITY.fullmatch(name))
            and not (key == "school.safeguarding_procedures" and _ANY_BOARD.fullmatch(name))
        )
        # A name that stands by itself, as on a letterhead, is the paper's own.
        for text in whole:
            if text.strip() in counted:
                counted[text.strip()] += 2
        inside = {*counted, *(other for _, other, _ in names)}
        ranked = counted.most_common(3)
        # Of several that stand equally often none is more the school's own than another.
        is_tied = len(ranked) > 1 and ranked[0][1] == ranked[1][1]
        for rank, (name, count) in enumerate(ranked):
            # A name that only stands inside a longer one is none.
            alone = sum(len(compile_standing(name).findall(text)) for text in whole) - sum(
                len(compile_standing(longer).findall(text))
                for longer in inside
                if name in longer and name != longer
                for text in whole
            )
            if name not in {other for _, other, _ in names} and alone > 0:
                named = key if rank == 0 else f"{key}_{rank + 1}"
                # A name of two words that stands once may be a kind of school.
                once = (
                    0.75 if len(name.split()) > 2 or key in ("school.area", "school.authority_name") else 0.65
                )
                if count == 1 and any(re.search(rf"{_WRITTEN_BY}{re.escape(name)}", text) for text in whole):
                    once = 0.5
                if name.endswith("Federation"):
                    once = 0.5
                sure = 0.9 if count > 1 else once
                if key == "school.authority_name" and not _SAYS_OF_WHAT.search(name):
                    # Arts, sports and churches have councils too.
                    sure = 0.5
                names.append((named, name, 0.3 if is_tied and key == "school.name" else sure - 0.35 * rank))
    return names


def _is_no_school(name: str, text: str, end: int) -> bool:
    """Say whether what looks like a school's name, and ends at a place of a text, names something else."""
    return bool(_AFTER_PREPOSITION.fullmatch(name) or _GOES_ON_TO_ANOTHER.match(text, end))


def _trim_name(name: str) -> str:
    name = _ANOTHER.sub("", name) if name.casefold().endswith("council") else name
    words = _OF.sub("", name).split()
    while words and words[0] in _LEADING:
        words = words[1:]
    return " ".join(words) if len(words) > 1 else ""


def _find_contacts(whole: list[str]) -> list[tuple[str, str, float]]:
    text = "\n".join(whole)
    people = [
        (match.lastgroup.removesuffix("_name"), match[match.lastgroup].strip())
        for match in _ROLE.finditer(text)
        if match.lastgroup
    ]
    contacts: list[tuple[str, str, float]] = [
        (f"role.{role}", name, 0.8) for role, name in dict.fromkeys(people)
    ]
    contacts += _number_keys(
        "school.email", dict.fromkeys(match.rstrip(".") for match in EMAIL.findall(text)), 0.7
    )
    contacts += _number_keys(
        "school.phone", dict.fromkeys(match.strip() for match in PHONE.findall(text)), 0.5
    )
    contacts = [(key, value, _weigh_contact(key, value, sure, whole)) for key, value, sure in contacts]
    sites: Mapping[str, str] = {
        match[0].rstrip(".,"): match["site"].lower() for match in _CHANNEL.finditer(text)
    }
    accounts = {match["name"]: match["site"].lower() for match in _ACCOUNT.finditer(text)}
    return _keep_first(
        contacts + [(f"channel.{site}", address, 0.85) for address, site in {**sites, **accounts}.items()]
    )


def _weigh_contact(key: str, value: str, sure: float, whole: Sequence[str]) -> float:
    """How sure a number or an address is the school's own,
    by what stands before it where it is first named.
    """
    beside = ""
    for text in whole:
        place = text.find(value)
        if place >= 0:
            beside = text[max(0, place - _NEAR) : place]
            break
    if _NATIONAL.fullmatch(value) or _OTHERS.search(beside):
        return 0.4
    return 0.8 if key.startswith("school.phone") and _OURS.search(beside) else sure


def _number_keys(key: str, values: Iterable[str], confidence: float) -> list[tuple[str, str, float]]:
    return [
        (key if index == 0 else f"{key}_{index + 1}", value, confidence) for index, value in enumerate(values)
    ]


def _keep_first(findings: list[tuple[str, str, float]]) -> list[tuple[str, str, float]]:
    """Each key once: a second value of a key gets a number."""
    seen: Counter[str] = Counter()
    numbered = []
    for key, value, confidence in findings:
        seen[key] += 1
        numbered.append((key if seen[key] == 1 else f"{key}_{seen[key]}", value, confidence))
    return numbered


def _describe_field(key: str) -> tuple[str, str, str]:
    space, _, name = key.partition(".")
    words = re.sub(r"_\d+$", "", name).replace("_", " ")
    if space == "role":
        return "person", "school", f"Who is the {words}."
    return (
        words if words in ("email", "phone") else "text",
        "school",
        f"The school's {words}." if space != "channel" else f"The address on {words.capitalize()}.",
    )


def _say_times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
