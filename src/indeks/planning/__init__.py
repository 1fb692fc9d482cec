"""Looking ahead: what may be left of a score, what a step is worth, what would happen if."""
