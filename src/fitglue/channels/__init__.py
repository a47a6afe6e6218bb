"""Ways out for notifications: a person's own mail, and whatever Apprise speaks to.

Each sends one message or raises an error of the tree: Transient and Refused when it surely did not
arrive, Unknown when it may have.
"""
