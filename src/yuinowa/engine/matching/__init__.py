"""Matching a term: which person goes to which need, best first by seats, priority, fairness and travel."""
