"""What Briefcase's Xcode project lacks: run once after `briefcase create iOS`. Not part of the app.

    python -m fitglue_phone.ios.packaging build/fitglue_phone/ios/xcode

It needs `pbxproj` (MIT), and the Python of the same minor version as the bundle's.
"""
