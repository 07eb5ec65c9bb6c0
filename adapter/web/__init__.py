"""Flask applications. The only package that knows Flask."""
