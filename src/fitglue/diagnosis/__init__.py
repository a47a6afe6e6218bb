"""Rules over facts that the server knows: what is wrong, why, what to press, and where to read on.

Pure: facts go in, troubles come out. `fitglue.checkup` gathers the facts.
"""
