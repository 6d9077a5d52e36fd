"""Pages for everybody: what the programme is, what takes place, how to help."""
