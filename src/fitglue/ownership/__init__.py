"""What belongs to a person: taking all of it away, bringing it back, and erasing it with a proof.

An export is a zip of open formats::

    manifest.json                     what is in it and of which version; written last
    README.txt                        every file and column, in words
    account.json                      settings, and what the person said of themselves
    activities.csv, health_metrics.csv
    activities/<name>.fit             every activity for any other program
    originals/<sha256>/<name>.zst     what apps and devices sent, byte for byte, packed
    tables/<name>.jsonl               every row, one JSON object a line
    streams/<sha256>.msgpack.zst      samples at full resolution (formats.stream_blob)
    blobs/<sha256>                    whatever else rows name
"""
