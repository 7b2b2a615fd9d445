import pytest

from galla.domain.errors import SettingsError
from galla.domain.json_pointer import MISSING, Pointer
from galla.domain.profile import Header, StatusMeaning, TimeFormat, TimeMeaning, parse_profile


def table(**changes: object) -> dict[str, object]:
    return {
        "name": "Example",
        "request": {"path": "/balance"},
        "auth": {"type": "bearer"},
        "amount": {"pointer": "/balance"},
    } | changes


def refusal(**changes: object) -> tuple[str, str, str]:
    with pytest.raises(SettingsError) as caught:
        parse_profile(table(**changes), "example.toml")
    problem = caught.value.problem
    assert problem.fact("path") == "example.toml"
    assert problem.fact("allowed")
    return problem.reason, problem.fact("field"), problem.fact("allowed")


def test_a_bearer_key_is_a_header_with_one_secret():
    profile = parse_profile(table(), "example.toml")
    assert profile.auth.headers == (Header("Authorization", "Bearer {api_key}"),)
    assert profile.secret_names == ("api_key",)


def test_free_headers_may_need_several_secrets_each_named_once():
    headers = {"X-Id": "{client_id}", "X-Sign": "v1 {api_key}:{client_id}"}
    profile = parse_profile(table(auth={"type": "headers", "headers": headers}), "example.toml")
    assert profile.secret_names == ("client_id", "api_key")


def test_everything_optional_has_its_default():
    profile = parse_profile(table(), "example.toml")
    assert profile.currency.must_be_asked
    assert profile.reported_at is None
    assert profile.errors.statuses == ()
    assert profile.settle_delay_s == 120
    assert profile.top_up_page is None


def test_every_field_is_read():
    profile = parse_profile(
        table(
            request={"path": "/v1/balance?full=1", "method": "GET", "headers": {"Accept": "application/json"}},
            currency={"fixed": "EUR"},
            reported_at={"pointer": "/at", "format": "epoch_s", "meaning": "last_transaction"},
            errors={"message": "/error", "status": {"400": "key_rejected", "402": "access_denied"}},
            limits={"settle_delay_s": 30},
            top_up={"page": "https://example.com/pay"},
        ),
        "example.toml",
    )
    assert profile.request.headers == (Header("Accept", "application/json"),)
    assert profile.currency.fixed == "EUR"
    assert profile.reported_at is not None
    assert (profile.reported_at.format, profile.reported_at.meaning) == (
        TimeFormat.EPOCH_S,
        TimeMeaning.LAST_TRANSACTION,
    )
    assert profile.errors.statuses == ((400, StatusMeaning.KEY_REJECTED), (402, StatusMeaning.ACCESS_DENIED))
    assert (profile.settle_delay_s, profile.top_up_page) == (30, "https://example.com/pay")


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"name": ""}, "bad_value", "name"),
        ({"name": 7}, "wrong_type", "name"),
        ({"request": "/balance"}, "wrong_type", "request"),
        ({"request": {}}, "missing_field", "request.path"),
        ({"request": {"path": "balance"}}, "bad_value", "request.path"),
        ({"request": {"path": "//evil.example/balance"}}, "bad_value", "request.path"),
        ({"request": {"path": "/balance", "method": "DELETE"}}, "bad_value", "request.method"),
        ({"request": {"path": "/balance", "headers": {"Host": "x"}}}, "bad_value", "request.headers.Host"),
        ({"request": {"path": "/balance", "headers": {"X": "a\nb"}}}, "bad_value", "request.headers.X"),
        ({"auth": {}}, "missing_field", "auth.type"),
        ({"auth": {"type": "magic"}}, "bad_value", "auth.type"),
        ({"auth": {"type": "bearer", "tpye": "x"}}, "bad_value", "auth.tpye"),
        ({"auth": {"type": "headers", "headers": {"X-Key": "abc"}}}, "missing_field", "auth.headers"),
        ({"auth": {"type": "headers", "headers": {"X-Key": "{API}"}}}, "bad_value", "auth.headers.X-Key"),
        ({"amount": {}}, "missing_field", "amount.pointer"),
        ({"amount": {"pointer": "balance"}}, "bad_value", "amount.pointer"),
        ({"amount": {"pointer": "/a~2"}}, "bad_value", "amount.pointer"),
        ({"currency": {"fixed": "XYZ"}}, "unknown_currency", "currency.fixed"),
        ({"currency": {"fixed": "USD", "pointer": "/c"}}, "bad_value", "currency.fixed"),
        ({"reported_at": {"pointer": "/at"}}, "missing_field", "reported_at.meaning"),
        ({"errors": {"status": {"200": "key_rejected"}}}, "bad_value", "errors.status.200"),
        ({"errors": {"status": {"400": "bad_luck"}}}, "bad_value", "errors.status.400"),
        ({"limits": {"settle_delay_s": -1}}, "bad_value", "limits.settle_delay_s"),
        ({"limits": {"settle_delay_s": True}}, "wrong_type", "limits.settle_delay_s"),
        ({"top_up": {"page": "http://example.com"}}, "bad_value", "top_up.page"),
        ({"amonut": {}}, "bad_value", "amonut"),
    ],
)
def test_a_mistake_names_the_file_the_key_and_what_is_allowed(changes, reason, field):
    assert refusal(**changes)[:2] == (reason, field)


def test_a_misspelt_key_is_told_with_the_right_names():
    assert refusal(amount={"pointer": "/balance", "scale": 1})[2] == "pointer"


def test_a_pointer_walks_objects_and_arrays():
    document = {"a/b": [{"~": 1}], "": 2, "0": 3}
    assert Pointer.parse("/a~1b/0/~0").find(document) == 1
    assert Pointer.parse("/").find(document) == 2
    assert Pointer.parse("").find(document) is document


@pytest.mark.parametrize("text", ["/x", "/a/1", "/a/00", "/a/-", "/a/-1", "/a/0/0"])
def test_a_pointer_to_nothing_finds_missing(text):
    assert Pointer.parse(text).find({"a": [1]}) is MISSING


def test_a_pointer_is_written_as_it_was_read():
    assert str(Pointer.parse("/a~1b/~0/0")) == "/a~1b/~0/0"
