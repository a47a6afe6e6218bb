"""What Briefcase's Android project lacks, written into it before it is built.

    python -m fitglue_phone.android.packaging build/fitglue_phone/android/gradle

A server at home often has no certificate, and its address is a number of the home's network.
Android refuses such requests unless the app says otherwise, and cannot say it for a range of
numbers. So it is said for all, and pairing is what takes `http` for addresses at home alone.
"""
