"""The layer below all apps: what text, addresses, numbers and times look like. Small, flat, knows no app."""
