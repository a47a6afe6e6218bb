"""The pages: server-rendered, with a few small islands of script."""
