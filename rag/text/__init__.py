"""English as news writes it: sentences, names, who speaks, and what numbers, times and words stand for."""
