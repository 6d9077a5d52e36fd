"""Who is occupied when: the one clash check of the whole system, kept by the database."""
