"""Upstreams, which answer current calls; some wrap others, to count or record their calls."""
