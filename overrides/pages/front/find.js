(function(){
var find=document.querySelector(".find"),input=find.querySelector("input"),said=find.querySelector("output");
var sections=document.querySelectorAll("section[data-group]");
function plain(text){return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'\u2019.]/g,"")}
function filter(){var wanted=plain(input.value).split(/\s+/),shown=0;
sections.forEach(function(section){var here=0,group=plain(section.querySelector("h2").textContent);
section.querySelectorAll("li").forEach(function(item){var text=plain(item.textContent)+" "+group;
item.hidden=!wanted.every(function(word){return text.indexOf(word)>=0});here+=!item.hidden});
section.hidden=!here;shown+=here});
said.textContent=input.value.trim()?(shown===0?"No "+said.dataset.one+" matches. Try fewer letters.":shown+" "+(shown===1?said.dataset.one:said.dataset.many)):""}
input.addEventListener("input",filter);find.hidden=false;filter()})();
