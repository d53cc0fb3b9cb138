(function(){
"use strict";
function plain(text){return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'\u2019.]/g,"")}
function words(cell){var copy=cell.cloneNode(true);copy.querySelectorAll("small").forEach(function(small){small.remove()});return copy.textContent.trim()}
function labelled(name,control,number){
  var box=document.createElement("div"),label=document.createElement("label");
  control.id="tool-"+number;label.htmlFor=control.id;label.textContent=name;box.append(label,control);return box}
document.querySelectorAll(".sheet").forEach(function(sheet,at){
  var tools=sheet.querySelector(".tools"),rows=Array.from(sheet.querySelectorAll("tbody tr")),filters=[];
  var input=document.createElement("input");input.type="search";input.autocomplete="off";
  tools.append(labelled("Search",input,at+"-search"));
  sheet.querySelectorAll("thead th").forEach(function(head,column){
    if(head.dataset.kind!=="filter")return;
    var select=document.createElement("select"),values=[];
    rows.forEach(function(row){var value=words(row.children[column]);if(value&&values.indexOf(value)<0)values.push(value)});
    select.append(new Option("All",""));
    values.sort().forEach(function(value){select.append(new Option(value,value))});
    filters.push({select:select,column:column});
    tools.append(labelled(head.textContent,select,at+"-"+column))});
  var clear=document.createElement("button"),said=document.createElement("output");
  clear.type="button";clear.textContent="Show all";tools.append(clear,said);
  var told=rows.map(function(row){return plain(row.textContent)});
  var cells=rows.map(function(row){return filters.map(function(filter){return words(row.children[filter.column])})});
  function show(){
    var wanted=plain(input.value).split(/\s+/),shown=0;
    rows.forEach(function(row,number){
      var fits=wanted.every(function(word){return told[number].indexOf(word)>=0})&&
        filters.every(function(filter,place){return !filter.select.value||cells[number][place]===filter.select.value});
      row.hidden=!fits;shown+=fits});
    said.textContent=shown+" of "+rows.length+" rows"}
  input.addEventListener("input",show);
  filters.forEach(function(filter){filter.select.addEventListener("change",show)});
  clear.addEventListener("click",function(){input.value="";filters.forEach(function(filter){filter.select.value=""});show()});
  tools.hidden=false;show()});
// A table at a glance: rows by their name and by the states in them.
var NEEDS=".mark--overdue,.mark--due,.mark--deciding";
document.querySelectorAll(".tools[data-for-grid]").forEach(function(tools,at){
  var rows=Array.from(tools.nextElementSibling.querySelectorAll("tbody tr")),states=[];
  if(!tools.nextElementSibling.querySelector(".mark"))return;
  function statesOf(row){return Array.from(row.querySelectorAll(".mark")).map(words)}
  rows.forEach(function(row){statesOf(row).forEach(function(state){if(states.indexOf(state)<0)states.push(state)})});
  var input=document.createElement("input"),select=document.createElement("select"),said=document.createElement("output");
  input.type="search";input.autocomplete="off";
  select.append(new Option("All",""),new Option("Only what needs somebody","!"));
  states.sort().forEach(function(state){select.append(new Option(state,state))});
  tools.append(labelled("Search",input,"grid-"+at+"-search"),labelled("Show",select,"grid-"+at+"-state"),said);
  function show(){
    var wanted=plain(input.value).split(/\s+/),shown=0;
    rows.forEach(function(row){
      var fits=wanted.every(function(word){return plain(row.firstElementChild.textContent).indexOf(word)>=0})&&
        (!select.value||(select.value==="!"?row.querySelector(NEEDS)!==null:statesOf(row).indexOf(select.value)>=0));
      row.hidden=!fits;shown+=fits});
    said.textContent=shown+" of "+rows.length+" rows"}
  input.addEventListener("input",show);select.addEventListener("change",show);
  tools.hidden=false;show()});
})();
