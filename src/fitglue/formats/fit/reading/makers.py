"""Who made a file: the device that measured and the app that wrote it down."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fitglue.domain.workout import App, Device
from fitglue.formats.fit.reading.decoding import Decoded
from fitglue.formats.fit.reading.fields import DEVICE_INFO, FILE_ID

#: Makers of devices by their number in FIT's profile.
_MAKERS: Mapping[int, str] = {
    1: "Garmin", 2: "Garmin", 6: "SRM", 9: "Saris", 15: "Dynastream", 16: "Timex", 23: "Suunto",
    32: "Wahoo", 37: "Magellan", 40: "Concept2", 45: "Xplova", 48: "Pioneer", 59: "Mio",
    68: "CatEye", 69: "Stages", 70: "Sigma", 81: "Bontrager", 86: "Elite", 89: "Tacx",
    95: "Stryd", 107: "Magene", 108: "Giant", 111: "Technogym", 115: "iGPSPORT", 123: "Polar",
    258: "Lezyne", 266: "Precor", 267: "Bryton", 289: "Hammerhead", 294: "COROS", 305: "WHOOP",
    310: "Decathlon", 339: "Zepp", 340: "Peloton", 348: "Huawei",
}  # fmt: skip
#: Programs that have a maker's number of their own.
_PROGRAMS: Mapping[int, str] = {
    67: "BKOOL", 121: "Kinetic", 260: "Zwift", 265: "Strava", 281: "TrainerRoad",
    282: "The Sufferfest", 295: "Virtugo", 307: "OneLap", 331: "MyWhoosh",
}  # fmt: skip
ZWIFT_LIKE = frozenset({260, 282, 295, 307, 331})
#: Apple's names of hardware, such as "Watch7,2", which iPhone apps write as the product.
_APPLE = re.compile(r"(Watch|iPhone|iPad|iPod)\d+,\d+")
_APPLE_NAMES = {"Watch": "Apple Watch"}
_WITH_DETAIL = re.compile(r"(.*\S)\s*\(([^()]*)\)")
_OURS = "FitGlue"


@dataclass(frozen=True, slots=True)
class Maker:
    """The device, the app, and what to call the source of every figure."""

    device: Device
    app: App
    number: int | None

    @property
    def source(self) -> str:
        """Name the source as a person knows it."""
        return self.app.name or self.device.name or "FIT file"


@dataclass(frozen=True, slots=True)
class _Said:
    """What the file says, gathered."""

    manufacturer: int | None
    product: int | None
    product_name: str
    descriptor: str
    software: str


def maker(file: Decoded) -> Maker:
    """Read who measured and who wrote."""
    said = _said(file)
    number = said.manufacturer
    if number is not None and number in _PROGRAMS:
        program = App(_PROGRAMS[number], said.software)
        return Maker(_device(said.product_name, "", ""), program, number)
    app, software = _split(said.descriptor)
    device = _device(said.product_name, _MAKERS.get(number or 0, ""), software or said.software)
    if not device.hardware and said.product is not None and number in _MAKERS:
        device = Device(
            device.name, device.manufacturer, model=str(said.product), software=said.software
        )
    return Maker(device, App(app or device.name), number)


def _said(file: Decoded) -> _Said:
    infos, ids = file[DEVICE_INFO], file[FILE_ID]
    own = dict(ids.rows[0]) if len(ids) else {}
    name = ids.texts("product_name")[0] if len(ids) else ""
    names, descriptors = infos.texts("product_name"), infos.texts("descriptor")
    at = _recorder(file, names)
    info = infos.rows[at] if at is not None else {}
    version = info.get("software_version")
    return _Said(
        _whole(own.get("manufacturer", info.get("manufacturer"))),
        _whole(own.get("product", info.get("product"))),
        name or (names[at] if at is not None else ""),
        descriptors[at] if at is not None else "",
        "" if version is None else f"{version:.2f}".rstrip("0").rstrip("."),
    )


def _recorder(file: Decoded, names: list[str]) -> int | None:
    """Find the device that recorded: the creator, or what stands behind it where that is us."""
    indexed = [
        (row["device_index"], at)
        for at, row in enumerate(file[DEVICE_INFO].rows)
        if "device_index" in row
    ]
    creators = [at for index, at in indexed if index == 0]
    if not creators or names[creators[0]] != _OURS:
        return creators[0] if creators else None
    return next((at for index, at in indexed if index == 1), creators[0])


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _device(product: str, manufacturer: str, software: str) -> Device:
    """Tell a product's name from its hardware: "Apple Watch (Watch7,2)", or "Watch7,2" alone."""
    name, hardware = _split(product)
    if not hardware and _APPLE.fullmatch(name):
        name, hardware = "", name
    found = _APPLE.fullmatch(hardware)
    if found is None:
        return Device(product or manufacturer, manufacturer, software=software)
    kind = found[1]
    return Device(
        name or _APPLE_NAMES.get(kind, kind), "Apple Inc.", model=kind, hardware=hardware,
        software=software,
    )  # fmt: skip


def _split(text: str) -> tuple[str, str]:
    """Split "Name (detail)"; the detail is empty where there is none."""
    found = _WITH_DETAIL.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")
