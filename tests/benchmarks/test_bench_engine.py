"""The engine's benchmark: the student is right, who is wrong is refused, every row is printed."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlpcore
from benchmarks.engine import report
from benchmarks.engine.contestants import OURS, STUDENT, contestants, products, reference, student
from benchmarks.engine.growth import Growth
from benchmarks.engine.imports import TITLE
from benchmarks.engine.measure import (
    Contestant,
    Go,
    Measured,
    WrongError,
    deviation,
    measure,
    prove,
)
from benchmarks.engine.student import Student
from benchmarks.engine.works import Work, network, works
from tests import ROOT

WORKS = works(quick=True)
TRAINED = [work for work in WORKS if work.kind == "train"]
each_work = pytest.mark.parametrize("work", WORKS, ids=lambda work: work.key)


def scaled(factor: float) -> Callable[[Work], Go]:
    """The student, who multiplies one of its gradients, or outputs, by a factor."""

    def prepare(work: Work) -> Go:
        right = student()(work)

        def go() -> list[np.ndarray]:
            found = [np.array(a) for a in right()]
            start = work.W[0] if work.kind == "train" else 0
            found[0] = start + factor * (found[0] - start)
            return found

        return go

    return prepare


@given(
    widths=st.lists(st.integers(1, 6), min_size=2, max_size=4),
    n=st.integers(1, 5),
    hidden=st.sampled_from(["tanh", "relu"]),
    classifies=st.booleans(),
    seed=st.integers(0, 99),
)
def test_the_students_gradients_are_mlpcores(
    widths: list[int], n: int, hidden: str, classifies: bool, seed: int
) -> None:
    widths[-1] += classifies  # a softmax of one is always 1
    W, b = network(widths, seed, "float64")
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(0, 1, (n, widths[0])), np.eye(widths[-1])[rng.integers(0, widths[-1], n)]
    names = [hidden] * (len(W) - 1) + ["softmax" if classifies else "sigmoid"]
    loss = "cross_entropy" if classifies else "half_squared_error"
    mlp = mlpcore.MLP.from_weights(W, b, names, loss)
    bwd = mlp.backward(mlp.forward(X), Y)
    writes = Student(W, b, hidden, classifies)
    assert writes.error(X, Y) == pytest.approx(bwd.eps)
    dW, db = writes.backward(Y)
    for found, expected in zip((*dW, *db), (*bwd.dW, *bwd.db), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-14)


@each_work
def test_who_is_right_takes_part(work: Work) -> None:
    assert prove(Contestant("right", student()), work, reference) <= work.tolerance


@pytest.mark.samples(4)
@each_work
@pytest.mark.parametrize("factor", [1.001, float("nan")])
def test_who_is_wrong_by_a_thousandth_is_refused(work: Work, factor: float) -> None:
    wrong = Contestant("wrong", scaled(factor))
    with pytest.raises(WrongError, match=r"off by .*, allowed is"):
        prove(wrong, work, reference)
    found = measure([Contestant(STUDENT, student()), wrong], replace(work, rounds=1), reference)
    assert list(found.seconds) == [STUDENT]
    assert "off by" in "\n".join(report.refusals(found))
    assert not any("wrong" in line and "×" in line for line in report.block(found))


def test_what_has_another_shape_is_refused() -> None:
    with pytest.raises(WrongError, match="shape"):
        deviation([np.ones((2, 1))], [np.ones(2)])


def test_without_the_student_there_is_no_row() -> None:
    found = measure([Contestant(STUDENT, scaled(1.001))], replace(WORKS[0], rounds=1), reference)
    assert not any("× 1" in line for line in report.block(found))
    assert "refused" in "".join(report.markdown([found], None)) or "—" in report.cell(found, OURS)


@pytest.mark.parametrize("work", TRAINED[1:], ids=lambda work: work.key)
def test_the_products_are_those_of_a_step(work: Work) -> None:
    rows = work.batch or len(work.X)
    mlp = mlpcore.MLP.from_weights(work.W, work.b, work.activations, work.loss)
    bwd = mlp.backward(mlp.forward(work.X[:rows]), work.Y[:rows])
    found = [dW_l / rows for dW_l in products(work)()]
    assert deviation(found, [np.asarray(dW_l) for dW_l in bwd.dW]) <= 10 * work.tolerance


def test_a_slow_moment_of_the_machine_cancels() -> None:
    seconds = {STUDENT: [2.0, 20.0, 2.2], OURS: [1.0, 10.0, 1.1]}
    assert Measured(WORKS[0], seconds).ratio(OURS, STUDENT) == pytest.approx(2)


def test_the_exponent_is_that_of_the_larger_half() -> None:
    sizes = [1, 10, 100, 1000]
    assert Growth("", "sample", sizes, [5, 5, 7, 70]).exponent == pytest.approx(1)


@pytest.mark.long
@pytest.mark.parametrize("option", [[], ["--markdown"]], ids=["terminal", "markdown"])
def test_a_quick_run_prints_every_row(option: list[str]) -> None:
    command = [sys.executable, "-m", "benchmarks.engine", "--quick", *option]
    run = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "2"}, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    for work in WORKS:
        assert work.title in run.stdout
        for contestant in contestants(work):
            assert contestant.name in run.stdout or option
    assert TITLE in run.stdout
    assert run.stdout.count("exponent") == 3
    assert np.__version__ in run.stdout
    assert str(ROOT) not in run.stdout
    assert "refused" not in run.stdout.lower()
