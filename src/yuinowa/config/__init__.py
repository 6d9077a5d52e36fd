"""Wires everything; outside the order of rooms."""
