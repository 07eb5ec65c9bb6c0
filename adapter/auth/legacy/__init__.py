"""Legacy signatures: the strings to sign, the verification, and the errors."""
