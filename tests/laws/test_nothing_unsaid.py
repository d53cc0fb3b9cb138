"""Law 12: whatever a reader of foreign files meets is kept, shown in another form, or named as left out.

For each reader stands here a list of what its format can hold. Each construct says something that must be told: in
the text, or in the report. Two files that differ in a construct alone are never the same.
"""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pypandoc
import pytest
import typst

from clausewright.api import compare_files
from clausewright.errors import ClausewrightError
from clausewright.readers.reading import read_source
from clausewright.readers.source import NO_PLACE, Grid, Paragraph, Source
from clausewright.readers.words import plain, split_words
from clausewright.word.package import UnreadableWordFileError
from clausewright.word.reader import read_word_file
from tests.support.foreign import W, para

# A construct: what a file has, what must be told of it in the text, and what beside it.
Construct = tuple[str, str, str]

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_DAY = date(2026, 10, 1)
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def _run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def _p(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def _cell(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def _table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def _drawing(graphic: str, description: str) -> str:
    return (
        f"<w:r><w:drawing><wp:inline><wp:docPr id='1' name='Drawing 1' descr='{description}'/><a:graphic>"
        f"<a:graphicData>{graphic}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def _field(code: str, result: str, data: str = "") -> str:
    return (
        f"<w:r><w:fldChar w:fldCharType='begin'>{data}</w:fldChar></w:r><w:r><w:instrText>{code}</w:instrText></w:r>"
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{result}<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )


def _code(code: str) -> str:
    """A field that keeps no result: Word shows what it works out."""
    return (
        f"<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )


def _box(ticked: int) -> str:
    return f"<w:ffData><w:checkBox><w:default w:val='{ticked}'/></w:checkBox></w:ffData>"


_HEADS = _cell(para("Who")) + _cell(para("What"))
WORD: dict[str, Construct] = {
    "a symbol of a font": (_p("<w:r><w:sym w:font='Wingdings' w:char='F0FB'/></w:r>" + _run(" kites")), "✘ kites", ""),
    "letters in a font of symbols": (_p(_run("ü", "<w:rFonts w:ascii='Wingdings'/>") + _run(" kites")), "✔ kites", ""),
    "a symbol that nobody knows": (_p("<w:r><w:sym w:font='Oddments' w:char='F041'/></w:r>" + _run(" odd")), "odd", "Oddments F041"),
    "a ticked box of a form": (_p(_field(" FORMCHECKBOX ", "", _box(1)) + _run(" read")), "☑ read", ""),
    "an empty box of a form": (_p(_field(" FORMCHECKBOX ", "", _box(0)) + _run(" read")), "☐ read", ""),
    "a chosen entry": (
        _p(_field(" FORMDROPDOWN ", "", "<w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='no'/><w:listEntry w:val='maybe'/></w:ddList></w:ffData>")),
        "maybe",
        "",
    ),
    "struck words": (_p(_run("Staff must ") + _run("not ", "<w:strike/>") + _run("fly.")), "Staff must fly.", "struck through: not"),
    "words struck by a style": (_p(_run("Staff ") + _run("never ", "<w:rStyle w:val='Gone'/>") + _run("fly.")), "Staff fly.", "struck through: never"),
    "hidden words": (_p(_run("Fly.") + _run("whisper", "<w:vanish/>")), "Fly.", "hidden text: whisper"),
    "words hidden by a style": (_p(_run("secret"), "<w:pStyle w:val='Secret'/>"), "", "hidden text: secret"),
    "deleted words": (_p("<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>" + _run("Stay.")), "Stay.", "deleted by a tracked change: gone"),
    "a deleted mark of a paragraph": (_p(_run("One half and "), "<w:rPr><w:del/></w:rPr>") + para("the other."), "One half and the other.", ""),
    "a deleted row": (_table(_HEADS, _cell(para("Staff")) + _cell(para("fly")), f"<w:trPr><w:del/></w:trPr>{_cell(para('Ghosts'))}{_cell(para('haunt'))}"), "Staff | fly", "deleted by a tracked change: Ghosts"),
    "a deleted column": (_table(_HEADS + _cell(para("Why")), _cell(para("Staff")) + _cell(para("fly")) + _cell(para("gone"), "<w:cellDel w:id='9'/>")), "Staff | fly", "deleted by a tracked change: gone"),
    "a file in a cell": (_table(_HEADS, _cell("<w:altChunk r:id='rP'/>" + para("fly")) + _cell(para("land"))), "fly | land", "file inside the file"),
    "a footnote": (_p(_run("A rule") + "<w:r><w:footnoteReference w:id='2'/></w:r>"), "In wind only.", ""),
    "a picture": (_p(_drawing("<pic:pic><a:blip r:embed='rP'/></pic:pic>", "A map of the meadow")), "", "A map of the meadow"),
    "a picture without a description": (_p(_drawing("<pic:pic><a:blip r:embed='rP'/></pic:pic>", "")), "", "map.png"),
    "a chart": (_p(_drawing("<c:chart r:id='rC'/>", "Flights a year")), "", "Flights a year: kites 12"),
    "a diagram": (_p(_drawing("<dgm:relIds r:dm='rD'/>", "Who tells whom")), "", "Who tells whom: lead office"),
    "an object": (_p("<w:r><w:object><o:OLEObject ProgID='Excel.Sheet.12' r:id='rP'/></w:object></w:r>"), "", "Excel.Sheet.12"),
    "letters as a picture": (_p("<w:r><w:pict><v:shape><v:textpath string='DRAFT'/></v:shape></w:pict></w:r>"), "", "DRAFT"),
    "an equation": (_p(_run("Lift is ") + "<m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"), "Lift is (a+b)/2", "Equations"),
    "raised figures": (_p(_run("10 m") + _run("2", "<w:vertAlign w:val='superscript'/>")), "10 m²", ""),
    "a link to a mailbox": (_p("<w:hyperlink r:id='rM'><w:r><w:t>the office</w:t></w:r></w:hyperlink>"), "mailto:office@a.example", ""),
    "a link to a place in the file": (_p("<w:hyperlink w:anchor='kites'><w:r><w:t>below</w:t></w:r></w:hyperlink>"), "below", "below -> #kites"),
    "a link as a field": (_p(_field(' HYPERLINK "rules.docx" ', _run("the rules"))), "rules.docx", ""),
    "a merged cell": (_table(_HEADS, _cell(para("all day"), "<w:gridSpan w:val='2'/>")) , "all day", "stands over 2 columns"),
    "a cell over rows": (_table(_HEADS, _cell(para("Staff"), "<w:vMerge w:val='restart'/>") + _cell(para("fly")), _cell(para(""), "<w:vMerge/>") + _cell(para("land"))), "Staff", "stands over several rows"),
    "paragraphs in a cell": (_table(_HEADS, _cell(para("first") + para("second")) + _cell(para("fly"))), "first second", "several paragraphs"),
    "a table in a cell": (_table(_HEADS, _cell(_table(_cell(para("x1")) + _cell(para("x2"))) + para("")) + _cell(para("fly"))), "x1 x2", "or a table"),
    "a button": (_p(_run("Press ") + _code(" MACROBUTTON Fly Take off ")), "Press", "MACROBUTTON Fly Take off"),
    "an equation as a field": (_p(_run("Lift ") + _code(r" EQ \\f(a,b) ")), "Lift", "(a,b)"),
    "a simple field without a result": (_p(_run("Day ") + "<w:fldSimple w:instr=' SYMBOL 252 '/>"), "Day", "SYMBOL 252"),
    "two forms of words in a run": (_p("<w:r><mc:AlternateContent><mc:Choice Requires='x'><w:t>new words</w:t></mc:Choice><mc:Fallback><w:t>old words</w:t></mc:Fallback></mc:AlternateContent></w:r>"), "new words", ""),
    "a drawing that says nothing": (_p(_drawing("<wps:wsp/>", "")), "", "drawing: Drawing 1"),
    "a line that parts two texts": (_p("<w:r><w:pict><v:rect o:hr='t'/></w:pict></w:r>" + _run("below")), "below", ""),
    "ink": (_p("<w:r><w:contentPart r:id='rP'/></w:r>"), "", "drawing"),
    "a document in the document": (_p("<w:subDoc r:id='rP'/>"), "", "document inside the document"),
    "a hidden text box": (_p("<w:r><w:rPr><w:vanish/></w:rPr><w:pict><v:textbox><w:txbxContent>" + para("veiled words") + "</w:txbxContent></v:textbox></w:pict></w:r>"), "", "text box, deleted or hidden: veiled words"),
    "a text box": (_p("<w:r><w:pict><v:textbox><w:txbxContent>" + para("boxed words") + "</w:txbxContent></v:textbox></w:pict></w:r>"), "boxed words", ""),
    "a file in the file": ("<w:altChunk r:id='rP'/>", "", "file inside the file"),
    "a list of ticks": (_p(_run("Look up."), "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='9'/></w:numPr>"), "✔ Look up.", ""),
}  # fmt: skip


def _word(body: str) -> bytes:
    """A Word file with everything that the constructs lead to."""
    names = (
        f'xmlns:w="{W}" xmlns:r="{_R}" xmlns:m="{_MATHS}" xmlns:a="{_DRAWING}/main" xmlns:pic="{_DRAWING}/picture"'
        f' xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:c="{_DRAWING}/chart" xmlns:dgm="{_DRAWING}/diagram"'
        ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    links = {
        "rP": ("image", "media/map.png", ""),
        "rC": ("chart", "charts/chart1.xml", ""),
        "rD": ("diagramData", "diagrams/data1.xml", ""),
        "rM": ("hyperlink", "mailto:office@a.example", ' TargetMode="External"'),
        "rS": ("styles", "styles.xml", ""),
        "rN": ("numbering", "numbering.xml", ""),
        "rF": ("footnotes", "footnotes.xml", ""),
    }
    relations = "".join(
        f'<Relationship Id="{id}" Type="{_R}/{kind}" Target="{target}"{mode}/>'
        for id, (kind, target, mode) in links.items()
    )
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    kinds = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{main}{kind}+xml"/>'
        for part, kind in {
            "document": "document.main",
            "styles": "styles",
            "numbering": "numbering",
            "footnotes": "footnotes",
        }.items()
    )
    styles = (
        '<w:style w:type="character" w:styleId="Gone"><w:rPr><w:strike/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="9"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0FC;"/>'
        '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:lvl></w:abstractNum>'
        '<w:num w:numId="9"><w:abstractNumId w:val="9"/></w:num>'
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="png" ContentType="image/png"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        "word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {names}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {names}>{numbering}</w:numbering>",
        "word/footnotes.xml": f"<w:footnotes {names}><w:footnote w:id='2'>{para('In wind only.')}</w:footnote></w:footnotes>",
        "word/media/map.png": _PNG,
        "word/charts/chart1.xml": f"<c:chartSpace {names}><a:t>kites</a:t><c:v>12</c:v></c:chartSpace>",
        "word/diagrams/data1.xml": f"<dgm:dataModel {names}><a:t>lead</a:t><a:t>office</a:t></dgm:dataModel>",
    }
    return _zip(parts)


def _zip(parts: Mapping[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return data.getvalue()


_ROW = "<table:table-cell><text:p>Who</text:p></table:table-cell><table:table-cell><text:p>What</text:p></table:table-cell>"


def _odt_table(row: str) -> str:
    return f"<table:table><table:table-row>{_ROW}</table:table-row><table:table-row>{row}</table:table-row></table:table>"


ODT: dict[str, Construct] = {
    "struck words": ("<text:p>Staff must <text:span text:style-name='Struck'>not </text:span>fly.</text:p>", "Staff must fly.", "struck through: not"),
    "hidden words": ("<text:p>Fly.<text:span text:style-name='Hidden'>whisper</text:span></text:p>", "Fly.", "hidden text: whisper"),
    "a hidden section": ("<text:section text:display='none'><text:p>secret</text:p></text:section>", "", "hidden text: secret"),
    "letters in a font of symbols": ("<text:p><text:span text:style-name='Signs'>û</text:span> kites</text:p>", "✘ kites", ""),
    "a ticked box of a form": ("<text:p><draw:control draw:control='c1'/> read</text:p>", "☑ read", ""),
    "raised figures": ("<text:p>10 m<text:span text:style-name='Raised'>2</text:span></text:p>", "10 m²", ""),
    "a footnote": ("<text:p>A rule<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In wind only.</text:p></text:note-body></text:note></text:p>", "In wind only.", "mark of a note"),
    "a comment": ("<text:p>Fly.<office:annotation><text:p>Really?</text:p></office:annotation></text:p>", "Fly.", "Really?"),
    "a picture": ("<text:p><draw:frame><draw:image xlink:href='Pictures/map.png'/><svg:desc>A map of the meadow</svg:desc></draw:frame></text:p>", "", "A map of the meadow"),
    "a chart": ("<text:p><draw:frame><draw:object xlink:href='./Object 1'/><svg:desc>Flights a year</svg:desc></draw:frame></text:p>", "", "Flights a year"),
    "an equation": ("<text:p>Lift is <draw:frame><draw:object xlink:href='./Object 2'/></draw:frame></text:p>", "Lift is (a)/(b)", "Equations"),
    "a text box": ("<text:p><draw:frame><draw:text-box><text:p>boxed words</text:p></draw:text-box></draw:frame></text:p>", "boxed words", ""),
    "a link": ("<text:p><text:a xlink:href='mailto:office@a.example'>the office</text:a></text:p>", "mailto:office@a.example", ""),
    "a link to a place in the file": ("<text:p><text:a xlink:href='#kites'>below</text:a></text:p>", "below", "below -> #kites"),
    "a merged cell": (_odt_table("<table:table-cell table:number-columns-spanned='2'><text:p>all day</text:p></table:table-cell><table:covered-table-cell/>"), "all day", "stands over 2 columns"),
    "paragraphs in a cell": (_odt_table("<table:table-cell><text:p>first</text:p><text:p>second</text:p></table:table-cell><table:table-cell><text:p>fly</text:p></table:table-cell>"), "first second", "several paragraphs"),
    "a drawing that says nothing": ("<text:p><draw:custom-shape draw:name='Arrow 1'><text:p/></draw:custom-shape></text:p>", "", "drawing: Arrow 1"),
    "a line that leads somewhere": ("<draw:connector/>", "", "drawing: without a description"),
    "a drawing with words": ("<text:p><draw:ellipse><text:p>round words</text:p></draw:ellipse></text:p>", "round words", ""),
    "a hidden field": ("<text:p>Fly.<text:hidden-text>whisper</text:hidden-text></text:p>", "Fly.", "hidden text: whisper"),
    "a frame in an item": ("<text:list><text:list-item><draw:frame><draw:text-box><text:p>boxed words</text:p></draw:text-box></draw:frame></text:list-item></text:list>", "boxed words", ""),
    "a list of ticks": ("<text:list text:style-name='Ticks'><text:list-item><text:p>Look up.</text:p></text:list-item></text:list>", "✔ Look up.", ""),
}  # fmt: skip
_ODT_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing", "form": "form",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
)  # fmt: skip


def _odt(body: str) -> bytes:
    """An OpenDocument text with everything that the constructs lead to."""
    names = f'{_ODT_NAMES} xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:math="http://www.w3.org/1998/Math/MathML"'
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {properties}/></style:style>'
        for name, properties in {
            "Struck": 'style:text-line-through-style="solid"',
            "Hidden": 'text:display="none"',
            "Signs": 'style:font-name="Wingdings"',
            "Raised": 'style:text-position="super 58%"',
        }.items()
    )
    ticks = '<text:list-style style:name="Ticks"><text:list-level-style-bullet text:level="1" text:bullet-char="✔"/></text:list-style>'
    forms = "<office:forms><form:form><form:checkbox form:id='c1' form:current-state='checked'/></form:form></office:forms>"
    return _zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {names}><office:automatic-styles>{styles}{ticks}</office:automatic-styles><office:body><office:text>{forms}{body}</office:text></office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {names}/>",
            "Pictures/map.png": _PNG,
            "Object 1/content.xml": f"<office:document-content {names}><text:p>kites</text:p></office:document-content>",
            "Object 2/content.xml": "<math xmlns='http://www.w3.org/1998/Math/MathML'><mfrac><mi>a</mi><mi>b</mi></mfrac></math>",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )


_HTML_ROW = "<table><tr><th>Who</th><th>What</th></tr><tr>{}</tr></table>"
HTML: dict[str, Construct] = {
    "struck words": ("<p>Staff must <s>not</s> fly.</p>", "Staff must fly.", "struck through: not"),
    "deleted and inserted words": ("<p>Staff <del>never</del> <ins>always</ins> fly.</p>", "Staff always fly.", "struck through: never"),
    "words struck by a style sheet": ("<p>Staff <span class='gone'>never</span> fly.</p>", "Staff fly.", "struck through: never"),
    "words hidden by a style sheet": ("<p class='secret'>secret</p>", "", "hidden text: secret"),
    "hidden words": ("<p>Fly.<span style='display:none'>whisper</span></p>", "Fly.", "hidden text: whisper"),
    "a comment": ("<p>Fly.<!-- really --></p>", "Fly.", "really"),
    "a ticked box of a form": ("<p><input type='checkbox' checked> read</p>", "☑ read", ""),
    "an empty box of a form": ("<p><input type='checkbox'> read</p>", "☐ read", ""),
    "a field of a form": ("<p>Name: <input value='Ada'></p>", "Name:", "field of a form: Ada"),
    "a large field of a form": ("<p>alpha<textarea>zeta</textarea><button>eta</button>omega</p>", "alpha omega", "field of a form: zeta"),
    "what a field asks for": ("<p>Name:<textarea placeholder='Your kite'></textarea></p>", "Name:", "Your kite"),
    "a menu of choices in a line": ("<p>alpha<select><option>red</option></select>omega</p>", "alpha omega", "red"),
    "a hidden block in a line": ("<div>alpha<div hidden>secret</div>omega</div>", "alpha omega", "hidden text: secret"),
    "a picture": ("<p><img src='map.png' alt='A map of the meadow'></p>", "", "A map of the meadow"),
    "a drawing": ("<p><svg><title>A kite</title><path d=''/></svg></p>", "", "A kite"),
    "a film": ("<video src='kites.mp4'>Ask the office.</video>", "", "kites.mp4"),
    "a page in a frame": ("<iframe src='https://a.example/map'></iframe>", "", "https://a.example/map"),
    "an equation": ("<p>Lift is <math><mfrac><mi>a</mi><mi>b</mi></mfrac></math></p>", "Lift is (a)/(b)", "Equations"),
    "raised figures": ("<p>10 m<sup>2</sup></p>", "10 m²", ""),
    "a quotation in a line": ("<p>They say <q>fly</q>.</p>", "They say “fly”.", ""),
    "a note": ("<p>A rule<sup><a href='#n1'>1</a></sup></p><ol><li id='n1'>In wind only.</li></ol>", "In wind only.", "mark of a note"),
    "a link to a mailbox": ("<p><a href='mailto:office@a.example'>the office</a></p>", "mailto:office@a.example", ""),
    "a link to a file beside it": ("<p><a href='/terms#records'>the rules</a></p>", "/terms#records", ""),
    "a link to a place in the page": ("<p><a href='#kites'>below</a></p>", "below", "below -> #kites"),
    "a link that runs a program": ("<p><a href='javascript:alert(1)'>here</a></p>", "here", "javascript:alert(1)"),
    "a merged cell": (_HTML_ROW.format("<td colspan=2>all day</td>"), "all day", "stands over 2 columns"),
    "paragraphs in a cell": (_HTML_ROW.format("<td><p>first</p><p>second</p></td><td>fly</td>"), "first second", "several paragraphs"),
    "a table in a cell": (_HTML_ROW.format("<td><table><tr><td>x1</td><td>x2</td></tr></table></td><td>fly</td>"), "x1 x2", "or a table"),
    "a cell over rows": ("<table><tr><th rowspan=2>Who</th><th>What</th></tr><tr><td>fly</td></tr></table>", " | fly", "stands over several rows"),
    "a title that a link shows": ("<p><a href='https://a.example' title='Rules of the air'>the rules</a></p>", "the rules", "Rules of the air"),
    "a list that counts from five": ("<ol start=5><li>Look up.</li></ol>", "5. Look up.", ""),
    "a menu": ("<nav>Home Policies</nav>", "", "Home Policies"),
}  # fmt: skip
MARKDOWN: dict[str, Construct] = {
    "an address as a link": ("Ask <office@a.example> or see <https://a.example/x>.", "Ask office@a.example or see https://a.example/x.", ""),
    "a link to a mailbox": ("Ask [the office](mailto:office@a.example).", "mailto:office@a.example", ""),
    "a link to a file beside it": ("See [the rules](/terms#records).", "/terms#records", ""),
    "a link to a place in the file": ("See [below](#kites).", "See below.", "below -> #kites"),
    "a link over the end of a line": ("See [the rules\nof flight](https://a.example/rules) here.", "See the rules of flight here.", ""),
    "a link to a label over the end of a line": ("See [the rules\nof flight][r] here.\n\n[r]: https://a.example/rules", "See the rules of flight here.", ""),
    "a link by a label": ("See [the rules][r].\n\n[r]: https://a.example/rules", "https://a.example/rules", ""),
    "a title that a link shows": ("See [the rules](https://a.example 'Rules of the air').", "See the rules.", "Rules of the air"),
    "escapes and entities": (r"Write \<your name\>, &lt;5 pounds&gt;, a\*b and \[x\].", "Write <your name>, <5 pounds>, a*b and [x].", ""),
    "what looks like a tag": ("Use <your initials> here.", "Use <your initials> here.", ""),
    "nested emphasis": ("Staff **must *never* fly**.", "Staff must never fly.", ""),
    "struck words": ("Staff must ~~not~~ fly.", "Staff must fly.", "struck through: not"),
    "HTML with words": ("<div><p>Staff <b>fly</b>.</p></div>", "Staff fly.", ""),
    "HTML with a struck word": ("Staff must <del>not</del> fly.", "Staff must fly.", "struck through: not"),
    "a comment": ("Fly. <!-- really -->", "Fly.", "really"),
    "a picture": ("![A map of the meadow](map.png)", "", "A map of the meadow"),
    "a footnote": ("A rule.[^1]\n\n[^1]: In wind only.", "In wind only.", ""),
    "a note in a line": ("A rule.^[In wind only.]", "In wind only.", ""),
    "a table": ("| Who | What |\n|---|---|\n| Staff | fly \\| land |", "fly | land", ""),
    "a table drawn with lines": ("+-----+------+\n| Who | What |\n+=====+======+\n| Staff | fly |\n+-----+------+", "Staff | fly", ""),
    "a task that is done": ("- [x] Look up.", "☑ Look up.", ""),
    "bullets under a dash list": ("- red kites\n- blue kites\n• green kites", "green kites", ""),
    "a block of code": ("```text\nfly kites\n```", "fly kites", "name of a block of code: text"),
    "the attributes of a heading": ("## Kites {#kites .loud}", "Kites", "{#kites .loud}"),
    "numbers in lines": ("1.1 Staff fly.\n1.2 Guests watch.", "1.2 Guests watch.", ""),
    "a quotation": ("> Staff fly.", "Staff fly.", ""),
}  # fmt: skip
PDF: dict[str, Construct] = {
    "a picture": ('#figure(image(bytes("<svg xmlns=\'http://www.w3.org/2000/svg\' width=\'9\' height=\'9\'/>"), alt: "A map of the meadow"))', "", "A map of the meadow"),
    "a link": ('#link("mailto:office@a.example")[the office]', "the office", "the office -> mailto:office@a.example"),
    "a merged cell": ("#table(columns: 2, [Who], [What], table.cell(colspan: 2)[all day])", "all day", "stands over 2 columns"),
    "a list in a list": ("+ red kites\n  - blue kites", "• blue kites", ""),
    "a footnote": ("A rule.#footnote[In wind only.]", "In wind only.", "mark of a note, which leads to it: 1"),
    "a footnote in a link": ('#link("https://a.example")[A rule#footnote[In wind only.]] here.', "A rule", "mark of a note, which leads to it: 1"),
    "a cell over rows": ("#table(columns: 2, [Who], [What], table.cell(rowspan: 2)[Staff], [fly], [land])", " | land", "stands over several rows"),
}  # fmt: skip


def _typeset(body: str) -> bytes:
    pdf = typst.compile(
        f'#set document(title: "Kites")\n#set heading(numbering: none)\n= Kites\n\n{body}\n'.encode()
    )
    assert isinstance(pdf, bytes)
    return pdf


_FRAMES: dict[str, tuple[Mapping[str, Construct], Callable[[str], bytes], str]] = {
    "docx": (WORD, lambda body: _word(para("Kites are flown here.") + body + para("The end.")), ""),
    "odt": (
        ODT,
        lambda body: _odt(f"<text:p>Kites are flown here.</text:p>{body}<text:p>The end.</text:p>"),
        "",
    ),
    "html": (
        HTML,
        lambda body: (
            "<html><head><style>.gone{text-decoration: line-through} .secret{display:none}</style></head><body>"
            f"<p>Kites are flown here.</p>{body}<p>The end.</p></body></html>"
        ).encode(),
        "",
    ),
    "md": (MARKDOWN, lambda body: f"Kites are flown here.\n\n{body}\n\nThe end.\n".encode(), "\n\n"),
    "pdf": (PDF, lambda body: _typeset(f"Kites are flown here.\n\n{body}\n\nThe end."), "\n\n"),
}
CASES = [(format, name) for format, (constructs, _, _) in _FRAMES.items() for name in constructs]


def _text_of(source: Source) -> Iterator[str]:
    """What stands in the text, with the marks of items and the targets of links."""
    for piece in source.pieces:
        if isinstance(piece, Grid):
            yield from (" | ".join(row) for row in piece.rows)
        else:
            yield f"{piece.label} {plain(piece.text)}".strip()
            yield piece.text


def _report_of(source: Source) -> Iterator[str]:
    """What stands in the report: what was left out, and why; pictures; remarks."""
    yield from (f"{left.why}: {left.text}" for left in source.left_out)
    yield from (f"{picture.description} {picture.name}" for picture in source.pictures)
    yield from source.remarks


def _adds_up(source: Source) -> bool:
    texts = [cell for piece in source.pieces if isinstance(piece, Grid) for row in piece.rows for cell in row]
    for piece in source.pieces:
        texts += [piece.label, piece.text] if isinstance(piece, Paragraph) else []
    texts += [left.text for left in source.left_out if not left.unit]
    return Counter(word for text in texts for word in split_words(text)) == Counter(source.words)


@pytest.mark.parametrize(("format", "name"), CASES)
def test_a_construct_is_in_the_text_or_in_the_report(format: str, name: str) -> None:
    constructs, frame, _ = _FRAMES[format]
    body, in_text, in_report = constructs[name]
    source = read_source(f"kites.{format}", frame(body))
    assert any(in_text in text for text in _text_of(source)), list(_text_of(source))
    assert any(in_report in text for text in (*_report_of(source), "")), list(_report_of(source))
    assert _adds_up(source)


@pytest.mark.parametrize("kind", ["header", "footer", "footnotes", "endnotes", "comments"])
def test_a_part_is_known_by_its_relation_and_not_by_its_name(kind: str) -> None:
    holder = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
    inner = para("Said apart.")
    body = para("Kites are flown here.")
    if holder == kind:
        inner = f"<w:{kind[:-1]} w:id='7'>{inner}</w:{kind[:-1]}>"
        mark = "commentReference" if kind == "comments" else f"{kind[:-1]}Reference"
        body = _p(_run("Kites are flown here.") + f"<w:r><w:{mark} w:id='7'/></w:r>")
    with zipfile.ZipFile(io.BytesIO(_word(body))) as archive:
        parts = {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    former = f'<Relationship Id="rF" Type="{_R}/footnotes" Target="footnotes.xml"/>'
    link = f'<Relationship Id="rX" Type="{_R}/{kind}" Target="f.xml"/>'
    relations = "word/_rels/document.xml.rels"
    parts[relations] = parts[relations].replace(former, link)
    del parts["word/footnotes.xml"]
    parts["word/f.xml"] = f'<w:{holder} xmlns:w="{W}">{inner}</w:{holder}>'
    source = read_source("kites.docx", _zip(parts))
    texts = [piece.text for piece in source.pieces if isinstance(piece, Paragraph)]
    assert "Said apart." in [*texts, *(unit.text for unit in source.left_out)]
    file = read_word_file(_zip(parts))
    paragraphs = " ".join(paragraph.text for paragraph in file.paragraphs)
    remarks = [remark.text for remark in file.remarks]
    assert "Said apart." in " ".join((paragraphs, *remarks, *file.page_edges))


@pytest.mark.parametrize("format", _FRAMES)
def test_constructs_stand_beside_each_other(format: str) -> None:
    constructs, frame, between = _FRAMES[format]
    order = list(constructs.values())[::-1]
    source = read_source(f"kites.{format}", frame(between.join(body for body, _, _ in order)))
    text, report = list(_text_of(source)), list(_report_of(source))
    for body, in_text, in_report in order:
        assert any(in_text in part for part in text), body
        assert any(in_report in part for part in (*report, "")), body
    assert _adds_up(source)


@pytest.mark.parametrize(("format", "name"), [case for case in CASES if case[0] != "pdf"])
def test_files_that_differ_in_a_construct_alone_are_not_the_same(
    format: str, name: str, tmp_path: Path
) -> None:
    constructs, frame, _ = _FRAMES[format]
    old, new = tmp_path / f"old.{format}", tmp_path / f"new.{format}"
    old.write_bytes(frame(""))
    new.write_bytes(frame(constructs[name][0]))
    assert compare_files(old, new, _DAY).has_changes
    assert not compare_files(new, _copy(new), _DAY).has_changes


def _copy(path: Path) -> Path:
    copy = path.with_stem("copy")
    copy.write_bytes(path.read_bytes())
    return copy


@pytest.mark.parametrize("front", ["owner: Ada", "kites", "tags: [a, b]\nauthor:"])
def test_front_matter_is_named_and_compared(front: str, tmp_path: Path) -> None:
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(f"---\n{front}\n---\n\n# Kites\n\nStaff fly.\n", encoding="utf-8")
    new.write_text("# Kites\n\nStaff fly.\n", encoding="utf-8")
    source = read_source(old.name, old.read_bytes())
    assert [left.text for left in source.left_out] == front.split("\n")
    assert compare_files(old, new, _DAY).has_changes


@pytest.mark.parametrize("format", ["docx", "odt", "html", "md"])
def test_pandoc_sees_no_word_that_is_not_told(format: str, tmp_path: Path) -> None:
    """Pandoc's own readers of the same files are the second opinion."""
    constructs, frame, between = _FRAMES[format]
    path = tmp_path / f"kites.{format}"
    path.write_bytes(frame(between.join(body for body, _, _ in constructs.values())))
    source = read_source(path.name, path.read_bytes())
    reader = {"md": "markdown-tex_math_dollars"}.get(format, format)
    blocks = json.loads(pypandoc.convert_file(str(path), "json", format=reader))["blocks"]
    told_words = Counter(
        word for text in (*_text_of(source), *_report_of(source)) for word in split_words(text)
    )
    seen = Counter(word for text in _pandoc_texts(blocks) for word in split_words(text))
    # An equation is TeX to pandoc, the figure of m² stands apart, and a font of symbols in an OpenDocument text is
    # one of letters. It takes the words for older programs, and runs a menu's choices into the words around it.
    assert seen.keys() - told_words.keys() <= {"frac", "boxtimes", "m", "û", "old", "alpharedomega"}


def _pandoc_texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for part in node:
            yield from _pandoc_texts(part)
    elif isinstance(node, dict):
        content = node.get("c")
        if node.get("t") == "Str":
            yield str(content)
        elif node.get("t") in ("Code", "Math", "CodeBlock") and isinstance(content, list):
            yield str(content[1])
        else:
            yield from _pandoc_texts(content)


# -- constructs in constructs ----------------------------------------------------------------------------------

_LETTERS = ("kite", "meadow high", " ", "é", "1.2 ", "(a) wind", "&lt;b&gt;")
_TAGS = (
    "a",
    "b",
    "s",
    "del",
    "q",
    "sup",
    "span",
    "p",
    "div",
    "li",
    "ul",
    "table",
    "tr",
    "td",
    "caption",
    "h2",
    "select",
    "option",
    "button",
    "textarea",
    "label",
    "form",
    "footer",
    "nav",
    "svg",
    "video",
    "object",
    "dialog",
    "noscript",
    "title",
    "iframe",
    "details",
    "blockquote",
    "dl",
    "dt",
    "math",
    "input",
    "br",
    "img",
    "script",
    "center",
)
_SETTINGS = (
    "",
    "",
    "",
    " hidden",
    " style='display:none'",
    " class='gone'",
    " id='n1'",
    " href='#n1' role='doc-noteref'",
    " value='v'",
    " colspan=2",
)
_AROUND_RUNS = (
    "<w:ins>{}</w:ins>",
    "<w:hyperlink r:id='rM'>{}</w:hyperlink>",
    "<w:moveFrom>{}</w:moveFrom>",
    "<w:sdt><w:sdtPr><w:tag w:val='k'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "<w:fldSimple w:instr=' REF x '>{}</w:fldSimple>",
    "<w:del><w:r>{}</w:r></w:del>",
    "<w:r><w:rPr><w:vanish/></w:rPr><w:pict><v:textbox><w:txbxContent><w:p>{}</w:p></w:txbxContent></v:textbox></w:pict></w:r>",
    "<w:r><w:pict><v:textbox><w:txbxContent><w:p>{}</w:p></w:txbxContent></v:textbox></w:pict></w:r>",
)
_IN_RUNS = (
    "<w:tab/>",
    "<w:noBreakHyphen/>",
    "<w:footnoteReference w:id='2'/>",
    "<w:sym w:font='Wingdings' w:char='F0FC'/>",
    "<mc:AlternateContent><mc:Choice Requires='w14'><w:t>new</w:t></mc:Choice><mc:Fallback><w:t>old</w:t></mc:Fallback></mc:AlternateContent>",
)
_SET_RUNS = ("", "", "<w:b/>", "<w:strike/>", "<w:vanish/>", "<w:rStyle w:val='Gone'/>", "<w:rFonts w:ascii='Wingdings'/>")  # fmt: skip


def _nest_html(chance: random.Random, depth: int = 0) -> str:
    parts = []
    for _ in range(chance.randrange(1, 5)):
        if depth > 5 or chance.random() < 0.45:
            parts.append(chance.choice(_LETTERS))
        else:
            tag = chance.choice(_TAGS)
            parts.append(f"<{tag}{chance.choice(_SETTINGS)}>{_nest_html(chance, depth + 1)}</{tag}>")
    return "".join(parts)


def _nest_word(chance: random.Random, depth: int = 0) -> str:
    parts = []
    for _ in range(chance.randrange(1, 5)):
        if depth > 4 or chance.random() < 0.6:
            inner = (
                f"<w:t xml:space='preserve'>{chance.choice(_LETTERS)}</w:t>{chance.choice(('', *_IN_RUNS))}"
            )
            parts.append(f"<w:r><w:rPr>{chance.choice(_SET_RUNS)}</w:rPr>{inner}</w:r>")
        else:
            parts.append(chance.choice(_AROUND_RUNS).format(_nest_word(chance, depth + 1)))
    return "".join(parts)


_AROUND_BLOCKS = (
    "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "<w:customXml>{}</w:customXml>",
    "<mc:AlternateContent><mc:Choice Requires='w14'>{}</mc:Choice><mc:Fallback><w:p/></mc:Fallback></mc:AlternateContent>",
    "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "<w:p><w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
)
_SET_PARAGRAPHS = ("", "", "<w:pStyle w:val='Secret'/>", "<w:rPr><w:del/></w:rPr>", "<w:framePr w:dropCap='drop'/>", "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='9'/></w:numPr>")  # fmt: skip
_SET_CELLS = ("", "", "<w:gridSpan w:val='2'/>", "<w:vMerge w:val='restart'/>", "<w:vMerge/>", "<w:cellDel/>")
_AROUND_ROWS = ("<w:tr>{}</w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>{}</w:tr>", "<w:sdt><w:sdtContent><w:tr>{}</w:tr></w:sdtContent></w:sdt>")  # fmt: skip


def _nest_word_blocks(chance: random.Random, depth: int = 0) -> str:
    parts = []
    for _ in range(chance.randrange(1, 4)):
        kind = chance.random() if depth < 4 else 0.0
        if kind < 0.6:
            parts.append(_p(_nest_word(chance, 2), chance.choice(_SET_PARAGRAPHS)))
        elif kind < 0.8:
            rows = []
            for _ in range(chance.randrange(1, 4)):
                cells = [
                    _cell(_nest_word_blocks(chance, depth + 2) + "<w:p/>", chance.choice(_SET_CELLS))
                    for _ in range(chance.randrange(1, 4))
                ]
                rows.append(chance.choice(_AROUND_ROWS).format("".join(cells)))
            parts.append(f"<w:tbl>{''.join(rows)}</w:tbl>")
        else:
            parts.append(chance.choice(_AROUND_BLOCKS).format(_nest_word_blocks(chance, depth + 1)))
    return "".join(parts)


@pytest.mark.parametrize(
    ("format", "nest"), [("html", _nest_html), ("md", _nest_html), ("docx", _nest_word_blocks)]
)
def test_every_word_has_its_place_whatever_stands_in_what(
    format: str, nest: Callable[[random.Random], str]
) -> None:
    frame = _FRAMES[format][1]
    for seed in range(60):
        source = read_source(f"kites.{format}", frame(nest(random.Random(seed))))  # noqa: S311 - the same in each run
        assert _adds_up(source), seed
        assert not any(left.why == NO_PLACE for left in source.left_out), seed


def _nest_typst_text(chance: random.Random, words: Iterator[str], depth: int = 0) -> str:
    """Words of a page, each its own, and what may stand around them in a line."""
    text = " ".join(next(words) for _ in range(chance.randrange(1, 5)))
    around = (
        "{}",
        "{}",
        "*{}*",
        "_{}_",
        "#underline[{}]",
        '#link("https://a.example/x")[{}]',
        "{} \\ more",
    )
    text = chance.choice(around).format(text)
    if depth < 2 and chance.random() < 0.3:
        return f"{text} {_nest_typst_text(chance, words, depth + 1)}"
    return text


def _nest_typst(chance: random.Random, words: Iterator[str]) -> tuple[str, dict[str, str]]:
    """A page with everything that a tagged PDF can say, and for the first word of each part what it is."""
    blocks: list[str] = []
    kinds: dict[str, str] = {}
    for _ in range(8):
        first = next(words)
        text = f"{first} {_nest_typst_text(chance, words)}"
        match chance.randrange(7):
            case 0:
                blocks.append(f"{'=' * chance.randrange(1, 4)} {text}")
                kinds[first] = "heading"
            case 1 | 2:
                inner = next(words)
                blocks.append(f"- {text}\n  + {inner} {_nest_typst_text(chance, words)}")
                kinds |= {first: "item", inner: "item"}
            case 3:
                blocks.append(f"#table(columns: 2, [Who], [What], [{text}], [{next(words)}])")
                kinds[first] = "cell"
            case 4:
                blocks.append(f"{next(words)}#footnote[{text}] {next(words)}.")
                kinds[first] = "note"
            case 5:
                blocks.append(f"#quote(block: true)[{text}]")
            case _:
                blocks.append(text)
    return "\n\n".join(blocks), kinds


@pytest.mark.parametrize("seed", range(4))
def test_a_tagged_page_keeps_every_word_and_what_it_is(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same in each run
    words = (f"w{'bcdfghjklm'[i // 100]}{'aeiou'[i // 10 % 5]}{'npqrstvwxz'[i % 10]}" for i in range(1000))
    body, kinds = _nest_typst(chance, words)
    source = read_source("kites.pdf", _typeset(body))
    assert _adds_up(source)
    told_words = Counter(
        word for text in (*_text_of(source), *_report_of(source)) for word in split_words(text)
    )
    assert set(re.findall(r"\bw[a-z]{3}\b", body)) <= told_words.keys()
    read_kinds: dict[str, str] = {}
    for piece in source.pieces:
        if isinstance(piece, Grid):
            read_kinds |= {plain(cell).split()[0]: "cell" for row in piece.rows for cell in row if cell}
        else:
            kind = "heading" if piece.heading else "item" if piece.label else "note" if piece.note else ""
            read_kinds[plain(piece.text).split()[0]] = kind
    assert {word: read_kinds.get(word, "") for word in kinds} == kinds


def test_a_word_that_a_reader_passes_over_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clausewright.readers.docx._Reader.read_table", lambda *_: None)
    source = read_source("kites.docx", _word(para("Fly.") + _table(_HEADS, _HEADS)))
    (left,) = source.left_out
    assert (left.text, left.why) == ("Who Who What What", NO_PLACE)


# -- damage --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", [*_FRAMES, "txt"])
def test_a_damaged_file_is_read_or_refused_in_words(format: str) -> None:
    """Bytes are altered and files cut short by chance, the same in each run."""
    constructs, frame, between = _FRAMES[format if format != "txt" else "md"]
    data = frame(between.join(body for body, _, _ in constructs.values()))
    chance = random.Random(7)  # noqa: S311 - the same in each run
    for _ in range(15):
        damaged = bytearray(data[: chance.randrange(1, len(data))] if chance.random() < 0.4 else data)
        for _ in range(chance.choice((1, 3, 20))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        _reads_or_refuses(f"kites.{format}", bytes(damaged))


@pytest.mark.parametrize("format", ["docx", "odt"])
def test_a_package_with_nonsense_in_its_parts_is_read_or_refused_in_words(format: str) -> None:
    constructs, frame, _ = _FRAMES[format]
    chance = random.Random(11)  # noqa: S311 - the same in each run
    with zipfile.ZipFile(io.BytesIO(frame("".join(body for body, _, _ in constructs.values())))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(12):
        altered = dict(parts)
        name = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
        text = altered[name].decode()
        values = text.split('"')
        for _ in range(chance.choice((1, 3))):
            place = chance.randrange(len(values) // 2 + 1) * 2 - 1
            values[max(1, place) % len(values)] = chance.choice(("", "-1", "9" * 20, "x", "٣", "1.5"))
        altered[name] = '"'.join(values).encode()
        _reads_or_refuses(f"kites.{format}", _zip(altered))


def _reads_or_refuses(name: str, data: bytes) -> None:
    """Read a file; only an error that says what to do may come of it."""
    with suppress(ClausewrightError):
        read_source(name, data)
    if name.endswith(".docx"):
        with suppress(UnreadableWordFileError):
            read_word_file(data)


@pytest.mark.parametrize("format", ["docx", "odt", "html", "md", "txt"])
def test_a_file_without_end_is_refused(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clausewright.readers.source.MOST_PARAGRAPHS", 100)
    paragraphs = {
        "docx": lambda: _word(para("Fly.") * 101),
        "odt": lambda: _odt("<text:p>Fly.</text:p>" * 101),
        "html": lambda: b"<html>" + b"<p>Fly." * 101,
        "md": lambda: b"Fly.\n\n" * 101,
        "txt": lambda: b"Fly.\n\n" * 101,
    }
    with pytest.raises(ClausewrightError, match="more than 100 paragraphs"):
        read_source(f"endless.{format}", paragraphs[format]())
