"""A small picture of a file's first page, made in a process of its own with narrow limits.

Files come from outside, and what opens them is large native code. So that a file made to burst or
to hang takes nothing else with it, `picture_of` starts this module as a program: it may use so much
memory and so many seconds, knows no setting and no database, and gives back a new JPEG or nothing.
"""

import io
import resource
import subprocess
import sys
from pathlib import Path

BOX = (360, 480)  # dots; shown at half of it or less, so that it is sharp on a phone
SECONDS = 20
MEMORY = 1_500 * 2**20
MOST_DOTS = 150_000_000


def picture_of(content: bytes, content_type: str) -> bytes:
    """A JPEG of the first page or of the image, at most `BOX`; b"" where none can be made."""
    try:
        made = subprocess.run(  # noqa: S603 - our own program, no shell, nothing typed
            [sys.executable, "-I", str(Path(__file__).resolve()), content_type],
            input=content,
            capture_output=True,
            timeout=SECONDS + 5,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return made.stdout if made.returncode == 0 else b""


def _first_page(content: bytes):
    import pypdfium2

    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        scale = min(BOX[0] / page.get_width(), BOX[1] / page.get_height())
        return page.render(scale=scale).to_pil()


def _image(content: bytes):
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_DOTS
    image = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
    image.draft("RGB", (BOX[0] * 2, BOX[1] * 2))  # a JPEG is decoded no larger than needed
    image.thumbnail((BOX[0] * 2, BOX[1] * 2))
    return ImageOps.exif_transpose(image)


def _on_white(image):
    """Without transparency: what is clear shows white, as paper does."""
    from PIL import Image

    image = image.convert("RGBA")
    sheet = Image.new("RGBA", image.size, "white")
    sheet.alpha_composite(image)
    return sheet.convert("RGB")


def main() -> None:
    """From standard input to standard output; the first argument is the content type."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    content = sys.stdin.buffer.read()
    image = _first_page(content) if sys.argv[1] == "application/pdf" else _image(content)
    image.thumbnail(BOX)
    picture = io.BytesIO()
    _on_white(image).save(picture, "JPEG", quality=82)
    sys.stdout.buffer.write(picture.getvalue())


if __name__ == "__main__":
    main()
