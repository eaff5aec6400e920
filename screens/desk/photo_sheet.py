"""The photo out of a card's chip, in the terminal, to compare with the person and with the card's face.

It lives in memory as long as its visit is on the screen, and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.strip import Strip
from textual.widget import Widget

from clerk.domain.faults import Refused
from clerk.domain.names import mask_name, mask_number
from clerk.domain.parties import Person
from screens import background
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.sheets import LOOKING
from screens.language import N_
from screens.lines import BLANK, Ink, wrap
from screens.messages import JobDone, JobRefused
from screens.page import Sheet
from screens.widgets.painted import Block

if TYPE_CHECKING:
    from PIL.Image import Image

MOST = 2_000
"""Pixels a side may have: what is larger is no photo of a chip, and may be a trap for decoders."""
KEPT = (160, 200)
"""Pixels that are kept of it: more than any terminal shows."""
_FORMATS = ("BMP", "PNG", "JPEG")
_AROUND = 6
"""Lines of the sheet beside the photo."""


def decoded(data: bytes) -> Image:
    """The picture in ``data``, small enough for a terminal. Imports Pillow: call it off the screen's thread.

    Raises:
        Refused: ``I-68`` it is no picture that can be decoded.
    """
    import io

    from PIL import Image as Images

    try:
        with Images.open(io.BytesIO(data), formats=_FORMATS) as opened:
            if max(opened.size) > MOST:
                raise Refused("I-68")
            picture = opened.convert("RGB")
    except Refused:
        raise
    except Exception:  # noqa: BLE001 - decoders fail in many ways on what is no picture
        raise Refused("I-68") from None
    picture.thumbnail(KEPT)
    return picture


def half_blocks(picture: Image, columns: int, rows: int) -> tuple[Strip, ...]:
    """The picture as large as it fits, two of its lines in every row of cells."""
    across, down = picture.size
    scale = min(columns / across, rows * 2 / down)
    width, height = max(round(across * scale), 1), max(round(down * scale / 2), 1) * 2
    cells = picture.resize((width, height)).tobytes()

    def colour(x: int, y: int) -> Color:
        at = 3 * (y * width + x)
        return Color.from_rgb(*cells[at : at + 3])

    return tuple(
        Strip(
            [Segment("▀", Style(color=colour(x, y), bgcolor=colour(x, y + 1))) for x in range(width)], width
        )
        for y in range(0, height, 2)
    )


class Photo(Widget):
    """Half blocks of a picture."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Photo { width: auto; height: auto; margin: 0 2 0 3; }"

    def __init__(self) -> None:
        super().__init__(id="photo")
        self._strips: tuple[Strip, ...] = ()

    def show(self, strips: tuple[Strip, ...]) -> None:
        """Show these; nothing of the ones before is left."""
        self._strips = strips
        self.refresh(layout=True)

    def get_content_width(self, container: object, viewport: object) -> int:
        """As wide as the picture."""
        return self._strips[0].cell_length if self._strips else 0

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As high as the picture."""
        return len(self._strips)

    def render_line(self, y: int) -> Strip:
        """The cells of line ``y``."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width)


class PhotoSheet(Sheet):
    """The photo beside masked name and number."""

    TITLE = N_("Photo from the card")
    ABOUT = N_(
        "Compare it with the person and with the face of the card. It is not stored: it goes with the visit, "
        "and when the console locks."
    )
    COMMANDS_HERE = (*LOOKING, *ALWAYS)
    takes_scans = False
    DEFAULT_CSS = """
    PhotoSheet Horizontal { height: auto; }
    PhotoSheet #facts { width: 1fr; }
    """

    def __init__(self, photo: bytes, person: Person) -> None:
        super().__init__()
        self._data = photo
        self._person = person
        self._picture: Image | None = None
        self._forgotten = False

    def body(self) -> ComposeResult:
        """The photo, and whose it is."""
        with Horizontal():
            yield Photo()
            yield Block(id="facts")

    def on_mount(self) -> None:
        """Decode it beside the screen."""
        self._show_facts()
        data, self._data = self._data, b""
        background.start(
            self,
            lambda: decoded(data),
            lambda picture: JobDone("photo", picture),
            lambda fault: JobRefused("photo", fault),
            name="photo",
        )

    def on_job_done(self, message: JobDone) -> None:
        """Show it."""
        from PIL.Image import Image

        message.stop()
        if isinstance(message.result, Image) and not self._forgotten:
            self._picture = message.result
            self._draw()

    def on_job_refused(self, message: JobRefused) -> None:
        """It is none that can be shown."""
        message.stop()
        self.refuse(message.fault)

    def _draw(self) -> None:
        if self._picture is not None:
            size = self.app.size
            self.query_one(Photo).show(half_blocks(self._picture, size.width // 2, size.height - _AROUND))

    def _show_facts(self) -> None:
        say = self.speech.say
        words = wrap(say(N_("For comparison only; it is not stored.")), max(self.app.size.width // 3, 20))
        self.query_one("#facts", Block).show(
            ((mask_name(self._person.name), Ink.STRONG),),
            ((mask_number(self._person.number), Ink.TEXT),),
            BLANK,
            *(((part, Ink.QUIET),) for part in words),
        )

    def repaint_all(self) -> None:
        """In the language of now."""
        super().repaint_all()
        self._show_facts()

    def on_resize(self) -> None:
        """As large as it fits now."""
        self._draw()

    def forget(self) -> None:
        """Let the picture go for good: the console locks."""
        self._forgotten = True
        self._data, self._picture = b"", None
        if self.is_ready:
            self.query_one(Photo).show(())
        if self.has_keys:
            self.close()

    def on_screen_resume(self) -> None:
        """A picture that was forgotten under another page leaves nothing to look at."""
        if self._forgotten:
            self.call_later(self.close)
