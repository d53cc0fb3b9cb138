-- A persistent pandoc: one request a line on standard input, one answer a line on standard output, both JSON.
--   {"op": "read", "text": ..., "from": ...}                          -> {"ok": <the document as pandoc's JSON>}
--   {"op": "write", "ast": ..., "to": "html5" | "typst-smart", ...}   -> {"ok": <text>}
--   {"op": "write", "ast": ..., "to": "docx", "file": ..., "reference": ...}  -> {"ok": ""}
-- The reader runs without access to files (the empty table is its whole world), so that a text cannot reach for any.
io.stdout:setvbuf("no")

local function write(request)
  local document = pandoc.read(request.ast, "json")
  local options = { wrap_text = "none" }
  if request.reference then options.reference_doc = request.reference end
  local written = pandoc.write(document, request.to, options)
  if not request.file then return written end
  local file = assert(io.open(request.file, "wb"))
  file:write(written)
  file:close()
  return ""
end

local function read(request)
  return pandoc.write(pandoc.read(request.text, request.from, {}, {}), "json")
end

for line in io.lines() do
  local fine, answer = pcall(function()
    local request = pandoc.json.decode(line, false)
    return { ok = (request.op == "read" and read or write)(request) }
  end)
  if not fine then answer = { error = tostring(answer) } end
  io.stdout:write(pandoc.json.encode(answer), "\n")
end
