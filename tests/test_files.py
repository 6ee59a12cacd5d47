"""Networks as files: what is saved is loaded to the bit, and no other file is taken for one."""

import shutil
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlpcore

SWISH = mlpcore.Activation(
    "swish",
    lambda net: net * mlpcore.sigmoid(net),
    lambda net: mlpcore.sigmoid(net) + net * mlpcore.sigmoid.derivative(net),
)
CUBIC = mlpcore.Loss("cubic", lambda y, o: np.abs(y - o).sum(-1) ** 3, lambda y, o: o - y)


def network(seed: int = 1) -> mlpcore.MLP:
    return mlpcore.MLP([2, 3, 2], ["tanh", "softmax"], "cross_entropy", seed, init="normal")


def numbers(mlp: mlpcore.MLP) -> list[tuple[Any, ...]]:
    """All weights and biases, byte for byte, with their types and shapes."""
    return [(a.tobytes(), a.dtype, a.shape) for a in (*mlp.W, *mlp.b)]


def alike(mlp: mlpcore.MLP, other: mlpcore.MLP) -> bool:
    """The same numbers, activations and loss."""
    rules = (mlp.widths, mlp.f, mlp.loss) == (other.widths, other.f, other.loss)
    return rules and numbers(mlp) == numbers(other)


finite = st.floats(width=32, allow_nan=False, allow_infinity=False)


@st.composite
def networks(draw: st.DrawFn) -> mlpcore.MLP:
    """Any widths, activations and loss, and any numbers, in float64 or float32."""
    widths = draw(st.lists(st.integers(1, 12), min_size=2, max_size=14))
    dtype = draw(st.sampled_from([np.float64, np.float32]))
    names = [
        draw(st.sampled_from(["identity", "sigmoid", "tanh", "relu", *["softmax"] * (m > 1)]))
        for m in widths[1:]
    ]
    losses = ["half_squared_error", "binary_cross_entropy", *["cross_entropy"] * (widths[-1] > 1)]
    rng = np.random.default_rng(draw(st.integers(0, 9)))
    W = [rng.normal(size=pair).astype(dtype) for pair in pairwise(widths)]
    b = [rng.normal(size=n).astype(dtype) for n in widths[1:]]
    W[0][0, 0], b[-1][0] = draw(finite), draw(finite)
    return mlpcore.MLP.from_weights(W, b, names, draw(st.sampled_from(losses)))


@given(mlp=networks(), as_text=st.booleans())
def test_what_is_saved_is_loaded_to_the_bit(mlp: mlpcore.MLP, as_text: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path: Any = Path(folder) / "net.npz"
        path = str(path) if as_text else path
        before = numbers(mlp)
        mlp.save(path)
        loaded = mlpcore.MLP.load(path)
    assert alike(loaded, mlp)
    assert numbers(mlp) == before
    x = np.linspace(-1, 1, mlp.widths[0])
    assert loaded.predict(x).tobytes() == mlp.predict(x).tobytes()


@pytest.mark.parametrize("name", ["net.npz", "net", "mein Netz.npz", "Übung ½ ‖ε‖.npz", "a.b.c"])
@pytest.mark.parametrize("kind", [str, Path])
def test_the_file_has_the_name_that_was_given(
    tmp_path: Path, name: str, kind: Callable[[Path], Any]
) -> None:
    """Blanks, umlauts, no ending: nothing is added, and nothing else is left there."""
    folder = tmp_path / "Daten von Ünal"
    folder.mkdir()
    network().save(kind(folder / name))
    assert [path.name for path in folder.iterdir()] == [name]
    assert alike(mlpcore.MLP.load(kind(folder / name)), network())


def test_a_name_alone_is_a_file_in_the_folder_of_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    network().save("net.npz")
    assert (tmp_path / "net.npz").exists()
    assert alike(mlpcore.MLP.load("net.npz"), network())


def test_a_loaded_network_is_trained_on_as_the_saved_one(tmp_path: Path) -> None:
    X, Y = mlpcore.datasets.blobs(20, k=2)
    mlp = network()
    mlpcore.train(mlp, X, Y, eta=0.1, epochs=3)
    mlp.save(tmp_path / "net.npz")
    loaded = mlpcore.MLP.load(tmp_path / "net.npz")
    for each in (mlp, loaded):
        mlpcore.train(each, X, Y, eta=0.1, epochs=3)
    assert alike(loaded, mlp)


def test_saving_again_replaces_the_old_network(tmp_path: Path) -> None:
    """Another one of other widths leaves nothing of the first."""
    path, small = tmp_path / "net.npz", mlpcore.MLP([1, 1])
    mlpcore.MLP([5] * 12).save(path)
    small.save(path)
    assert alike(mlpcore.MLP.load(path), small)


def test_the_file_is_one_that_numpy_reads_without_mlpcore(tmp_path: Path) -> None:
    """Numbers and names, none of them an object."""
    network().save(tmp_path / "net.npz")
    with np.load(tmp_path / "net.npz", allow_pickle=False) as held:
        assert {name: held[name].dtype.kind for name in held} == {
            "W_0": "f", "b_0": "f", "W_1": "f", "b_1": "f", "activations": "U", "loss": "U",
            "drawn": "U",
        }  # fmt: skip
        assert held["W_1"].tolist() == network().W[1].tolist()


def test_how_weights_were_drawn_is_saved_with_them_and_nothing_else_is_taken_for_it(
    tmp_path: Path,
) -> None:
    network(seed=5).save(tmp_path / "net.npz")
    assert mlpcore.MLP.load(tmp_path / "net.npz").drawn == (5, "normal", 1.0)
    held = dict(np.load(tmp_path / "net.npz"))
    for other in (["6", "normal", "1.0"], ["5", "he", "1.0"], ["5", "normal", "2.0"]):
        np.savez(tmp_path / "other.npz", **{**held, "drawn": other})
        assert mlpcore.MLP.load(tmp_path / "other.npz").drawn is None  # not these weights
    for wrong in (["x", "normal", "1"], ["-1", "normal", "1"], ["5", "norm", "1"], ["5"], 5):
        np.savez(tmp_path / "wrong.npz", **{**held, "drawn": wrong})
        with pytest.raises((ValueError, TypeError)):
            mlpcore.MLP.load(tmp_path / "wrong.npz")


@pytest.mark.parametrize("failure", [OSError("no space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("is_first", [True, False], ids=["first", "again"])
def test_a_failure_while_writing_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException, is_first: bool
) -> None:
    path, old = tmp_path / "net.npz", network()
    if not is_first:
        old.save(path)

    def half_way(file: Any, **_: object) -> None:
        file.write(b"PK\x03\x04 half a network")
        raise failure

    monkeypatch.setattr(np, "savez", half_way)
    with pytest.raises(type(failure)):
        network(seed=2).save(path)
    assert list(tmp_path.iterdir()) == ([] if is_first else [path])
    assert is_first or alike(mlpcore.MLP.load(path), old)


def test_the_old_file_is_whole_while_the_new_one_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who loads at that moment gets the old network."""
    path, old, seen = tmp_path / "net.npz", network(), []
    old.save(path)
    write = np.savez

    def watched(file: Any, **arrays: Any) -> None:
        write(file, **arrays)
        seen.append(alike(mlpcore.MLP.load(path), old))

    monkeypatch.setattr(np, "savez", watched)
    network(seed=2).save(path)
    assert seen == [True]
    assert alike(mlpcore.MLP.load(path), network(seed=2))


BROKEN: dict[str, tuple[Callable[[mlpcore.MLP], object], str]] = {
    "NaN": (lambda mlp: mlp.W[1].put(4, np.nan), r"W\[1\]\[2, 0\] is nan, but must be a finite"),
    "shape": (lambda mlp: mlp.b.insert(0, mlp.b.pop(0)[:, None]), r"b\[0\] has \(3, 1\), layer 0"),
    "None": (lambda mlp: mlp.W.__setitem__(0, None), r"W\[0\] must hold real numbers, not None"),
    "objects": (lambda mlp: mlp.b.__setitem__(1, np.array([None, 1])), r"b\[1\] must hold real"),
    "words": (lambda mlp: mlp.b.__setitem__(1, np.array(["1", "2"])), r"b\[1\] must hold real"),
    "fewer": (lambda mlp: mlp.W.pop(), "W has 1 layers and b 2: expected as many"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_network_that_could_not_be_loaded_is_not_saved(tmp_path: Path, name: str) -> None:
    """It is refused by name, and the file stays what it was."""
    mlp, path = network(), tmp_path / "mlp.npz"
    mlp.save(path)
    change, message = BROKEN[name]
    change(mlp)
    with pytest.raises((ValueError, TypeError), match=message):
        mlp.save(path)
    assert alike(mlpcore.MLP.load(path), network())


OWN = [
    (mlpcore.MLP([2, 2, 1], [SWISH, "sigmoid"]), "'swish' is your own"),
    (mlpcore.MLP([2, 2, 1], ["sigmoid", SWISH]), "'swish' is your own"),
    (mlpcore.MLP([2, 1], loss=CUBIC), "'cubic' is your own"),
    (mlpcore.MLP([2, 1], mlpcore.Activation("tanh", np.sin, np.cos)), "'tanh' is your own"),
]  # the last one has the name of the lecture's, but it is another


@pytest.mark.parametrize(("mlp", "message"), OWN, ids=["hidden", "output", "loss", "namesake"])
def test_an_activation_or_a_loss_of_ones_own_is_refused_by_name(
    tmp_path: Path, mlp: mlpcore.MLP, message: str
) -> None:
    """A file holds a name, which nobody else could look up; the old file stays."""
    network().save(tmp_path / "net.npz")
    with pytest.raises(ValueError, match=message):
        mlp.save(tmp_path / "net.npz")
    with pytest.raises(ValueError, match=message):
        mlp.save(tmp_path / "other.npz")
    assert list(tmp_path.iterdir()) == [tmp_path / "net.npz"]
    assert alike(mlpcore.MLP.load(tmp_path / "net.npz"), network())


@pytest.mark.parametrize("kind", [str, Path])
def test_a_missing_file_is_a_file_not_found_error(tmp_path: Path, kind: Callable) -> None:
    """Not a ValueError: there is nothing that could be wrong with it."""
    with pytest.raises(FileNotFoundError, match=r"net\.npz"):
        mlpcore.MLP.load(kind(tmp_path / "net.npz"))


def test_a_folder_that_is_missing_is_a_file_not_found_error_too(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        network().save(tmp_path / "nowhere" / "net.npz")


def text(path: Path) -> None:
    path.write_text("widths: 2, 3, 1\n", encoding="utf-8")


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def zeros(path: Path) -> None:
    path.write_bytes(bytes(1000))


def one_array(path: Path) -> None:
    """An .npy file."""
    with path.open("wb") as file:
        np.save(file, np.ones(3))


def other_keys(path: Path) -> None:
    """Somebody else's .npz."""
    with path.open("wb") as file:
        np.savez(file, weights=np.ones((2, 1)), bias=np.ones(1))


def no_arrays(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file)


def names_alone(path: Path) -> None:
    """The names of a network without its numbers."""
    with path.open("wb") as file:
        np.savez(file, activations=["tanh"], loss="half_squared_error")


def one_name(path: Path) -> None:
    """A name where a list of them belongs."""
    with path.open("wb") as file:
        np.savez(file, W_0=np.ones((2, 1)), b_0=np.ones(1), activations="tanh",
                 loss="half_squared_error")  # fmt: skip


def without_a_layer(path: Path) -> None:
    """W_0, b_0 and W_1, for two activations."""
    with path.open("wb") as file:
        np.savez(file, W_0=np.ones((2, 1)), b_0=np.ones(1), W_1=np.ones((1, 1)),
                 activations=["tanh", "tanh"], loss="half_squared_error")  # fmt: skip


def number_for_names(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, W_0=np.ones((2, 1)), b_0=np.ones(1), activations=3.0, loss="cross_entropy")


OTHERS = [
    text, nothing, zeros, one_array, other_keys, no_arrays, names_alone, one_name, without_a_layer,
    number_for_names,
]  # fmt: skip


@pytest.mark.parametrize("write", OTHERS)
def test_a_file_that_is_no_network_is_a_value_error_that_names_it(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    path = tmp_path / "mein Netz.npz"
    write(path)
    with pytest.raises(ValueError, match=r"mein Netz\.npz' (is no|holds no whole) network"):
        mlpcore.MLP.load(path)


@pytest.mark.parametrize(
    ("held", "message"),
    [
        ({"activations": ["swish"]}, "unknown activation of layer 1 'swish'"),
        ({"loss": "cubic"}, "unknown loss 'cubic'"),
        ({"b_0": np.ones(3)}, r"W\[0\] has shape \(2, 1\) and b\[0\] has \(3,\)"),
        ({"W_0": np.array([[1.0], [np.nan]])}, r"W\[0\]\[1, 0\] is nan"),
    ],
)
def test_a_network_that_cannot_be_built_is_refused_in_words(
    tmp_path: Path, held: dict[str, Any], message: str
) -> None:
    """Unknown names, shapes that do not fit, numbers that are none."""
    whole = {"W_0": np.ones((2, 1)), "b_0": np.ones(1), "activations": ["tanh"],
             "loss": "half_squared_error"}  # fmt: skip
    np.savez(tmp_path / "net.npz", **(whole | held))
    with pytest.raises(ValueError, match=message):
        mlpcore.MLP.load(tmp_path / "net.npz")


class Trap:
    """What creates a file as soon as it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("name", ["W_0", "b_0", "activations", "loss", "W_1", "other"])
def test_nothing_in_a_file_is_executed(tmp_path: Path, name: str) -> None:
    """A pickled object is refused, under whatever name it hides."""
    path, caught = tmp_path / "net.npz", tmp_path / "caught"
    held: dict[str, Any] = {"W_0": np.ones((2, 1)), "b_0": np.ones(1), "activations": ["tanh"],
                            "loss": "half_squared_error"}  # fmt: skip
    held[name] = np.array([Trap(caught)], object)
    np.savez(path, **held)
    with pytest.raises(ValueError, match=r"net\.npz"):
        mlpcore.MLP.load(path)
    assert not caught.exists()
    with np.load(path, allow_pickle=True) as file:  # so it goes where pickles are allowed
        file[name]
    assert caught.exists()


def test_a_pickle_alone_is_not_executed_either(tmp_path: Path) -> None:
    """Nor one that is an .npy array, nor one that is none."""
    caught = tmp_path / "caught"
    with (tmp_path / "array").open("wb") as file:
        np.save(file, np.array([Trap(caught)], object), allow_pickle=True)
    (tmp_path / "pickle").write_bytes(np.array([Trap(caught)], object).dumps())
    for name in ("array", "pickle"):
        with pytest.raises(ValueError, match=f"{name}' is no network"):
            mlpcore.MLP.load(tmp_path / name)
    assert not caught.exists()


@pytest.fixture(scope="module")
def saved() -> bytes:
    """The bytes of a file that holds a network."""
    folder = Path(tempfile.mkdtemp())
    network().save(folder / "net.npz")
    found = (folder / "net.npz").read_bytes()
    shutil.rmtree(folder)
    return found


@given(st.data())
def test_half_a_file_is_refused(saved: bytes, data: st.DataObject) -> None:
    """Cut off anywhere, as by a full disk; and it is closed again (else pytest would warn)."""
    length = data.draw(st.integers(0, len(saved) - 1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net.npz"
        path.write_bytes(saved[:length])
        with pytest.raises(ValueError, match=r"net\.npz' is no network"):
            mlpcore.MLP.load(path)


@pytest.mark.samples(3)
@pytest.mark.parametrize("bit", [0, 3, 6])
def test_a_damaged_file_is_refused_or_holds_the_network_all_the_same(
    tmp_path: Path, saved: bytes, bit: int
) -> None:
    """One bit is another, in any byte: the zip file's own, the names, the numbers."""
    for at in range(len(saved)):
        changed = bytearray(saved)
        changed[at] ^= 1 << bit
        (tmp_path / "net.npz").write_bytes(changed)
        try:
            loaded = mlpcore.MLP.load(tmp_path / "net.npz")
        except ValueError:
            continue
        assert alike(loaded, network())
