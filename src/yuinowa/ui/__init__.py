"""Frame, components and words of the pages."""
