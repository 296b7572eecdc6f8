"""The guides of the docs site: Markdown with live parts that are filled in from the code."""
