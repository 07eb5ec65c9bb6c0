"""Legacy signatures: the signed texts, their verification, and the refusals."""
