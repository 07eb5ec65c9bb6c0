"""One legacy request from bytes to bytes: who may call, then the steps in their order."""
