"""Forms of the talent bank: they parse, actions decide."""
