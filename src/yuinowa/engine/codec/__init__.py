"""The JSON forms of each planning problem and plan: unknown fields are refused, every fault is reported."""

from .fields import Fault, Invalid
from .matching import fingerprint, read_plan, read_problem, write_plan, write_problem

__all__ = ["Fault", "Invalid", "fingerprint", "read_plan", "read_problem", "write_plan", "write_problem"]
