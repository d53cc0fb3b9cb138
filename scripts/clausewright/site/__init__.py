"""Site: what is special to web pages. The only room that knows MkDocs, behind one door (theme)."""
