"""The look of every page: frame, components, template tags, styles. See docs/components.md."""
