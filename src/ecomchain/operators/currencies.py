"""Currencies by ISO 4217: letters, number, and how many decimals the minor unit has.

Source: ISO 4217 list one (active codes), as the maintenance agency publishes it; funds, metals, units of
account and testing codes are left out, for nothing is priced in them.
"""

import re
from typing import NamedTuple

from ecomchain.operators.errors import FieldError


class Currency(NamedTuple):
    """``number`` is what the chain keeps; an amount of ``10**decimals`` minor units is one of the major."""

    code: str
    number: int
    decimals: int


_TWO = """
AED784 AFN971 ALL008 AMD051 AOA973 ARS032 AUD036 AWG533 AZN944 BAM977 BBD052 BDT050 BMD060 BND096 BOB068
BRL986 BSD044 BTN064 BWP072 BYN933 BZD084 CAD124 CDF976 CHF756 CNY156 COP170 CRC188 CUP192 CVE132 CZK203
DKK208 DOP214 DZD012 EGP818 ERN232 ETB230 EUR978 FJD242 FKP238 GBP826 GEL981 GHS936 GIP292 GMD270 GTQ320
GYD328 HKD344 HNL340 HTG332 HUF348 IDR360 ILS376 INR356 IRR364 JMD388 KES404 KGS417 KHR116 KPW408 KYD136
KZT398 LAK418 LBP422 LKR144 LRD430 LSL426 MAD504 MDL498 MGA969 MKD807 MMK104 MNT496 MOP446 MRU929 MUR480
MVR462 MWK454 MXN484 MYR458 MZN943 NAD516 NGN566 NIO558 NOK578 NPR524 NZD554 PAB590 PEN604 PGK598 PHP608
PKR586 PLN985 QAR634 RON946 RSD941 RUB643 SAR682 SBD090 SCR690 SDG938 SEK752 SGD702 SHP654 SLE925 SOS706
SRD968 SSP728 STN930 SVC222 SYP760 SZL748 THB764 TJS972 TMT934 TOP776 TRY949 TTD780 TWD901 TZS834 UAH980
USD840 UYU858 UZS860 VED926 VES928 WST882 XCD951 XCG532 YER886 ZAR710 ZMW967 ZWG924
"""
_NONE = """
BIF108 CLP152 DJF262 GNF324 ISK352 JPY392 KMF174 KRW410 PYG600 RWF646 UGX800 VND704 VUV548 XAF950 XOF952
XPF953
"""
_THREE = "BHD048 IQD368 JOD400 KWD414 LYD434 OMR512 TND788"

_ALL = [
    Currency(entry[:3], int(entry[3:]), decimals)
    for decimals, entries in ((2, _TWO), (0, _NONE), (3, _THREE))
    for entry in entries.split()
]
BY_CODE = {currency.code: currency for currency in _ALL}
BY_NUMBER = {currency.number: currency for currency in _ALL}

_NUMBER = re.compile(r"[0-9]{3,5}", re.ASCII)
_MAX_NUMBER = 2**16 - 1


def parse(text: str) -> tuple[int, Currency | None]:
    """The number of a currency, and what is known of it: ``USD`` or ``840``. Raises FieldError."""
    if found := BY_CODE.get(text.upper()):
        return found.number, found
    if _NUMBER.fullmatch(text) and 0 < int(text) <= _MAX_NUMBER:
        return int(text), BY_NUMBER.get(int(text))
    raise FieldError(
        f"{text[:40]!r} is not a currency: give an ISO 4217 code such as USD, or its number in three digits"
    )


def show(number: int) -> str:
    """``USD``, or three digits where the number has no known letters."""
    found = BY_NUMBER.get(number)
    return found.code if found else f"{number:03}"
