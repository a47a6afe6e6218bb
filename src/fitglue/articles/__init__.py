"""The help centre's articles: Markdown files in `fitglue/help`, read once, rendered and searched.

An article about a plugin holds only what its description does not know: options, plan, abilities
and what it needs are put in when it is shown.
"""
