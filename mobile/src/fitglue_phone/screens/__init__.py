"""What a person sees: pages made of facts, walked through, and drawn with Toga.

`pages` are functions from facts to a `Page`, which is data. `walk` goes from one to the next and
does what is pressed. Neither knows Toga; `drawn` knows nothing else. So what the app says is tested
as sentences, and one file decides how a card looks on every platform.
"""
