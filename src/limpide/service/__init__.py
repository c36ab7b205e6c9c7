"""The scoring service: FastAPI, one file a noun, every error a problem in the caller's language."""
