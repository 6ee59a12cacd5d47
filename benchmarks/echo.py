"""The floor: the least that a widget needs to answer a key on a slider, where it computes nothing.

The kernel sends back the number that came. Like a panel the page says something as soon as the
kernel is busy, so that the server does not hold the answer back.
"""

from typing import Any

import anywidget
import traitlets

from benchmarks.cases import Look

SCRIPT = """
export default { render({ model, el }) {
    el.className = "bench-echo";
    el.innerHTML = '<input type="range" max="100000"><output></output>';
    const [slider, shown] = el.querySelectorAll("input, output");
    const heard = ({ content }) => { if (content.execution_state === "busy") model.send({}); };
    slider.onkeydown = (event) => event.stopPropagation();
    slider.oninput = () => {
        model.send({ value: slider.valueAsNumber }, { iopub: { status: heard } });
    };
    model.on("change:value", () => {
        shown.textContent = model.get("value");
    });
    shown.textContent = model.get("value");
} };
"""
SHOWN = "document.querySelector('.bench-echo output')?.textContent ?? null"
ECHO = Look(".bench-echo input", SHOWN)


class Echo(anywidget.AnyWidget):
    """A slider, and its number as the kernel sends it back."""

    _esm = SCRIPT
    value = traitlets.Int(50000).tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.on_msg(self._answer)

    def _answer(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        self.value = content.get("value", self.value)
