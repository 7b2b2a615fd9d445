"""Which currency codes exist, and how finely each is kept in the ledger.

Sources: ISO 4217 list one (active codes that name money people hold); the cryptocurrency codes are those that
prepaid suppliers are known to settle in.
"""

ISO_4217: frozenset[str] = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
    HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
    LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
    PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP
    TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()
)

CRYPTO: frozenset[str] = frozenset("BTC ETH LTC BCH DOGE TRX SOL XRP BNB TON XMR USDT USDC DAI".split())

NO_MINOR_UNIT: frozenset[str] = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
THREE_DECIMALS: frozenset[str] = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


def is_known(code: str) -> bool:
    """Whether `code` is a currency that Galla can hold a balance in (upper case, as ISO 4217 writes it)."""
    return code in ISO_4217 or code in CRYPTO


def storage_decimals(code: str) -> int:
    """Decimal places kept in the ledger: 8 for a cryptocurrency, 6 for every other."""
    return 8 if code in CRYPTO else 6


def display_decimals(code: str) -> int:
    """Decimal places people expect to see: ISO 4217's minor unit, 8 for a cryptocurrency."""
    if code in CRYPTO:
        return 2 if code in {"USDT", "USDC", "DAI"} else 8
    if code in NO_MINOR_UNIT:
        return 0
    return 3 if code in THREE_DECIMALS else 2
