"""Public benchmark instances, made from a seed, and the reference methods they are compared with."""
