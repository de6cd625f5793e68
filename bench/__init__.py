"""Every figure that the README or the documents state, as a command that prints it: `make bench`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `data`: what it was taken on. `floor`: what the same machine does at best with less; `ratio` to it."""

    name: str
    value: float
    unit: str
    data: str
    floor: float | None = None
    aim: str = ""

    def line(self) -> dict[str, object]:
        """What is printed: every part that is known."""
        told: dict[str, object] = {"name": self.name, "value": round(self.value, 3), "unit": self.unit}
        if self.floor is not None:
            told |= {"floor": round(self.floor, 3), "ratio": round(self.value / self.floor, 3)}
        if self.aim:
            told["aim"] = self.aim
        return {**told, "data": self.data}
