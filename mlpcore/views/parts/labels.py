"""What stands on the controls of the panels and what it is called: every word in one place.

`controls` draws a button by its key in `BUTTONS`, and a menu, a box or a slider by its key in
`FIELDS`. Braces are filled by the panel: with the place to which a button leads, or with a letter
of the book.
"""

from typing import NamedTuple


class Label(NamedTuple):
    """What is shown, as HTML, and what it does or means, in words; both may have braces."""

    shown: str
    says: str


PAUSE = "❚❚ Pause"  # on a button while it runs

BUTTONS = {
    # from place to place
    "first": Label("|◀", "First {place}"),
    "back": Label("◀", "Back one {place}"),
    "next": Label("Next ▶", "Next {place}"),
    "last": Label("▶|", "Last {place}"),
    "play": Label("▷ Play", "Play or pause"),
    # back to what was, and other weights
    "undo": Label("Undo", "Undo the last change"),
    "restart": Label("Start again", "Back to what the panel began with"),
    "same": Label("Same weights", "Begin again with the same weights"),
    "new": Label("New weights · seed {seed}", "Begin with new weights"),
    # the step panel and the batch panel
    "again": Label("Apply V, go round again", "Apply V to all weights and biases, and start over"),
    "again_by": Label("Step with the {by}", "Apply V by the {by}, and go round again"),
    "twice": Label("Each sample twice", "Put every sample in twice"),
    # the softmax panel
    "wrong": Label("Sure and wrong", "Sure of another class than the target"),
    "thousand": Label("<i>c</i> = 1000", "Add 1000 to every {net}"),
    # the activation panel
    "descend": Label("One step", "One step of gradient descent"),
    "run": Label("▷ Run", "Run or pause"),
    "revive": Label("Lift b", "Lift the bias until the unit is open"),
    # the gradient check panel
    "worst": Label("Worst entry", "Look at the entry that is farthest off"),
    "best_step": Label("Best <i>s</i>", "The step at the bottom of the V"),
    "kink": Label("To the kink", "Bring a ReLU to its kink"),
    # the training panel
    "toggle": Label("▷ Train", "Train or pause"),
    "sample": Label("1 sample", "I–V for one sample"),
    "batch": Label("1 batch", "I–V for one batch"),
    "epoch": Label("1 epoch", "I–V for every row left of the epoch"),
    "standardise": Label("Standardise", "Bring each input to mean 0 and spread 1, begin again"),
    "best": Label("Lowest {eps}", "Take the weights of the lowest {eps} back"),
    # the exercises; what cannot be taken back is asked for twice
    "check": Label("Check", "Check the answer"),
    "hint": Label("Hint {n} of {of}", "One hint more"),
    "solution": Label("Show the solution", "Show the solution"),
    "solution, sure": Label("Yes, show it", "Yes, show it: press once more"),
    "reset": Label("Reset the list", "Reset the list: what is done in this notebook"),
    "reset, sure": Label("Yes, forget all", "Yes, forget all: what is done in this notebook"),
    "report": Label("Report", "Report: what is done, as a line to hand in"),
    "save": Label("Save as a file", "Save as a file beside this notebook"),
    "take back": Label("Take it back", "Take it back: what was done is done again"),
}

FIELDS = {
    # the network
    "hidden layers": Label("hidden layers <i>h</i>", "hidden layers"),
    "width": Label("width", "width"),
    "widths": Label("widths", "widths"),
    "hidden": Label("{symbol}", "hidden activation"),
    "output": Label("{symbol}", "output activation"),
    "f": Label("{symbol}", "activation"),
    "loss": Label("{symbol}", "loss"),
    "k": Label("<i>k</i>", "number of classes"),
    "init": Label("weights", "how weights are drawn"),
    "scale": Label("scale", "scale of the weights"),
    # how it learns, and from what
    "eta": Label("{eta}", "eta"),
    "batch_size": Label("batch", "batch size"),
    "data": Label("data", "data set"),
    "noise": Label("noise", "noise"),
    "data_seed": Label("data seed", "seed of the data"),
    "standardise": Label("standardise", "bring each input to mean 0 and spread 1"),
    "shuffle": Label("shuffle", "shuffle the rows each epoch"),
    "pace": Label("pace", "pace"),
    "key": Label("gradient", "which gradient"),
    "by": Label("by the", "mean or sum"),
    "layer": Label("plane", "whose plane is drawn"),
    # when it stops, by the letters on the curve
    "epochs": Label("after so many epochs", "fixed number of epochs"),
    "bound": Label("{eps} below", "bound of {eps}"),
    "patience": Label("{eps} no lower for epochs", "epochs without improvement"),
    "theta": Label("‖∇{eps}‖ below", "theta, bound of the gradient norm"),
    # the gradient check
    "log_s": Label("log<sub>10</sub> <i>s</i>", "log10 of the step"),
    "change": Label("Δ<i>w</i>", "nudge"),
    "scheme": Label("scheme", "scheme"),
    "dtype": Label("precision", "precision"),
    # softmax
    "T": Label("<i>T</i>", "temperature T"),
    "c": Label("<i>c</i>", "shift c"),
    # the report of exercises
    "who": Label("name or number", "name or number"),
    # what is wrong, and how it is written
    "slip": Label("slip", "slip switched on"),
    "notation": Label("notation", "notation"),
}
