"""Pages drawn with Toga, the same way on iOS, Android and a desktop."""
