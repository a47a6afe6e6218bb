"""The pages, each a function from facts to what is said."""
