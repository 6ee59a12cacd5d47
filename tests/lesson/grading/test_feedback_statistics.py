"""Feedback on random networks: what `python -m benchmarks.feedback` measures, as properties.

Three hold without exception: no true answer is refused, every slip is named by its numbers (alone,
or among those that give the same), and no message has a second line. Of random wrong answers so few
may be called a slip that here it is none.
"""

from functools import cache

import numpy as np
import pytest

from benchmarks.answers_asked import (
    Asked,
    Case,
    Tally,
    all_asked,
    digits,
    measured,
    outcome,
    random_case,
)
from mlpcore.lesson import Check, check, slips
from mlpcore.lesson.steps.question import keys
from mlpcore.lesson.steps.trace import Trace
from mlpcore.losses import LOSSES

NETWORKS = 50
FEW = 12
SLIP = ("slip, in full", "slip, four digits")
CARRIED = ("carried, in full", "two, in full")
WRONG = ("random, in full", "random, three digits", "perturbed, in full", "perturbed, three digits")


@cache
def tally(networks: int = NETWORKS) -> Tally:
    """What became of all answers to so many networks."""
    return measured(networks, seed=1, wrong_ones=1)


each_number = pytest.mark.parametrize(
    "networks", [FEW, pytest.param(NETWORKS, marks=pytest.mark.long)]
)


@pytest.mark.long
def test_no_true_answer_is_refused() -> None:
    """In full, as a list, in float32, to six, four and three digits; of samples and of batches."""
    assert tally().count("true", "taken", "more digits") == tally().count("true") > 20 * NETWORKS
    assert tally().share("true", "more digits") < 0.03


@each_number
@pytest.mark.parametrize("what", SLIP)
def test_every_slip_is_named(what: str, networks: int) -> None:
    """Alone, or among those that it says give the same numbers."""
    count = tally(networks)
    named = count.count(what, "named", "named among others", "taken for the truth")
    assert named == count.count(what) > 20 * networks
    assert count.share(what, "named") > 0.95
    assert count.share(what, "taken for the truth") < 0.02


@each_number
@pytest.mark.parametrize("what", CARRIED)
def test_most_slips_made_before_are_named(what: str, networks: int) -> None:
    """Alone, with others, or by a nearer one that comes to the same."""
    assert tally(networks).share(what, "missed", "taken for the truth") < 0.15
    assert tally(networks).share(what, "named") > 0.6


@each_number
@pytest.mark.parametrize("what", WRONG)
def test_no_wrong_answer_is_called_a_slip(what: str, networks: int) -> None:
    """Of numbers of the right size, and of true ones that are 5 to 50 % off."""
    assert tally(networks).count(what, "called a slip") == 0
    assert tally(networks).count(what) > networks // 2


def test_every_slip_of_the_catalogue_comes_up() -> None:
    """In fifty networks all but those of rare numbers apply, and their networks differ."""
    found = set()
    for n in range(NETWORKS):
        record = Trace(*random_case(np.random.default_rng([1, n])))
        found |= {s for s in slips if any(slips[s].applies(record, key) for key in keys(record))}
    assert found == set(slips)


def test_every_verdict_is_one_line_and_the_same_twice() -> None:
    """Whatever the network."""
    for n in range(3):
        rng = np.random.default_rng([1, n])
        case = random_case(rng)
        for asked in all_asked(rng, case, wrong_ones=1):
            assert asked.verdict.message
            assert "\n" not in asked.verdict.message
            assert asked.verdict.correct == asked.verdict.message.startswith("right")


# --- the measurement itself ------------------------------------------------------------------


def verdict(correct: bool, *names: str) -> Check:
    """A verdict that names these slips."""
    found = tuple(slips[name] for name in names)
    return Check(correct, found[0] if found else None, "", found, "slip" if found else "off")


@pytest.mark.parametrize(
    ("asked", "result"),
    [
        (Asked("true", "eps", verdict(True)), "taken"),
        (Asked("true", "eps", verdict(False)), "refused"),
        (Asked("random", "eps", verdict(False)), "not called one"),
        (Asked("random", "eps", verdict(False, "ascent")), "called a slip"),
        (Asked("slip", "W_0", verdict(False, "ascent"), (slips["ascent"],)), "named"),
        (Asked("slip", "W_0", verdict(False, "ascent", "eta-missing"), (slips["ascent"],)),
         "named among others"),
        (Asked("slip", "W_0", verdict(False, "eta-missing"), (slips["ascent"],)),
         "another with the same numbers"),
        (Asked("slip", "W_0", verdict(False), (slips["ascent"],)), "missed"),
        (Asked("slip", "W_0", verdict(True), (slips["ascent"],)), "taken for the truth"),
    ],
)  # fmt: skip
def test_the_measurement_counts_what_happened(asked: Asked, result: str) -> None:
    """A check of the check: each result comes from the verdict alone."""
    assert outcome(asked) == result
    count = Tally()
    count.add(asked)
    assert count.count(asked.what, result) == count.count(asked.what) == 1
    assert any(result in text for text in count.lines())


def test_a_blind_check_would_be_seen() -> None:
    """If nothing were ever named, the share of named slips would be 0."""
    count = Tally()
    rng = np.random.default_rng(5)
    for asked in all_asked(rng, random_case(rng), wrong_ones=0):
        count.add(asked._replace(verdict=Check(False, None, "not yet")))
    assert count.count("true", "refused") == count.count("true") > 0
    assert count.share("slip, in full", "missed") == 1


def test_the_cases_differ_in_all_that_matters() -> None:
    """Depth, activations, losses, samples and batches, square and not."""
    cases: list[Case] = [random_case(np.random.default_rng([2, n])) for n in range(200)]
    assert {case.mlp.h for case in cases} == {0, 1, 2, 3}
    assert {case.mlp.loss.name for case in cases} == set(LOSSES)
    assert {f.name for case in cases for f in case.mlp.f[1:]} == {
        "sigmoid", "tanh", "relu", "identity", "softmax"
    }  # fmt: skip
    assert {case.x.ndim for case in cases} == {1, 2}
    assert 20 < sum(len(set(case.mlp.widths)) == 1 for case in cases) < 180


def test_digits_are_significant_ones() -> None:
    """Not decimals."""
    np.testing.assert_array_equal(digits(np.array([0.012345, -6.789]), 3), [0.0123, -6.79])


def test_three_digits_are_enough_in_a_network_of_any_size() -> None:
    """The worst case for a tolerance: an update that is small beside its weight."""
    rng = np.random.default_rng(3)
    for _ in range(20):
        case = random_case(rng)
        record = Trace(case.mlp, case.x, case.y, 1e-3)
        value = record.value("new:W_0")
        verdict = check("W_0", digits(value, 3), case.mlp, case.x, case.y, 1e-3)
        assert verdict.kind in ("right", "digits")
