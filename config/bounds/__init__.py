"""What each caller can take of the server, declared once; docs/bounds.md is made of it, and tests compare both."""
