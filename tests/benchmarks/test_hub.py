"""The load of a class on a Hub: what is sent is what a panel understands, and is counted."""

import asyncio
import json
from itertools import islice, pairwise
from typing import Any

import pytest

from benchmarks import hub
from mlpcore import MLP, panels


def test_what_is_sent_moves_the_panel() -> None:
    panel = panels.step(MLP([2, 3, 2], seed=7, init="uniform"), [0.8, -0.4], [1, 0])
    content = json.loads(hub.sent("m", do="set", key="x", index=[1], value=-1.5))["content"]
    before, html = panel.answered, panel.regions["ledger"]
    panel._handle_custom_msg(content["data"]["content"], [])
    assert panel.answered > before
    assert panel.regions["ledger"] != html
    panel._handle_custom_msg(
        json.loads(hub.sent("m", do="pulse"))["content"]["data"]["content"], []
    )
    assert panel.trouble == ""


def test_the_slider_goes_from_end_to_end_and_back() -> None:
    found = list(islice(hub.values(), 162))
    assert (found[0], found[80], found[160]) == (-2, 2, -2)
    assert max(abs(b - a) for a, b in pairwise(found)) == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("kind", "comm", "state", "is_answer"),
    [
        ("comm_msg", "m", {"answered": 3}, True),
        ("comm_msg", "m", {"running": True}, False),
        ("comm_msg", "other", {"answered": 3}, False),
        ("status", "m", {}, False),
    ],
)
def test_an_answer_is_that_of_the_panel(
    kind: str, comm: str, state: dict[str, Any], is_answer: bool
) -> None:
    heard = {"msg_type": kind, "content": {"comm_id": comm, "data": {"state": state}}}
    assert hub.is_answer(heard, "m") == is_answer


@pytest.mark.parametrize(
    ("kind", "state", "of_it", "is_busy"),
    [
        ("status", "busy", True, True),
        ("status", "idle", True, False),
        ("status", "busy", False, False),
        ("comm_msg", "busy", True, False),
    ],
)
def test_the_kernel_is_busy_with_what_was_asked(
    kind: str, state: str, of_it: bool, is_busy: bool
) -> None:
    asked, other = hub.sent("m", do="set"), hub.sent("m", do="pulse")
    parent = json.loads(asked if of_it else other)["header"]
    heard = {"msg_type": kind, "content": {"execution_state": state}, "parent_header": parent}
    assert hub.is_busy(heard, asked) == is_busy


def test_as_many_are_served_as_come_before_the_first_that_are_late() -> None:
    assert hub.most({1: 20, 2: 90, 4: 310, 8: 250}) == 2
    assert hub.most({1: 301}) == 0
    assert hub.most({8: 300, 1: 20}) == 8


def test_ports_differ() -> None:
    assert len(set(hub.free_ports(3))) == 3


def test_without_the_proxy_it_says_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["hub", "--proxy", "no-such-proxy"])
    with pytest.raises(SystemExit):
        hub.main()
    assert "there is no program no-such-proxy" in capsys.readouterr().err


def test_a_connection_that_ends_is_said() -> None:
    async def heard() -> None:
        inbox: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        inbox.put_nowait('{"msg_type": "status"}')
        inbox.put_nowait(None)
        student = hub.Student(None, inbox)
        assert await student.hear() == {"msg_type": "status"}
        with pytest.raises(ConnectionError, match="closed the connection"):
            await student.hear()

    asyncio.run(heard())
