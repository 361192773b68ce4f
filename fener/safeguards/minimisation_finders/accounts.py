"""Electronic addresses and money accounts: e-mail, messenger and network accounts, IBAN, payment cards, crypto wallets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import sha256

from fener.safeguards.minimisation_finders.cues import any_of
from fener.safeguards.minimisation_finders.spans import MarkKind, Span

_EMAIL = re.compile(
    r"[^\W_][\w.+%\-]{0,63}"
    r"(?:@|[ ]?[\[({<][ ]?(?:at|et|@)[ ]?[\])}>][ ]?)"
    r"[^\W_][\w\-]{0,62}"
    r"(?:(?:\.|[ ]?[\[({<][ ]?(?:dot|tačka|tacka|точка|pikë)[ ]?[\])}>][ ]?|[ ]dot[ ])[^\W_][\w\-]{0,62}){1,5}",
    re.IGNORECASE,
)
_EMAIL_SPELT = re.compile(r"(?<![\w.])[a-z0-9][\w.+\-]{1,40} at [a-z0-9\-]{2,40} dot [a-z]{2,8}(?!\w)", re.IGNORECASE)

_SITE = (
    r"t\.me|telegram\.(?:me|dog|org)|tgstat\.(?:com|ru)/channel|wa\.me|(?:api|chat|web)\.whatsapp\.com|whatsapp\.com/channel|"
    r"(?:[a-z\-]{1,10}\.)?facebook\.com|fb\.(?:com|me|watch|gg)|m\.me|instagram\.com|instagr\.am|ig\.me|"
    r"(?:[a-z]{1,4}\.)?tiktok\.com|(?:mobile\.)?twitter\.com|x\.com|vk\.com|ok\.ru|snapchat\.com|threads\.(?:net|com)|"
    r"(?:m\.)?youtube\.com/(?:@|c/|channel/|user/)|youtu\.be|invite\.viber\.com|chats\.viber\.com|signal\.(?:me|group)|"
    r"(?:[a-z]{2}\.)?linkedin\.com/in|discord\.(?:gg|com)|line\.me|imo\.im|join\.skype\.com|bigo\.tv|kwai\.com|likee\.video|onlyfans\.com"
)
_LINK = re.compile(
    rf"(?:https?://)?(?<![\w.@])(?:www\.)?(?:{_SITE})(?<=[/@])[^\s\0<>\"'\]]{{1,200}}"
    rf"|(?:https?://)?(?<![\w.@])(?:www\.)?(?:{_SITE})/[^\s\0<>\"'\]]{{1,200}}"
    r"|(?:tg|viber|whatsapp|skype|sgnl|fb|instagram|weixin):(?://)?[\w.+?][^\s\0<>\"'\]]{2,200}",
    re.IGNORECASE,
)
_AT_NAME = re.compile(r"(?<![\w@.])@(?=[\w.]{0,40}[^\W\d])[\w](?:[\w.]{0,62}\w)?")
_NAMED = r"(?=[\w.\-]{0,60}[\d_.])\w[\w.\-]{2,60}\w"
_TOLD_ACCOUNT = re.compile(
    rf"(?<!\w){any_of('network')} ?(?:{any_of('account')} ?)?(?:[:=]| is) ?(?P<name>{_NAMED})"
    rf"|(?<!\w){any_of('nickname')} ?(?:[:=]| is) ?(?P<nick>\w[\w.\-]{{2,60}})",
    re.IGNORECASE,
)

_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \-]?[A-Za-z0-9]){11,30}")
_IBAN_LENGTHS_BY_PLACE = """
AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BY28 CH21 CY28 CZ24 DE22 DK18 EE20 EG29 ES24 FI18 FR27 GB22 GE22 GR27 HR21 HU28 IE22
IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MT31 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24
RS22 SA24 SD18 SE24 SI19 SK24 SM27 TN24 TR26 UA29 VA22 XK20
"""
_IBAN_LENGTHS = {place[:2]: int(place[2:]) for place in _IBAN_LENGTHS_BY_PLACE.split()}
_CARD = re.compile(r"(?<![\d+])(?<!\d[ \-])[2-6]\d{3}(?:[ \-]?\d){9,15}(?![ \-]?\d)")

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_WALLETS: tuple[tuple[str, re.Pattern[str], bool], ...] = (
    ("Bitcoin address", re.compile(r"(?<!\w)(?:bc1|BC1|tb1|ltc1)[02-9a-zA-Z]{11,87}(?!\w)"), True),
    ("Ethereum-style address", re.compile(r"(?<!\w)0x[0-9a-fA-F]{40}(?!\w)"), True),
    ("transaction hash", re.compile(r"(?<!\w)(?:0x)?[0-9a-fA-F]{64}(?!\w)"), False),
    ("Tron address", re.compile(rf"(?<!\w)T[{_BASE58}]{{33}}(?!\w)"), True),
    ("Monero address", re.compile(rf"(?<!\w)[48][{_BASE58}]{{94}}(?!\w)"), True),
    ("TON address", re.compile(r"(?<![\w\-])[EU]Q[A-Za-z0-9_\-]{46}(?![\w\-])"), True),
)
_BASE58_ADDRESS = re.compile(rf"(?<!\w)[13LMDXr][{_BASE58}]{{25,34}}(?!\w)")


def find_addresses(text: str) -> list[Span]:
    """E-mail addresses, links to accounts and groups, @names, and names said to be an account."""
    found = [_span(hit, MarkKind.EMAIL, "reads as an e-mail address") for hit in _EMAIL.finditer(text)]
    found += [_span(hit, MarkKind.EMAIL, "reads as an e-mail address spelt out") for hit in _EMAIL_SPELT.finditer(text)]
    found += [_trimmed(hit) for hit in _LINK.finditer(text)]
    found += [_span(hit, MarkKind.HANDLE, "names an account") for hit in _AT_NAME.finditer(text)]
    return found + [_told(hit) for hit in _TOLD_ACCOUNT.finditer(text)]


def find_wallets(text: str) -> list[Span]:
    """Crypto addresses by their shape; a mistyped one is marked too. A bare transaction hash is only suggested."""
    found = [
        _span(hit, MarkKind.CRYPTO_WALLET, f"reads as a {name}", binds)
        for name, pattern, binds in _WALLETS
        for hit in pattern.finditer(text)
    ]
    return found + [
        _span(hit, MarkKind.CRYPTO_WALLET, "reads as a wallet address")
        for hit in _BASE58_ADDRESS.finditer(text)
        if _is_mixed(hit[0]) or has_base58_checksum(hit[0])
    ]


def find_bank_accounts(text: str) -> list[Span]:
    """IBANs: with a right check number binding, with a wrong one suggested."""
    return [span for hit in _IBAN.finditer(text) if (span := _iban(hit)) is not None]


def find_cards(text: str) -> list[Span]:
    """Payment cards: 13 to 19 digits that pass Luhn's check."""
    return [
        _span(hit, MarkKind.PAYMENT_CARD, "reads as a payment card: the check digit is right")
        for hit in _CARD.finditer(text)
        if passes_luhn(_digits(hit[0]))
    ]


def has_iban_check(iban: str) -> bool:
    """ISO 13616: the first four characters moved to the end, letters as 10–35, modulo 97 is 1."""
    moved = iban[4:] + iban[:4]
    return moved.isalnum() and moved.isascii() and int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1: every second digit from the right doubled, the digit sum divides by ten."""
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2])
    return digits.strip("0") != "" and (sum(doubled) + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0


def has_base58_checksum(address: str) -> bool:
    """Base58Check: the last four bytes are those of the double SHA-256 of the rest."""
    number = 0
    for sign in address:
        number = number * 58 + _BASE58.index(sign)
    if number.bit_length() > 200:
        return False
    raw = number.to_bytes(25, "big")
    return sha256(sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]


def _span(hit: re.Match[str], kind: MarkKind, reason: str, binds: bool = True) -> Span:
    return Span(hit.start(), hit.end(), kind, reason, binds)


def _trimmed(hit: re.Match[str]) -> Span:
    end = hit.start() + len(hit[0].rstrip(".,;:!?)"))
    return Span(hit.start(), end, MarkKind.HANDLE, "leads to an account, a channel or a group")


def _told(hit: re.Match[str]) -> Span:
    start, end = hit.span("name" if hit["name"] else "nick")
    return Span(start, end, MarkKind.HANDLE, "said to be the name of an account", is_binding=False)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _is_mixed(token: str) -> bool:
    tests: tuple[Callable[[str], bool], ...] = (str.isdigit, str.isupper, str.islower)
    return all(any(test(sign) for sign in token) for test in tests)


def _iban(hit: re.Match[str]) -> Span | None:
    length = _IBAN_LENGTHS.get(hit[0][:2].upper())
    end = next(_ends_after(hit[0], length), None) if length else None
    if end is None:
        return None
    iban = "".join(filter(str.isalnum, hit[0][:end])).upper()
    if sum(map(str.isdigit, iban)) < 8:
        return None
    right = has_iban_check(iban)
    reason = "reads as an IBAN: " + ("the check number is right" if right else "the check number is wrong")
    return Span(hit.start(), hit.start() + end, MarkKind.BANK_ACCOUNT, reason, right)


def _ends_after(text: str, count: int) -> Iterator[int]:
    """Where the ``count``-th letter or digit ends, if it ends a word."""
    places = [place for place, sign in enumerate(text) if sign.isalnum()]
    if len(places) >= count:
        end = places[count - 1] + 1
        if end == len(text) or not text[end].isalnum():
            yield end
