"""Publish: the whole library becomes `public/`. The only room that writes outputs.

`pipeline` is the recipe: `options` say what is wanted; `assembled_library` gives every document its key;
`workers` make `variants`, `change_sets` and their `change_files`, or the `cache` has them; `pages` are
rendered; `output` writes each `site` into a `staging` folder, which takes the last one's place in the `swap`.
`documents` are made one at a time, `internal` is the office; `verify`, `proof` and `signature` look at what
was published.
"""
