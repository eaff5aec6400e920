"""Approved pictures of papers and how near a new one must come.

Run ``python -m tests.printing.pictures`` after a wanted change, look at the pictures, and commit them.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops

from clerk.ports import Paper
from printing.papers import PaperPress
from printing.preview import render_png
from tests.printing import samples

APPROVED = Path(__file__).parent / "approved"
DPI = 60
PATCH = 2
"""Pixels of a patch: a changed digit shows, a smoothed edge does not."""
TOLERANCE = 30
"""Greatest difference of a patch's mean grey, of 255: builds of the renderer smooth edges differently."""

PAPERS: dict[str, tuple[Paper, int]] = {
    "receipt": (samples.receipt(), 0),
    "receipt-training": (
        samples.receipt(training=True, agent_line=samples.AGENT_LINE, materials=samples.many_materials(40)),
        1,
    ),
    "acceptance": (samples.acceptance(), 0),
    "correction": (samples.correction(), 0),
    "hand-over": (samples.hand_over(), 0),
}
"""Name → paper and page (from 0)."""


def picture(paper: Paper, page: int) -> bytes:
    """The page as PNG."""
    return render_png(PaperPress().draw(paper), page, DPI)


def difference(one: bytes, other: bytes) -> int:
    """Greatest difference between two pictures' patches; 255 when they differ in size."""
    a, b = (Image.open(BytesIO(data)).convert("L") for data in (one, other))
    if a.size != b.size:
        return 255
    coarse = (a.width // PATCH, a.height // PATCH)
    extremes = ImageChops.difference(
        a.resize(coarse, Image.Resampling.BOX), b.resize(coarse, Image.Resampling.BOX)
    ).getextrema()
    return int(extremes[1])  # type: ignore[arg-type]


def main() -> None:
    """Approve what is drawn now."""
    for name, (paper, page) in PAPERS.items():
        (APPROVED / f"{name}.png").write_bytes(picture(paper, page))


if __name__ == "__main__":
    main()
