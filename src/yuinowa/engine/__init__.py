"""The planning engine: frozen dataclasses in, a plan with its reasons out. No Django, no clock, no database."""
