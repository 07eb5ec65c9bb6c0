"""Signature Version 4: `header` takes apart what came, `signing` makes what should have come.

`signing` is imported when the first signature is verified: it needs botocore, which takes longer
to import than everything else here together.
"""
