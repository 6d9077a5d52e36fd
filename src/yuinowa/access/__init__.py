"""Who may do what, and how far: one table (matrix), one way to fetch rows (querysets), one gate per page (guards)."""
