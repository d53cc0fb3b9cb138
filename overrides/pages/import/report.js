(function(){
// What a person chose is saved as a file, which `clausewright import --resume` reads.
var sources=JSON.parse(document.getElementById("sources").textContent);
var output=document.querySelector(".save output");
document.getElementById("save").addEventListener("click",function(){
var answers={};
document.querySelectorAll("select,.question input").forEach(function(control){
if(control.value)answers[control.name]=control.value});
var text=JSON.stringify({sources:sources,answers:answers},null,1);
var link=document.createElement("a");
link.href=URL.createObjectURL(new Blob([text],{type:"application/json"}));
link.download="answers.json";
link.click();
setTimeout(function(){URL.revokeObjectURL(link.href)},0);
output.textContent="Saved as answers.json. Now run: clausewright import --resume answers.json --into NEW-FOLDER";
});
})();
