# SPDX-License-Identifier: Apache-2.0
"""Bech32 (BIP 173) without its length limit, the spelling of age keys."""

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LENGTH = 6


def encode(prefix: str, data: bytes) -> str:
    """Spell ``data``; the whole string takes the case of ``prefix``."""
    lower = prefix.lower()
    values = _regroup(data, 8, 5, pad=True)
    remainder = _polymod(_expand(lower) + values + [0] * _CHECKSUM_LENGTH) ^ 1
    checksum = [remainder >> 5 * (_CHECKSUM_LENGTH - 1 - i) & 31 for i in range(_CHECKSUM_LENGTH)]
    text = lower + "1" + "".join(_ALPHABET[value] for value in values + checksum)
    return text.upper() if prefix.isupper() else text


def decode(text: str) -> tuple[str, bytes]:
    """Prefix as written (its case kept) and data; ValueError, which never quotes the text, for anything malformed."""
    if not text.isascii() or not text.isprintable() or " " in text or text not in {text.lower(), text.upper()}:
        raise ValueError("not bech32: mixed case or a foreign character")
    prefix, separator, spelled = text.rpartition("1")
    if not prefix or not separator or len(spelled) < _CHECKSUM_LENGTH:
        raise ValueError("not bech32: no prefix or too short")
    values = [_VALUES.get(character, -1) for character in spelled.lower()]
    if -1 in values:
        raise ValueError("not bech32: a foreign character")
    if _polymod(_expand(prefix.lower()) + values) != 1:
        raise ValueError("bech32 checksum differs")
    return prefix, bytes(_regroup(values[:-_CHECKSUM_LENGTH], 5, 8, pad=False))


def _expand(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [code >> 5 for code in codes] + [0] + [code & 31 for code in codes]


def _polymod(values: list[int]) -> int:
    remainder = 1
    for value in values:
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            if top >> bit & 1:
                remainder ^= generator
    return remainder


def _regroup(values: bytes | list[int], width: int, new_width: int, *, pad: bool) -> list[int]:
    accumulator = bits = 0
    regrouped = []
    for value in values:
        accumulator = accumulator << width | value
        bits += width
        while bits >= new_width:
            bits -= new_width
            regrouped.append(accumulator >> bits)
            accumulator &= (1 << bits) - 1
    if pad and bits:
        regrouped.append(accumulator << new_width - bits)
    elif not pad and (bits >= width or accumulator):
        raise ValueError("bech32 padding is not zero or too long")
    return regrouped
