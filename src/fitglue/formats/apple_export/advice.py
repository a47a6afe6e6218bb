"""What to press on the phone, said once."""

EXPORT_AGAIN = (
    "On the iPhone: Health → your picture → Export All Health Data, "
    "then send the new export.zip here without opening it first."
)
OWN_EXPORT = (
    "Do not open this file. On your own iPhone: Health → your picture → Export All Health Data."
)
WHOLE_ZIP = (
    "Choose export.zip as the iPhone made it "
    "(Health → your picture → Export All Health Data), without unpacking it."
)
