"""XML: read safely, written, and validated against schemas. The only package that imports lxml."""
