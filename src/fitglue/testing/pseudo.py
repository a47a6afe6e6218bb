"""Two languages that nobody speaks: what stays plain in them is not marked for translation.

English with accents, a third longer and in brackets, so that what is cut or joined shows; and the
same written from right to left. Their tags are those that browsers and CLDR use for this.
"""

import re
from collections.abc import Mapping
from gettext import NullTranslations

from fitglue.web.languages import ENGLISH, Language

_PLAIN = "AEIOUYaeiouycdghjklnrstwzCDGHJKLNRSTWZbfmpqvxBFMPQVX"
_ACCENTED = "ÅÉÎÖÛÝåéîöûýçðĝĥĵķļñŕšţŵžÇÐĜĤĴĶĻÑŔŠŢŴŽƀƒɱþǫṽẋßƑṀÞǪṼẊ"
_ACCENTS = str.maketrans(_PLAIN, _ACCENTED)
# Places of values, tags and character references stay as they are.
_KEPT = re.compile(r"(%\(\w+\)[sdif]|%%|<[^>]*>|&#?\w+;)")
_LONGER = 3


class Pseudo(NullTranslations):
    """Answers every message with itself, disguised."""

    def gettext(self, message: str) -> str:
        """Disguise a message."""
        return disguised(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Disguise the form that a number asks for."""
        return disguised(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - gettext's signature
        """Disguise a message of any meaning."""
        return disguised(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        """Disguise the form that a number asks for."""
        return self.ngettext(msgid1, msgid2, n)


def disguised(message: str) -> str:
    """Write "Save" as "[Šåṽé~]"."""
    parts = _KEPT.split(message)
    told = "".join(
        part if at % 2 else part.translate(_ACCENTS) for at, part in enumerate(parts)
    )  # fmt: skip
    return f"[{told}{'~' * (sum(map(len, parts[::2])) // _LONGER)}]"


#: To be installed beside English: `create_app(instance, languages=PSEUDO)`.
PSEUDO: Mapping[str, Language] = {
    one.tag: one
    for one in (
        ENGLISH,
        Language("en-XA", "Accents", Pseudo()),
        Language("ar-XB", "Right to left", Pseudo()),
    )
}
