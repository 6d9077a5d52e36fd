"""Turns the plain data of the demo city into rows, through the actions that the pages use."""
