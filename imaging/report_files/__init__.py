"""What a report's file is, and what is refused in it.

PDF and Word's documents are judged in a child process with bounds (__main__.py), so nothing here imports Django, and
the web server imports only plain.py, judged.py and refusal.py.
"""
