"""Round trip: a Word file that was sent out and came back edited, against the same file as it was sent."""
