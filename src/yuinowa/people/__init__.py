"""Persons, their accounts, dated posts (職) and appointments: rights come from a post valid today."""
