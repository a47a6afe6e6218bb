"""Text packed with zstd. The library is loaded when something is packed: often nothing is."""


def packed(text: bytes, level: int = 3) -> bytes:
    """Compress a text; with a compressor of its own, for two threads in one crash Python."""
    import zstandard  # noqa: PLC0415 - see above

    return zstandard.ZstdCompressor(level=level).compress(text)


def unpacked(text: bytes) -> bytes:
    """Give a text as it was packed."""
    import zstandard  # noqa: PLC0415 - see above

    # Not every packed text says how long it will be: one packed while it came cannot.
    return zstandard.ZstdDecompressor().decompressobj().decompress(text)
