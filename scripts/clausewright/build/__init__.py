"""Publish: the whole library becomes `public/`. The only room that writes outputs."""
