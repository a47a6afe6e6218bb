"""What GPX and TCX have in common: untrusted XML, points in columns, and our own extension."""
