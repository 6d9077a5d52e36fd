"""Between rows and the engine: facts are read once, built into a problem, and its plan is read back into rows."""
