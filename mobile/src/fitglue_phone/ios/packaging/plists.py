"""The property lists of the app: what it may do, why it asks, and what becomes of what it reads."""

from typing import Any, Final

#: Without the second one every background delivery is refused with HealthKit's error 4. There is no
#: `healthkit.access`: an empty list there has had builds rejected.
ENTITLEMENTS: Final = {
    "com.apple.developer.healthkit": True,
    "com.apple.developer.healthkit.background-delivery": True,
}

#: Keys of Info.plist. HealthKit ends an app that asks without its sentence. A server at home may
#: have no certificate: iOS lets that be for numbers, `.local` and names without a dot, and asks.
INFO: Final[dict[str, Any]] = {
    "NSHealthShareUsageDescription": (
        "FitGlue reads your workouts with their routes, heart rate and other measurements, to send "
        "them to the FitGlue server that you paired this phone with, and nowhere else."
    ),
    "NSHealthUpdateUsageDescription": (
        "FitGlue writes the workouts that your pipelines finished into Health, if you choose "
        "Health as a target."
    ),
    "NSLocalNetworkUsageDescription": (
        "Your FitGlue server may stand in your own network: then workouts are sent to it there."
    ),
    "UIBackgroundModes": ["fetch"],
    "BGTaskSchedulerPermittedIdentifiers": ["app.fitglue.phone.refresh"],
    "CFBundleURLTypes": [
        {"CFBundleURLName": "app.fitglue.phone.pair", "CFBundleURLSchemes": ["fitglue"]},
    ],
    "NSAppTransportSecurity": {"NSAllowsLocalNetworking": True},
}


def _collected(kind: str) -> dict[str, Any]:
    return {
        "NSPrivacyCollectedDataType": f"NSPrivacyCollectedDataType{kind}",
        "NSPrivacyCollectedDataTypeLinked": True,
        "NSPrivacyCollectedDataTypeTracking": False,
        "NSPrivacyCollectedDataTypePurposes": ["NSPrivacyCollectedDataTypePurposeAppFunctionality"],
    }


def _accessed(category: str, reason: str) -> dict[str, Any]:
    return {
        "NSPrivacyAccessedAPIType": f"NSPrivacyAccessedAPICategory{category}",
        "NSPrivacyAccessedAPITypeReasons": [reason],
    }


#: Python itself looks at times of files in its bundle, and at the time since boot.
#: https://developer.apple.com/documentation/bundleresources/privacy-manifest-files
PRIVACY: Final = {
    "NSPrivacyTracking": False,
    "NSPrivacyTrackingDomains": [],
    "NSPrivacyCollectedDataTypes": [
        _collected("Fitness"), _collected("Health"), _collected("PreciseLocation"),
    ],
    "NSPrivacyAccessedAPITypes": [
        _accessed("FileTimestamp", "C617.1"), _accessed("SystemBootTime", "35F9.1"),
    ],
}  # fmt: skip
