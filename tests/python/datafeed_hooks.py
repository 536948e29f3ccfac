"""What schemathesis does not know of the datafeed: which instruments there are, and what the document can only say in words."""

from typing import Any

import schemathesis

# Those of the sample data, in more than one case.
SERVED = ["AAPL", "aapl", "BTCUSD", "EURUSD", "GOOG", "IBM", "MSFT"]


@schemathesis.hook
def before_load_schema(context: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    """Half of the symbols that are made up are served."""
    for path in raw_schema["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                if parameter["name"] == "symbol":
                    parameter["schema"] = {"anyOf": [{"enum": SERVED}, parameter["schema"]]}
    symbols = raw_schema["components"]["schemas"]["QuotesRequest"]["properties"]["symbols"]
    symbols["items"] = {"anyOf": [{"enum": SERVED}, symbols["items"]]}


@schemathesis.check
def refusals_of_what_is_valid(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """What the document lets be asked is refused with 400 for two reasons alone."""
    if response.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    problem, query = response.json(), case.query or {}
    unsupported = problem["code"] == "unsupported_resolution" and problem["parameter"] == "resolution"
    neither = problem["parameter"] == "from_time" and not {"from_time", "count_back"} & set(query)
    if case.path != "/api/v1/datafeed/bars" or not (unsupported or neither):
        raise AssertionError(f"a request that fits the document is refused: {problem}")


@schemathesis.check
def problems_tell_their_status(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """Every refusal is a problem detail, whose status is that of the answer."""
    if response.status_code < 400:
        return
    content_type, problem = response.headers["content-type"], response.json()
    assert content_type == ["application/problem+json"], f"expected a problem detail, got {content_type}"
    assert problem["status"] == response.status_code, f"expected the status {response.status_code}, got {problem}"


@schemathesis.check
def bars_are_in_order(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """Bars are in the range, in order, none twice; none is missing where a number is asked for."""
    if case.path != "/api/v1/datafeed/bars" or response.status_code != 200:
        return
    answer, query = response.json(), case.query or {}
    times = [bar["time"] for bar in answer["bars"]]
    assert times == sorted(set(times)), "expected bars in ascending order, none twice"
    assert not (answer["no_data"] and times), "expected no bars with no_data"
    if "to_time" in query and times:
        assert times[-1] < int(query["to_time"]) * 1000, "expected bars before to_time"
    if "from_time" in query and "count_back" not in query and times:
        assert times[0] >= int(query["from_time"]) * 1000, "expected bars from from_time on"
    if "from_time" not in query:
        assert len(times) <= int(query["count_back"]), "expected count_back bars at most"
    if answer["resolution"] in ("1D", "1W", "1M"):
        assert all(time % 86_400_000 == 0 for time in times), "expected days to begin at 00:00 UTC"
