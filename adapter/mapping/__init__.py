"""Mappings of legacy operations to the current API: their vocabulary, loader and lint."""
