"""Rounds: instructors visit every school of their block several times a term, with least travel and on days that suit."""
