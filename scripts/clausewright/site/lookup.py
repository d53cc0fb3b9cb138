"""The page on which a reader types the code of a paper copy and learns what has become of it. It works from
disk, and asks nobody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..model.codes import ALPHABET, LENGTH
from .components import alone

PAGE, TITLE = "check.html", "Check a paper copy"


class CodeStanding(StrEnum):
    """What has become of a document; the letters are those of the page's data."""

    CURRENT = "c"
    SUPERSEDED = "s"
    TO_COME = "t"
    PROPOSED = "p"
    MODEL = "m"
    FORMER_MODEL = "f"
    WITHDRAWN = "w"
    CONSULTATION = "k"


@dataclass(frozen=True, slots=True)
class Known:
    """A document that has a code: whose it is, its policy and version in words, and what has become of it.

    Days are written as 2026-09-01, or empty. `next` is the version that took its place on the day after
    `last`, `now` the one in force today, since `since`. `href` leads from the page to the text that is in
    force, and is empty where none is shown.
    """

    reader: str
    policy: str
    version: str
    standing: CodeStanding
    first: str = ""
    last: str = ""
    next: str = ""
    now: str = ""
    since: str = ""
    href: str = ""


def page(known: Mapping[str, Known], as_at: str, home_href: str) -> str:
    """Return the whole page. `known` are the documents by their codes, `as_at` the day of the build, written
    2026-09-01.
    """
    names = dict.fromkeys(
        text
        for _, one in sorted(known.items())
        for text in (one.reader, one.policy, one.version, one.next, one.now, one.href)
    )
    index = {name: at for at, name in enumerate(names)}
    rows = {code: _row(one, index) for code, one in sorted(known.items())}
    data = {"day": as_at, "words": list(names), "codes": rows}
    # A closing tag inside a name would end the script that holds it.
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    body = (
        f'{_BODY}<p class="home"><a href="{home_href}">All schools</a></p><script type="application/json"'
        f' id="known">{written}</script>'
    )
    return alone(TITLE, "Is the copy in your hand the text that is in force?", body, _script(), _STYLE)


def _row(one: Known, index: Mapping[str, int]) -> list[object]:
    names: Iterable[str] = (one.reader, one.policy, one.version, one.next, one.now, one.href)
    return [*(index[name] for name in names), one.standing.value, one.first, one.last, one.since]


_STYLE = """
form label{display:block;font-weight:700}
form p{margin:.25rem 0 .75rem;max-width:40rem}
form div{display:flex;flex-wrap:wrap;gap:.75rem}
form input{font:inherit;font-family:ui-monospace,Menlo,Consolas,monospace;letter-spacing:.08em;text-transform:uppercase;width:13rem;
max-width:100%;padding:.5rem .75rem;border:1px solid #5d6875;border-radius:4px}
form button{font:inherit;font-weight:700;padding:.5rem 1.25rem;color:#fff;background:#17456b;border:1px solid #17456b;border-radius:4px}
form button:hover{background:#0d2c46}
.answer{min-height:8rem;margin-top:1.5rem}
.answer>div{padding:1rem 1.25rem;background:#f3f5f7;border-left:6px solid #5d6875}
.answer .c{border-left-color:#0b6b3a}
.answer .s,.answer .f,.answer .w{border-left-color:#a8201a}
.answer h2{margin:0;padding:0;border:0}
.answer p{margin:.4rem 0 0;max-width:40rem}
.answer .day{color:#4a5562;font-size:.9rem}
.home{margin-top:2rem}
"""

_BODY = """
<form hidden>
<label for="code">Code of the copy</label>
<p id="hint">Ten letters and digits, at the foot of every page of the paper, such as 7K2MQ-9XDTV. Capitals, spaces and the hyphen do not
matter.</p>
<div><input id="code" type="text" aria-describedby="hint" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="40">
<button type="submit">Look up</button></div>
</form>
<div class="answer" role="status"></div>
<p class="plain">This page needs JavaScript to look up a code. Without it, open the policy on its school’s site: the code of the text in
force stands at the foot of the page. If it is the code on the paper, the paper is current.</p>
"""

_SCRIPT = """
(function(){
var ALPHABET=%(alphabet)s,LENGTH=%(length)s;
var data=JSON.parse(document.getElementById("known").textContent);
var form=document.querySelector("form"),input=document.getElementById("code"),answer=document.querySelector(".answer");
function day(text){return new Date(text+"T00:00:00Z").toLocaleDateString("en-GB",
{day:"numeric",month:"long",year:"numeric",timeZone:"UTC"})}
function after(text){var next=new Date(text+"T00:00:00Z");next.setUTCDate(next.getUTCDate()+1);return day(next.toISOString().slice(0,10))}
function plain(text){return text.toUpperCase().replace(/O/g,"0").replace(/[IL]/g,"1").replace(/[^0-9A-Z]/g,"")}
function fits(code){var total=0;
for(var at=code.length-1;at>0;at--){total^=ALPHABET.indexOf(code[at]);total<<=1;if(total&32)total^=37}
return ALPHABET.indexOf(code[0])===total}
function look(typed){
var code=plain(typed);
if(!code)return["none","Type a code",["It stands at the foot of every page of a copy."]];
var strange=code.split("").filter(function(letter){return ALPHABET.indexOf(letter)<0});
if(code.length!==LENGTH)return["none","That is not a whole code",["A code has "+LENGTH+" letters and digits; this has "+code.length+"."]];
if(strange.length)return["none","That code has a slip in it",["No code has the letter "+strange[0]+". Look at the paper again."]];
if(!fits(code))return["none","That code has a slip in it",["One of its letters or digits is not as printed. Look at the paper again."]];
var row=data.codes[code.slice(0,5)+"-"+code.slice(5)];
if(!row)return["none","Unknown",["Nothing that is published here has this code. The copy may come from somebody else, or may have been "+
"printed from a text that was never adopted. Do not rely on it; ask the school."]];
var words=row.slice(0,6).map(function(at){return data.words[at]});
var reader=words[0],policy=words[1],version=words[2],next=words[3],now=words[4],href=words[5];
var kind=row[6],first=row[7],last=row[8],since=row[9];
var what=policy+", version of "+version+", "+reader+".";
var held=first&&last?"It was in force from "+day(first)+" to "+day(last)+".":"";
var place=next===version?"It was adopted again on "+after(last)+", with other choices or other wording of the school’s own."
:last?"The version of "+next+" took its place on "+after(last)+".":"";
var today=now&&now!==next?"Now the version of "+now+" is in force, since "+day(since)+".":"";
var said={
c:["Current",["This is the text in force, since "+day(first)+"."]],
s:["Superseded",[held+" "+place,today]],
t:["Not yet in force",["It has been adopted, and will be in force from "+day(first)+"."]],
p:["Not in force",["This version has been proposed. The school has not adopted it.",today]],
m:["Model text",["This is the model in its present version. It is in force only where a school has adopted it, and then the school’s own "+
"copy has another code."]],
f:["Superseded model text",[place]],
w:["Withdrawn",["This version of the model has been withdrawn."]],
k:["In consultation",["This version is being consulted on. It is in force nowhere."]]
}[kind];
var link=href?[href,kind==="c"||kind==="m"||kind==="k"?"Read it":"Read the text in force"]:null;
return[kind,said[0],[what].concat(said[1]),link]}
function show(result){
var box=document.createElement("div"),heading=document.createElement("h2");
box.className=result[0];heading.textContent=result[1];box.append(heading);
result[2].filter(function(text){return text.trim()}).forEach(function(text){
var line=document.createElement("p");line.textContent=text.trim();box.append(line)});
if(result[3]){var line=document.createElement("p"),link=document.createElement("a");
link.href=result[3][0];link.textContent=result[3][1];line.append(link);box.append(line)}
if(result[0]!=="none"||result[1]==="Unknown"){var as=document.createElement("p");as.className="day";
as.textContent="As published on "+day(data.day)+".";box.append(as)}
answer.replaceChildren(box)}
form.addEventListener("submit",function(event){event.preventDefault();show(look(input.value));input.select()});
function arrive(){var typed=new URLSearchParams(location.search).get("code")||"";
if(plain(typed).length===LENGTH){input.value=typed;show(look(typed))}}
form.hidden=false;document.querySelector(".plain").hidden=true;arrive()})();
"""


def _script() -> str:
    return _SCRIPT % {"alphabet": json.dumps(ALPHABET), "length": LENGTH}
