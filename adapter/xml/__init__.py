"""XML: read safely, written, and held against schemas. The only package that knows lxml."""
