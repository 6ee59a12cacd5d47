"""How far a diagnosis looks: what it finds within its bounds, and that it never looks further."""

import numpy as np
import pytest

from mlpcore import MLP
from mlpcore.lesson import Check, check, slips
from mlpcore.lesson.grading import diagnosis
from mlpcore.lesson.grading.answers import Written
from mlpcore.lesson.grading.diagnosis import Diagnosis, diagnoses, tell_apart
from mlpcore.lesson.steps.question import Question, ask
from mlpcore.lesson.steps.trace import Trace
from tests.helpers.passes import PASSES, each_pass

ETA = 0.5
NONSENSE = 0.123456789  # nine digits, so that any kind of explanation could be told from chance


def question(key: str, name: str = "deep") -> Question:
    """A quantity of one of the passes."""
    return ask(Trace(*PASSES[name], ETA), key)


def carried(key: str, made: dict[str, str]) -> Check:
    """The verdict on a quantity of the deep network, all right but for these slips."""
    record = Trace(*PASSES["deep"], ETA)
    for at, slip in made.items():
        record = record.overriding({**_claims(record), at: slips[slip].value(record, at)})
    return check(key, record.value(key), *PASSES["deep"], ETA)


def _claims(record: Trace) -> dict[str, np.ndarray]:
    return dict(record.overrides.values) if record.overrides else {}


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[Diagnosis]:
    """Every diagnosis whose numbers are computed."""
    made: list[Diagnosis] = []

    def value(self: Diagnosis, of: Question) -> np.ndarray | None:
        made.append(self)
        return plain(self, of)

    plain = Diagnosis.value
    monkeypatch.setattr(Diagnosis, "value", value)
    return made


def made_here(of: Question) -> int:
    """How many slips can be made at a quantity itself."""
    return sum(slip.applies(of.record, of.key) for slip in slips.values())


@pytest.mark.parametrize(("layer", "place"), [(2, 1), (3, 4), (4, 7), (5, 10), (6, 13), (7, 16)])
def test_a_slip_is_followed_through_twelve_steps_and_no_further(layer: int, place: int) -> None:
    """δ¹ comes from δ², net₁ and z¹, these from δ³, net₂ and z², and so on."""
    verdict = carried("delta_1", {f"delta_{layer}": "slope-forgotten"})
    found = (slips["slope-forgotten"],) if place <= 12 else ()
    assert (verdict.kind, verdict.slips) == ("carried" if found else "off", found)


@pytest.mark.parametrize(("made", "kind"), [
    ({"net_4": "bias-forgotten"}, "carried"), ({"z_4": "activation-twice"}, "carried"),
    ({"net_5": "bias-forgotten"}, "off"), ({"z_5": "activation-twice"}, "off"),
])  # fmt: skip
def test_the_twelfth_step_is_the_last(made: dict[str, str], kind: str) -> None:
    """net₄ and z⁴ are steps 11 and 12 before δ¹, net₅ and z⁵ are 14 and 15."""
    assert carried("delta_1", made).kind == kind


@pytest.mark.parametrize("key", ["delta_1", "W_0", "b_0", "eps"])
def test_what_no_slip_explains_is_given_up_after_so_many_tries(
    tried: list[Diagnosis], key: str
) -> None:
    """A thousand of each of five kinds at most, and twice what can be made at the place itself."""
    of = question(key)
    assert diagnoses(of, Written(np.full(of.value.shape, NONSENSE))) == []
    assert 0 < len(tried) <= 5 * 1000 + 2 * made_here(of)


def test_several_slips_are_looked_for_at_the_nearest_lines_alone(tried: list[Diagnosis]) -> None:
    """Two at five lines before it, three at four with its own; 1504 of these could be made."""
    of = question("b_0")
    diagnoses(of, Written(np.full(of.value.shape, NONSENSE)))
    mixed = [each for each in tried if len({slip.id for _, slip in each.made}) > 1]
    two = [each for each in mixed if len(each.made) == 2 and "b_0" not in each.places]
    apart = [each for each in two if each.places[0] != each.places[1]]
    assert len({place for each in apart for place in each.places}) == 5
    three = [each for each in mixed if len(each.made) == 3]
    assert {place for each in three for place in each.places} == {
        "b_0",
        "db_0",
        "delta_1",
        "delta_2",
    }
    assert 900 < len(three) <= 1000


@each_pass
def test_three_slips_are_the_most_that_are_put_together(name: str, tried: list[Diagnosis]) -> None:
    """More than three places have one and the same slip, made wherever it can be."""
    of = question("b_0", name)
    diagnoses(of, Written(np.full(of.value.shape, NONSENSE)))
    assert all(len({slip.id for _, slip in each.made}) == 1 for each in tried if len(each.made) > 3)


def test_what_one_slip_here_gives_is_looked_for_no_further(tried: list[Diagnosis]) -> None:
    """The simplest explanation ends it."""
    of = question("delta_1")
    wrong = -of.value
    found = diagnoses(of, Written(wrong))
    assert [each.made for each in found] == [(("delta_1", slips["delta-sign"]),)]
    assert len(tried) == made_here(of)


def test_one_can_ask_for_slips_made_here_alone(tried: list[Diagnosis]) -> None:
    """As of an answer in another shape."""
    of = question("delta_1")
    assert diagnoses(of, Written(np.full(of.value.shape, NONSENSE)), here=True) == []
    assert len(tried) == made_here(of)


def test_too_few_digits_are_not_held_against_anything_before(tried: list[Diagnosis]) -> None:
    """One digit is no evidence: 10 explanations fit it by chance more than 3 times in 1000."""
    of = question("eps", "two outputs")
    assert diagnoses(of, Written(np.array(0.7))) == []
    assert len(tried) == made_here(of)


@pytest.mark.parametrize(("entries", "some"), [(100_000, True), (100_001, False)])
def test_an_answer_of_very_many_numbers_is_not_diagnosed(
    tried: list[Diagnosis], entries: int, some: bool
) -> None:
    """From 100 001 on."""
    assert diagnoses(question("delta_1"), Written(np.full(entries, 0.5))) == []
    assert bool(tried) == some


def test_the_samples_of_a_batch_are_not_mixed_line_by_line(tried: list[Diagnosis]) -> None:
    """Two slips at two steps of it end at the quantity that is asked for."""
    mlp, x, y = PASSES["two outputs"]
    of = ask(Trace(mlp, [x, [0.1, 0.2]], [y, [0, 1]], ETA), "delta_1")
    diagnoses(of, Written(np.full(of.value.shape, NONSENSE)))
    mixed = [each for each in tried if len({slip.id for _, slip in each.made}) > 1]
    assert mixed
    assert all(len(each.made) == 2 for each in mixed)
    assert all("delta_1" in each.places or len(set(each.places)) == 1 for each in mixed)


def test_an_x_that_tells_slips_apart_is_looked_for_two_dozen_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Below is the identity, so that its net input is its output, whatever x is."""
    mlp = MLP.from_weights([[[1.0]], [[2.0]]], [[0.5], [0.5]], ["identity", "sigmoid"])
    of = ask(Trace(mlp, [1.0], [0.0], ETA), "delta_2")
    tried: list[np.ndarray] = []

    def asked(record: Trace, key: str) -> Question:
        tried.append(record.value("x"))
        return ask(record, key)

    monkeypatch.setattr(diagnosis, "ask", asked)
    names = ("slope-at-input", "slope-of-layer-below")
    alike = [Diagnosis((("delta_2", slips[name]),)) for name in names]
    assert tell_apart(of, alike) is None
    assert len(tried) == 24
    assert all(np.abs(x).max() <= 2 and np.array_equal(x, np.round(x, 1)) for x in tried)
