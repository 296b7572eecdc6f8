"""The operator's admin site: the apps register their pages on it."""
