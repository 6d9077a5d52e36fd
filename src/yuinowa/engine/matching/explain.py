"""Why this person, why not that one, why nobody: facts and counts, worded by `words.sentence`."""
