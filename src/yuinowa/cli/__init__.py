"""Surface: the command line. It owns no rules."""
