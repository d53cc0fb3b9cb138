"""Foreign files for the tests of import: policies of our own invention in the shapes that published ones
have, and the programs that wrote them.

Each shape says what a careful person counts in it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pypandoc
import typst

from . import REPOSITORY

SEEDS = REPOSITORY.parent / "shared" / "seeds"


@dataclass(frozen=True)
class Shape:
    """A source and what is in it, counted by hand: headings, clauses, lists, tables, quotations, notes."""

    name: str
    data: bytes
    found: Mapping[str, int] = field(default_factory=dict)


# Every line is followed by an empty one; clause numbers with a colon; a clause of two paragraphs; a bulleted
# list whose last item turns.
DOUBLE_SPACED = """ 1. Why we garden:

1.1: This gardening policy is meant to help everyone who looks after the beds at Larkrise Primary

School to do so safely, whatever the weather and whoever happens to be in the garden that day.

1.2: Gardens are a part of school life and should be enjoyed. Everyone may dig.

The wider use of gardens brings chances to learn about soil, seeds and weather. It is important that

we balance these with our duty to keep the paths clear at all times.

2. Tools:

2.1: The word tool means anything that is used for digging or cutting and includes but is not

limited to:

• Spades and forks

• Secateurs such as those in the shed

• Anything borrowed from a neighbour, including what the caretaker keeps in the locked ‘garden

cupboard’.

2.2: Staff must lock the shed. Pupils should never carry a fork without an adult beside them, as the

points are sharp and the path is not wide enough for two people to pass each other on it.
 3. Afterwards:

3.1: Everyone should wash their hands, as section 2 of this policy makes clear to those who dig.
"""

# Flush text in which bullets survive as a space, with a page's header and footer leaked twice, a flattened
# table, DO and DO NOT, a sign-off block and a review date.
FLUSH = """ 1. Introduction
 
The growing use of bicycles brings chances for everyone to travel to and from the school in 
fresh ways. Everybody should expect that staff and pupils will arrive by bicycle, as 
cycling is becoming part of ordinary life in the town and in the villages around the school. 
 
2. Aims of the policy
 
These rules are there so that:

 Riders know what is expected of them at the gate, in the yard and at the stands by the 
old gymnasium; 

 The yard is safe for those who walk; 
  Bicycles are not left in the way of the fire engine. 
 
3. Scope – whom the rules bind

They bind all those who ride to the school, on whatever kind of bicycle they own. 

WHO RULES APPLY STANDARDS 
APPLY 

Staff and agency workers 
who ride to work 

Yes Yes 

Pupils No Yes 

Visitors to the school 
including parents 

No Yes 

4. Responsibilities

Managers

 Will see that the stands are sound. 
They will remind riders each year 

o To lock their bicycles
o To wear a helmet

 Will close the gate at nine. 

5. Riding on the site

We ask everybody to walk with the bicycle through the yard, as the small children play there, 




 

Cycling Policy
Page 2

May 2023

  

 
and to leave it at the stands, where there is room for all of them in spring and in summer. 
Riders who see a broken stand should say so at www.stands.example/report on the same day. 

See Section 2 above about the aims. 

http://www.stands.example/report/


 

Cycling Policy
Page 3

May 2023

  

 
Lights
Anyone who rides in the dark must have lights at the front and at the back of the bicycle. 

RIDING STANDARDS

Below are the standards for everyone who rides: 

DO

 Look over your shoulder. A bell is no mirror. 

 Slow down at the gate. 
 DO NOT

 Ride through the yard. Even if you are late, the yard is for those who walk. 

 Carry a friend on the rack. 

Chair of the Board Signature……………………………………

Name of Chair…………………………………

Date………………………

Review June 2024
"""

# One line a paragraph; four numbering schemes; roman items with bullets inside; an asterisk note; a quotation
# with a number of its own.
MIXED = """WESTMERE COUNTY COUNCIL

MODEL POLICY ON THE KEEPING OF HENS AND OTHER BIRDS (MARCH, 2025)
The Governing Board of Millbrook School adopted this policy on 3rd June 2025. It is looked at again every year.
[bookmark: _GoBack]
1. PURPOSE

This Policy says how the school keeps hens. Its aim is that everyone knows who feeds them and when.

2. BACKGROUND

2.1 The keeping of hens has over recent years become popular in schools that have a meadow.

2.2 Staff who keep hens should be advised as follows:-

(i) That they feed them each morning;

(ii) That they do not behave in a way which may:-

·  frighten the hens;
·  wake the neighbours.

(iii) That they do not give eggs to *parents and pupils as this could lead to quarrels.
(*In some cases staff are related to parents. In these cases they should say so.)
2.3\tSchools should not keep a cockerel.

3.\tWELFARE
The county's leaflet on birds states:-
\t9.  Water and shade

Hens need water. They also need shade, and section 4 'Fences' says how high a fence should be.

This means that keepers should:
 ▪ fill the trough
▪ clean it on Fridays

4. RECOMMENDATIONS

(i) That this policy is shared with all who come into contact with hens.

(ii) That it is kept in the shed.
"""

# A strip of metadata on one line, lists with a, b, c, a person, an address and a telephone number, running
# text with a hyphenation.
CONTACTS = """Trips Policy

Approved by: The governing board Date: 12 September 2024 Last reviewed on: September 2024 Next review due by: September 2026

1. People

1.1 The Headteacher is Mrs Ada Quill, who can be reached at office@ferncombe.example or on 01632 960 123.

1.2 Ferncombe Community School posts pictures of trips on facebook.com/ferncombe-trips and nowhere else.

2. Before a trip

2.1 The leader of a trip must:

a) ask the parents in writing;
b) count the pupils;
c) leave a list at the office of Ferncombe Community School.

2.2 Parents are encouraged to pack a lunch. See paragraph 2.1.
"""

SHAPES = (
    Shape(
        "double-spaced.txt",
        DOUBLE_SPACED.encode(),
        {"sections": 3, "clauses": 5, "lists": 1, "items": 3, "tables": 0},
    ),
    Shape("flush.txt", FLUSH.encode(), {"sections": 8, "clauses": 12, "lists": 5, "items": 11, "tables": 2}),
    Shape(
        "mixed.txt",
        MIXED.encode(),
        {"sections": 4, "clauses": 10, "lists": 3, "items": 7, "tables": 0, "quotations": 1, "notes": 1},
    ),
    Shape(
        "contacts.txt", CONTACTS.encode(), {"sections": 2, "clauses": 4, "lists": 1, "items": 3, "tables": 0}
    ),
)
# What a careful reader counts in three published policies that stand beside the repository on some machines;
# their words are not here.
_COUNTED = {
    "000": {"sections": 7, "clauses": 37, "lists": 1, "items": 8, "tables": 0},
    "001": {"sections": 24, "clauses": 53, "lists": 12, "items": 56, "tables": 2},
    "004": {"sections": 6, "clauses": 18, "lists": 4, "items": 19, "tables": 0, "quotations": 1, "notes": 1},
}


def shapes() -> tuple[Shape, ...]:
    """Our own shapes everywhere, and the published policies where they are."""
    published = (
        Shape(path.name, path.read_bytes(), _COUNTED.get(path.name[:3], {}))
        for path in sorted(SEEDS.glob("*"))
        if path.is_file()
    )
    return (*SHAPES, *published)


# -- the same policy out of five programs --------------------------------------------------------------------

PROGRAMS = """# Ponds policy

## 1. Purpose

1.1 Staff must keep the gate of the pond shut at Larkrise Primary School.

1.2 Pupils should never go near the pond alone. They may look at it:

- from the bridge
- from the bench
    - in spring
    - in autumn

## 2. Who may fish

2.1 Nobody may fish. The table says who may feed the ducks.

| Who | May feed |
|---|---|
| Staff | Yes |
| Pupils | No |

2.2 The rules of the [ducks](https://ducks.example/rules) are as follows:

1. bread is bad
2. oats are good
"""


def made_by(program: str, folder: Path) -> Path:
    """The policy of PROGRAMS as a file of one program: md, docx, odt, html or pdf."""
    path = folder / f"ponds.{program}"
    if program == "md":
        path.write_text(PROGRAMS, encoding="utf-8")
    elif program == "pdf":
        text = pypandoc.convert_text(PROGRAMS, "typst", format="markdown")
        path.write_bytes(typst.compile(f"#let horizontalrule = []\n#set text(size: 11pt)\n{text}".encode()))
    else:
        pypandoc.convert_text(
            PROGRAMS, program, format="markdown", outputfile=str(path), extra_args=["--standalone"]
        )
    return path


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def package(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return held.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A Word file with a body of our own making; other parts by their names, with an underscore for the stop."""
    others = {
        f"word/{name.replace('_', '.')}": (
            f'<w:{name.partition("_")[0]} xmlns:w="{W}">{xml}</w:{name.partition("_")[0]}>'
        )
        for name, xml in parts.items()
    }
    return package(
        {"word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>', **others}
    )


def para(text: str, properties: str = "") -> str:
    """A paragraph of a Word file."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"
