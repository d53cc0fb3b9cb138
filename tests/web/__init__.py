"""What a reader does with the published sites, in a real browser."""
