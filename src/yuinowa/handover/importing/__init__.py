"""The transfer list of an April as a workbook: written with the present holders, read back row by row."""

from yuinowa.handover.importing.read import Preview, Row, preview
from yuinowa.handover.importing.template import COLUMNS, template

__all__ = ["COLUMNS", "Preview", "Row", "preview", "template"]
