import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from galla.domain.errors import BadAnswer
from galla.domain.model import Reading
from galla.domain.profiles.extract import extract
from galla.domain.profiles.parsing import parse_profile
from galla.domain.profiles.verdict import error_message

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PROFILE = parse_profile(
    {
        "name": "Example",
        "request": {"path": "/balance"},
        "auth": {"type": "bearer"},
        "amount": {"pointer": "/balance/amount"},
        "currency": {"pointer": "/balance/currency"},
        "reported_at": {"pointer": "/balance/updated_at", "meaning": "recalculated"},
        "errors": {"message": "/error/message"},
    },
    "example.toml",
)
BARE = parse_profile(
    {
        "name": "Bare number",
        "request": {"path": "/"},
        "auth": {"type": "bearer"},
        "amount": {"pointer": ""},
        "reported_at": {"pointer": "/at", "format": "epoch_s", "meaning": "recalculated"},
    },
    "bare.toml",
)


def read(amount: str, currency: str = '"USD"', more: str = "", expected: str | None = None) -> Reading:
    body = f'{{"balance": {{"amount": {amount}, "currency": {currency}{more}}}}}'
    return extract(PROFILE, body.encode(), NOW, expected)


def bad(body: str | bytes, expected: str | None = None) -> BadAnswer:
    with pytest.raises(BadAnswer) as caught:
        extract(PROFILE, body if isinstance(body, bytes) else body.encode(), NOW, expected)
    return caught.value


def bad_amount(amount: str) -> str:
    return bad(f'{{"balance": {{"amount": {amount}, "currency": "USD"}}}}').problem.reason


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("84.20", "84.20"),
        ('"84.20"', "84.20"),
        ('" 84.20 "', "84.20"),
        ("0.1", "0.1"),
        ("12345678901.123456", "12345678901.123456"),
        ("-3.5", "-3.5"),
        ("1e2", "1E+2"),
        ('".5"', "0.5"),
        ("0", "0"),
        ("-0.00", "0.00"),
        ("0.12345678901234567890", "0.12345678901234567890"),
    ],
)
def test_an_amount_is_exactly_what_the_supplier_wrote(written, amount):
    assert str(read(written).balance.amount) == amount


@pytest.mark.parametrize("written", ["null", '""', '"  "'])
def test_an_empty_amount_is_missing_and_not_zero(written):
    assert bad_amount(written) == "amount_missing"


@pytest.mark.parametrize(
    "written",
    """NaN Infinity -Infinity "NaN" "inf" true false [1] {} "1,234.5" "1_000" "१२" "12USD" "0x10" "--1" ".\"""".split(),
)
def test_what_is_no_plain_number_is_not_guessed_at(written):
    assert bad_amount(written) == "amount_not_a_number"


@pytest.mark.parametrize(
    "written", ["9223372036854.775808", "1e30", "-1e300", "1e999999", '"1e99999999999999999999"', "1" * 5000]
)
def test_an_amount_beyond_64_bits_is_refused(written):
    assert bad_amount(written) == "amount_out_of_range"


def test_the_largest_amount_that_fits_is_read():
    assert read("9223372036854.775807").balance.amount == Decimal("9223372036854.775807")


def test_a_missing_amount_is_an_error():
    assert bad('{"balance": {"currency": "USD"}}').problem.reason == "amount_missing"
    assert bad('{"balance": 5}').problem.reason in {"amount_missing", "currency_missing"}


@pytest.mark.parametrize(
    "body",
    ["", "<html>", "{", '{"balance": <<<', b"\xff\xfe\x00", "[" * 100_000, '{"a":' * 100_000, "'USD'"],
)
def test_what_is_not_json_is_a_bad_answer(body):
    assert bad(body).problem.reason == "not_json"


def test_the_body_is_not_kept_in_the_error():
    error = bad('{"balance": secret')
    assert error.__cause__ is None
    assert error.__context__ is None


def test_an_amount_given_twice_is_not_chosen_from():
    body = '{"balance": {"amount": "1", "amount": "900", "currency": "USD"}}'
    assert bad(body).problem.fact("detail") == "duplicate_key"


def test_an_object_on_the_way_given_twice_is_not_chosen_from():
    one = '"balance": {"amount": "1", "currency": "USD"}'
    assert bad(f"{{{one}, {one}}}").problem.fact("detail") == "duplicate_key"


def test_a_key_given_twice_elsewhere_does_no_harm():
    assert read("5", more=', "note": 1, "note": 2').balance.amount == 5


def test_another_currency_than_the_accounts_names_both():
    error = bad('{"balance": {"amount": 5, "currency": "EUR"}}', expected="USD")
    assert error.problem.reason == "currency_mismatch"
    assert (error.problem.fact("expected"), error.problem.fact("found")) == ("USD", "EUR")


@pytest.mark.parametrize(
    ("currency", "reason"),
    [
        ("null", "currency_missing"),
        ('""', "currency_missing"),
        ('"ZZZ"', "currency_unknown"),
        ("5", "currency_unknown"),
    ],
)
def test_a_currency_that_cannot_be_read_is_not_assumed(currency, reason):
    body = f'{{"balance": {{"amount": 5, "currency": {currency}}}}}'
    assert bad(body, expected="USD").problem.reason == reason


def test_a_currency_in_small_letters_is_the_same_currency():
    assert read("5", '"usd"', expected="USD").balance.currency == "USD"


def test_without_a_currency_in_the_answer_the_accounts_own_is_meant():
    assert extract(BARE, b"5", NOW, "INR").balance.currency == "INR"
    with pytest.raises(BadAnswer):
        extract(BARE, b"5", NOW, None)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ('"2026-11-23T11:59:00Z"', datetime(2026, 11, 23, 11, 59, tzinfo=UTC)),
        ('"2026-11-23T17:29:00+05:30"', datetime(2026, 11, 23, 11, 59, tzinfo=UTC)),
        ('"2026-11-23 11:59:00"', None),
        ("null", None),
        ('""', None),
    ],
)
def test_the_suppliers_time_stamp_is_an_instant_or_unknown(written, moment):
    assert read("5", more=f', "updated_at": {written}').reported_at == moment


@pytest.mark.parametrize("written", ['"yesterday"', "5", "true", "{}", '"2026-13-45T00:00:00Z"'])
def test_a_time_stamp_that_cannot_be_read_is_an_error(written):
    body = f'{{"balance": {{"amount": 5, "currency": "USD", "updated_at": {written}}}}}'
    assert bad(body).problem.reason == "reported_at_unreadable"


def test_seconds_since_1970_are_an_instant():
    profile = parse_profile(
        {
            "name": "Epoch",
            "request": {"path": "/"},
            "auth": {"type": "bearer"},
            "amount": {"pointer": "/a"},
            "reported_at": {"pointer": "/at", "format": "epoch_s", "meaning": "recalculated"},
        },
        "epoch.toml",
    )
    assert extract(profile, b'{"a": 1, "at": 1795435200}', NOW, "USD").reported_at == datetime(
        2026, 11, 23, 12, tzinfo=UTC
    )
    with pytest.raises(BadAnswer):
        extract(profile, b'{"a": 1, "at": 1e300}', NOW, "USD")


def test_the_suppliers_sentence_is_one_short_line():
    body = json.dumps({"error": {"message": "No\n\x1b[31m  such key " + "x" * 500}}).encode()
    message = error_message(PROFILE, body)
    assert message is not None
    assert message.startswith("No [31m such key xx")
    assert len(message) == 200


@pytest.mark.parametrize("body", [b"", b"oops", b'{"error": "plain"}', b'{"error": {"message": 5}}'])
def test_without_a_sentence_there_is_no_message(body):
    assert error_message(PROFILE, body) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["USD", "5.00"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["balance", "amount", "currency", "updated_at", "x"]), inner, max_size=4)
    ),
    max_leaves=6,
)
ANSWERS = JSON | st.fixed_dictionaries(
    {"balance": st.fixed_dictionaries({"amount": JSON, "currency": st.sampled_from(["USD", "EUR", "", None])})}
)


@settings(max_examples=60, deadline=None)
@given(ANSWERS, st.sampled_from([None, "USD", "EUR"]))
def test_any_json_gives_a_reading_or_a_bad_answer_and_never_a_zero_from_nothing(document, expected):
    try:
        reading = extract(PROFILE, json.dumps(document).encode(), NOW, expected)
    except BadAnswer:
        return
    written = document["balance"]["amount"]
    assert isinstance(written, int | float | str) and not isinstance(written, bool)
    assert reading.balance.amount == Decimal(str(written))
    assert expected in {None, reading.balance.currency}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=64))
def test_any_bytes_give_a_reading_or_a_bad_answer(body):
    try:
        reading = extract(BARE, body, NOW, "USD")
    except BadAnswer:
        return
    assert reading.balance.amount.is_finite()
