"""Term plans: the engine's proposals between needs and talents, which people confirm."""
