"""Programs inside of documents: by the bytes that they begin with, or by the ending that decides what runs them."""

import re
from typing import Final

from imaging.report_files.refusal import EMBEDDED, NotADocument

#: What the first bytes say.
MAGIC: Final = {
    b"MZ": "a Windows program",
    b"\x7fELF": "a Linux program",
    b"\xfe\xed\xfa\xce": "a macOS program",
    b"\xfe\xed\xfa\xcf": "a macOS program",
    b"\xce\xfa\xed\xfe": "a macOS program",
    b"\xcf\xfa\xed\xfe": "a macOS program",
    b"\xca\xfe\xba\xbe": "a Java or macOS program",
    b"\0asm": "a WebAssembly program",
    b"dex\n": "an Android program",
    b"#!": "a script",
    b"L\0\0\0\x01\x14\x02\0": "a Windows shortcut",
    b"MSCF": "a cabinet archive",
    b"Rar!\x1a\x07": "an archive",
    b"7z\xbc\xaf\x27\x1c": "an archive",
    b"\x1f\x8b": "an archive",
    b"\xfd7zXZ": "an archive",
    b"BZh": "an archive",
    b"FWS": "a Flash program",
    b"CWS": "a Flash program",
    b"ZWS": "a Flash program",
}
#: Of these the text itself would run, so only the name tells.
ENDINGS: Final = re.compile(
    r"ade|adp|app|appref-ms|bat|chm|cmd|com|cpl|dll|dmg|exe|gadget|hta|htc|img|inf|ins|iso|jar|jse?|lnk|mde|ms[cipt]"
    r"|pif|ps1|psm1|py|reg|sc[fr]|settingcontent-ms|sh|url|vb|vbe|vbs|vhdx?|ws|wsc|wsf|wsh|xll|xlam|do[ct]m|xl[st]m"
    r"|p[op]tm|ppam|ppsm"
)
HEAD_BYTES: Final = 16


def refuse_program(name: str, head: bytes) -> None:
    """Raise NotADocument for a file inside of a document that has this name, "" if none, and begins like this."""
    found = next((words for magic, words in MAGIC.items() if head.startswith(magic)), "")
    # Windows ignores blanks and dots at the end of a name, and a stream after a colon names the same file.
    ending = name.rstrip(" .\0").partition("::")[0].rpartition(".")[2].lower()
    if not found and "." in name and ENDINGS.fullmatch(ending):
        found = f"a file with the ending .{ending}"
    if found:
        raise NotADocument(f"a document with {found} in it", EMBEDDED, found)
