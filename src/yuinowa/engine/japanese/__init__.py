"""Japanese text: one spelling for comparing, grams for searching, readings for reading, vectors for meaning."""
