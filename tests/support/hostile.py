"""A small library whose text prints values in every position, two schools whose values are as awkward as
values can be, and what a reader must find in their copies of it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import yaml

from .locks import lock
from .readback import BULLET, Block, Blocks, Heading, List, Note, Paragraph, Picture, Quote, Table

SAINTS = "St Mary's & All Saints *C of E* <b>x</b> | #set page() \\input{x} {{ 7*7 }} =1+1 ... Year 6's"
QUOTES = (
    "\"; #panic('x') // \\\" \\\\ }} {% raw %} ]]> &amp; &lt;i&gt; <!-- $x$ `code` ~~s~~ --- ^[n] [a](b)"
    " @cite"
)
MARKS = (
    'Qxschool QxschoolDnamexQ QhbodyhQ Qhbodyh ../assets/ "assets/ %s ${x} \\u0041 =HYPERLINK("x") <?x?> _x_'
    " <w:t> \\0"
)
LETTERS = "Ysgol Tŷ’r Ŵyl “Łódź” €½ Ελλάδα Жизнь ﬁ ½ … ¿É? x² © ™"


@dataclass(frozen=True, slots=True)
class Values:
    """One school's values, or what the model prints in their place."""

    name: str
    motto: str
    email: str
    website: str
    phone: str
    head: str
    chair: str
    pupil: str
    pupils: str
    capital: str
    accounts: tuple[tuple[str, str, str], ...]
    status: tuple[tuple[str, str], ...]
    adopted: str


HALL = Values(
    name=SAINTS,
    motto=QUOTES,
    email="o'ffice+\"|*{7}\\#&@hall.example",
    website="https://hall.example/a'b|*z*{{7}}\\input{a}])#b&amp;c$x$",
    phone="01632 960777",
    head="O'Brien & <Söhne> {x}",
    chair="=cmd|' /C calc'!A0",
    pupil='pupil & "friend"',
    pupils="pupils' | <i>",
    capital="Pupils' | <i>",
    accounts=((MARKS, "https://social.example/?a=1&b=|2", "m|e@hall.example"), (SAINTS, "https://x.example/~y_z", "b@hall.example")),
    status=(
        ("Status", "In force"), ("Owner", "The office & <b>council</b>"), ("Approved by", "Bo*a*rd & <co>"),
        ("Approved on", "12 November 2026"), ("Minute", "7|2 <b>{{ x }}</b> #3"),
        ("In force from", "16 November 2026"), ("Next review", "16 November 2027"),
    ),
    adopted="The bo*a*rd & <co> adopted this policy for {name} on 12 November 2026.",
)  # fmt: skip
GATE = Values(
    name=f"{MARKS} 2",
    motto=LETTERS,
    email="a{{b}}@gate.example",
    website="https://gate.example/%20x?q=(1)&r='2'",
    phone="+44 1632 960778",
    head=QUOTES,
    chair=LETTERS,
    pupil="Qspupil",
    pupils="pupils \\ #x",
    capital="Pupils \\ #x",
    accounts=(("only | one", "https://one.example/#set", "c@gate.example"),),
    status=(("Status", "Proposed, not yet in force"), ("Owner", "The office & <b>council</b>")),
    adopted="This policy has been proposed for {name}. It is not in force.",
)
# The same shape as HALL, with nothing awkward in it: what comes out of both differs in words only.
CALM = Values(
    name="Calm School",
    motto="Work hard",
    email="office@calm.example",
    website="https://calm.example",
    phone="01632 960779",
    head="Ann Lee",
    chair="Bo Ray",
    pupil="pupil",
    pupils="pupils",
    capital="Pupils",
    accounts=(
        ("News", "https://social.example/calm", "m@calm.example"),
        ("Art", "https://x.example/calm", "b@calm.example"),
    ),
    status=tuple((label, "4.1" if label == "Minute" else text) for label, text in HALL.status),
    adopted=HALL.adopted,
)
MODEL = Values(
    name="[school name]",
    motto="[school motto]",
    email="[school email]",
    website="[school website]",
    phone="[school phone]",
    head="[head name]",
    chair="[board chair]",
    pupil="pupil",
    pupils="pupils",
    capital="Pupils",
    accounts=(),
    status=(
        ("Status", "Model policy, issued"), ("Issued by", "The office & <b>council</b>"), ("Owner", "The office & <b>council</b>"),
        ("Approved by", "Board"), ("Review", "Every year"),
    ),
    adopted="",
)  # fmt: skip
SCHOOLS = {"hall": HALL, "gate": GATE, "calm": CALM}
TITLE = 'Use of "IT" & <b>phones</b> (*at* C:\\school) #1'

_CLAUSES = {
    "words": (
        """
        What {{ school.name }} says
        We say {{ school.motto }} and **{{ school.motto }}** and *{{ school.name }}*,{{ school.motto }}.
        Ask about it.^[Ask {{ role.head.name }} or {{ school.motto }}.]

        - first {{ school.name }}
        - second

            (i) {{ school.motto }}
            (ii) last

        | What | Where |
        | --- | --- |
        | {{ school.name }} | x {{ school.motto }} y |
        """
    ),
    "people": (
        """
        {{ word.pupil.plural.capital }} and {{ role.head.name }}
        A {{ word.pupil }}, or {{ word.pupil.plural }}: {{ role.head.name }}, {{ school.email }}, {{ school.phone }}, {{ school.website }}.
        See [our site]({{ school.website }}) and {{ ref("far") }}.

        {{ table(school.accounts) }}

        ![A picture of {{ school.name }}](images/dot.png)
        """
    ),
    "quoted": (
        """
        Quoted
        They wrote {{ school.motto }}.

        - {{ school.name }}
        """
    ),
    "far": (
        """
        {{ school.motto }} elsewhere
        Only {{ school.name }}.
        """
    ),
}
_SCHEMA = """
school.name: {type: text, set_by: school, help: The name.}
school.motto: {type: text, set_by: school, help: The motto.}
school.email: {type: email, set_by: school, help: The address.}
school.website: {type: url, set_by: school, help: The site.}
school.phone: {type: phone, set_by: school, help: The number.}
school.accounts: {type: list, of: {name: text, address: url, owner: email}, default: [], set_by: school, help: The accounts.}
trust.name: {type: text, set_by: trust, help: The trust.}
role.head: {type: person, set_by: school, help: The head.}
role.board_chair: {type: person, set_by: school, help: The chair.}
word.pupil: {type: words, default: {singular: pupil, plural: pupils}, set_by: school, help: The pupils.}
word.head: {type: words, default: {singular: head, plural: heads}, set_by: school, help: The head.}
word.board: {type: words, default: {singular: board, plural: boards}, set_by: trust, help: The board.}
"""
_POLICY = {
    "title": TITLE, "summary": "All & <b>sorts</b>.", "owner": "The office & <b>council</b>", "approver": "board", "audience": ["pupil"],
}  # fmt: skip
_VERSION = """---
status: issued
summary: "The *first* | <b>version</b>."
---
{{ adoption() }}

## About {{ school.name }}

{{ clause("words") }}

{{ clause("people") }}

{{ clause("quoted") }}

{{ definitions("place") }}

## Approval {-}

{{ sign_off() }}

{{ history() }}
"""
_OTHER = '---\nstatus: issued\nsummary: First.\n---\n{{ adoption() }}\n\n## Other\n\n{{ clause("far") }}\n'
_TRUST = {
    "trust": {"name": '<b>Trust</b> & "Co"'},
    "word": {"board": {"singular": "bo*a*rd & <co>", "plural": "boards"}},
}
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c635070480000014400c10b8d"
    "96420000000049454e44ae426082"
)


def write_hostile_library(root: Path, repository: Path) -> None:
    """Write the library into a new folder, with the looks of the repository's own."""
    shutil.copytree(repository / "overrides", root / "overrides")
    shutil.copy(repository / "mkdocs.yml", root / "mkdocs.yml")
    files: dict[str, object] = {
        "policies/editions.yml": [{"id": "2026-27", "title": "2026-27", "from": "2026-09-01"}],
        "policies/citations.yml": {},
        "policies/terms.yml": {"place": {"term": "place", "meaning": "Where {{ school.name }} is, with {{ word.pupil }}."}},
        "policies/use/policy.yml": {**_POLICY, "related": ["other"]},
        "policies/use/2026-09.md": _VERSION,
        "policies/other/policy.yml": {**_POLICY, "title": "Other & <i>more</i>"},
        "policies/other/2026-09.md": _OTHER,
        "policies/third/policy.yml": {**_POLICY, "title": "Third"},
        "policies/third/2026-09.md": _OTHER.replace("far", "words"),
        "variables/schema.yml": _SCHEMA,
        "variables/common.yml": {},
        "variables/authorities/coast.yml": {},
        "variables/trusts/reef/trust.yml": _TRUST,
        "variables/schools/hall/adoptions.yml": _adoptions({"minute": HALL.status[4][1]}),
        "variables/schools/calm/adoptions.yml": _adoptions({"minute": CALM.status[4][1]}),
        "variables/schools/gate/adoptions.yml": {
            **_adoptions({}),
            "use": [{"version": "2026-09", "status": "proposed"}],
            "third": [{"status": "not-applicable", "reason": MARKS}],
        },
    }  # fmt: skip
    for id, values in SCHOOLS.items():
        files[f"variables/schools/{id}/school.yml"] = _school(values)
    for id, text in _CLAUSES.items():
        title, *body = (line[8:] for line in text.strip("\n").splitlines())
        kind = "kind: quotation\n" if id == "quoted" else ""
        files[f"policies/clauses/{id}/2026-09.md"] = (
            f"---\ntitle: '{title}'\n{kind}concept: {id}\nstrength: must\napplies_to: [pupil]\n---\n"
            + "\n".join(body).strip()
            + "\n"
        )
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        text = (
            content
            if isinstance(content, str)
            else yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)
        )
        file.write_text(text, encoding="utf-8")
    (root / "policies" / "images").mkdir()
    (root / "policies" / "images" / "dot.png").write_bytes(_PIXEL)
    lock(root)


def _adoptions(more: dict[str, str]) -> dict[str, object]:
    def one() -> dict[str, str]:
        return {
            "version": "2026-09",
            "on": "2026-11-12",
            "from": "2026-11-16",
            "by": "board",
            "next_review": "2027-11-16",
            **more,
        }

    return {policy: [one()] for policy in ("use", "other", "third")}


def _school(values: Values) -> dict[str, object]:
    return {
        "authority": "coast", "trust": "reef", "phase": "primary", "type": "academy",
        "school": {
            "name": values.name, "motto": values.motto, "email": values.email, "website": values.website, "phone": values.phone,
            "accounts": [dict(zip(("name", "address", "owner"), row, strict=True)) for row in values.accounts],
        },
        "role": {"head": {"name": values.head}, "board_chair": {"name": values.chair}},
        "word": {"pupil": {"singular": values.pupil, "plural": values.pupils}},
    }  # fmt: skip


def expected(values: Values) -> Blocks:
    """What every format of a school's copy says."""
    motto, name = values.motto, values.name
    board = "board" if values is MODEL else "bo*a*rd & <co>"
    accounts: Block = (
        Table(("Name", "Address", "Owner"), values.accounts)
        if values.accounts
        else Paragraph("None at present.")
    )
    return (
        Heading(0, "", TITLE),
        Table(("Policy record", "Details"), (("Version", "September 2026"), *values.status)),
        *((Paragraph(values.adopted.format(name=name)),) if values.adopted else ()),
        Heading(1, "1", f"About {name}"),
        Heading(2, "1.1", f"What {name} says"),
        Paragraph(f"We say {motto} and {motto} and {name},{motto}. Ask about it."),
        List(
            (BULLET, BULLET),
            (
                (Paragraph(f"first {name}"),),
                (Paragraph("second"), List(("(i)", "(ii)"), ((Paragraph(motto),), (Paragraph("last"),)))),
            ),
        ),
        Table(("What", "Where"), ((name, f"x {motto} y"),)),
        Heading(2, "1.2", f"{values.capital} and {values.head}"),
        Paragraph(
            f"A {values.pupil}, or {values.pupils}: {values.head}, {values.email}, {values.phone}, {values.website}. "
            f"See our site and clause 1.1 of the Other & <i>more</i>."
        ),
        accounts,
        Picture(f"A picture of {name}"),
        Heading(2, "", "Quoted"),
        Quote((Paragraph(f"They wrote {motto}."), List((BULLET,), ((Paragraph(name),),)))),
        Table(("Term", "What we mean by it"), (("Place", f"Where {name} is, with {values.pupil}."),)),
        Heading(1, "", "Approval"),
        Table(
            ("Role", "Name", "Signature", "Date"),
            ((f"Chair of the {board}", values.chair, "", ""), ("Head", "[head]" if values is MODEL else values.head, "", "")),
        ),
        Table(("Version", "What it brought"), (("September 2026", "The *first* | <b>version</b>."),)),
        *(map(Paragraph, certificate()) if values is not MODEL else ()),
        Note(f"Ask {values.head} or {motto}."),
    )  # fmt: skip


def certificate() -> tuple[str, ...]:
    """What a school's copy says of itself at its end. The seal and the code stand for digests; other tests
    look at those.
    """
    filled = "facts, vocabulary, people in their roles, telephone numbers, addresses and lists"
    same = "Every clause has the wording that was issued, options were chosen where the text offers them,"
    return (
        (
            f"Certificate. This is the {TITLE} of September 2026 as it was issued by The office &"
            " <b>council</b>, under the seal SEAL."
        ),
        f"{same} and 11 values are filled in ({filled}); nothing else differs.",
        (
            "This text has the code CODE. To see whether it is still in force, look it up on the check page of"
            " the site."
        ),
    )
