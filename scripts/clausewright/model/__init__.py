"""Model: the frozen types that everything else is made of. It touches nothing of ours."""
