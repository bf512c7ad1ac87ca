"""Links to states worth seeing, beside an explorer."""

from collections.abc import Mapping
from dataclasses import dataclass

from bookkit.checks import require, sentence
from bookkit.explorer.parts import Slider


@dataclass(frozen=True)
class Try:
    """Something to try: a state, and what a reader does by going there.

    Parameters
    ----------
    label
        What one does, as an instruction.
    values
        Where sliders stand, by name; those not named stand at their first value.
    breaks
        Whether the claim beside the explorer fails there.

    Examples
    --------
    >>> Try("Let the clever one leak too", {"clever_leak": 1e-6}, breaks=True).breaks
    True
    """

    label: str
    values: Mapping[str, float]
    breaks: bool = False

    def __post_init__(self) -> None:
        sentence(self.label, "label")
        require(bool(self.values), f"values of {self.label!r}", self.values, "one slider or more")

    def state(self, sliders: Mapping[str, Slider]) -> list[float]:
        """Where all sliders stand, in their order.

        Raises
        ------
        ValueError
            For a name that no slider has, a value that the slider cannot take, or the first state.
        """
        for name, value in self.values.items():
            allowed = f"one of {', '.join(sliders)}"
            require(name in sliders, f"slider of {self.label!r}", name, allowed)
            sliders[name].check(value, f"{name} of {self.label!r}")
        first = [float(slider.value) for slider in sliders.values()]
        state = [float(self.values.get(name, slider.value)) for name, slider in sliders.items()]
        require(state != first, f"values of {self.label!r}", self.values, "not the first state")
        return state
