"""A person's connections to services: signing in there, asking as them, and what stands in the way.

::

    opening   a person connects: a form, a key, or a way through the service's own page (oauth)
    client    one request: address, credentials, once more after a fresh token, our errors
    kept      what a connection knows between requests: tokens, pace, whether it works
"""
