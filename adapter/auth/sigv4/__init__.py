"""Signature Version 4: `header` parses a request's signature, `signer` computes the expected one.

`verify` imports `signer` with the first signature: it needs botocore, which takes longer to import
than everything else here together.
"""
