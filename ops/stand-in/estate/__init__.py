"""The organizations that the stand-in plays."""
