(function(){
var ALPHABET="0123456789ABCDEFGHJKMNPQRSTVWXYZ",LENGTH=10;
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
"printed from a text that was never adopted. Do not rely on it; ask the "+data.unit+"."]];
var words=row.slice(0,6).map(function(at){return data.words[at]});
var reader=words[0],policy=words[1],version=words[2],next=words[3],now=words[4],href=words[5];
var kind=row[6],first=row[7],last=row[8],since=row[9];
var what=policy+", version of "+version+", "+reader+".";
var held=first&&last?"It was in force from "+day(first)+" to "+day(last)+".":"";
var place=next===version?"It was adopted again on "+after(last)+", with other choices or other wording of the "+data.unit+"’s own."
:last?"The version of "+next+" took its place on "+after(last)+".":"";
var today=now&&now!==next?"Now the version of "+now+" is in force, since "+day(since)+".":"";
var said={
c:["Current",["This is the text in force, since "+day(first)+"."]],
s:["Superseded",[held+" "+place,today]],
t:["Not yet in force",["It has been adopted, and will be in force from "+day(first)+"."]],
p:["Not in force",["This version has been proposed. The "+data.unit+" has not adopted it.",today]],
m:["Model text",["This is the model in its present version. It is in force only where it has been adopted, and then the "+data.unit+"’s own "+
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
