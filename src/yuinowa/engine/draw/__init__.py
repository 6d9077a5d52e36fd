"""Places by a draw that parents can check: public lots, a rule, a result that anybody can recompute."""
