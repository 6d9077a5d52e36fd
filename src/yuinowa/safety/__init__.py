"""Allowed settings: in which setting a person may be with children. Never the result of any check."""
