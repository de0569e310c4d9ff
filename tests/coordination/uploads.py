"""Files as people attach them, made small; and a clamd to ask."""

import contextlib
import io
import socketserver
import struct
import threading
import zipfile

import xlsxwriter
from PIL import Image

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pdf(*, more: bytes = b"") -> bytes:
    """A page of A4 with a dark field in its upper half."""
    drawing = b"0.1 0.2 0.6 rg 0 421 595 421 re f"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(drawing), drawing),
    ]
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(
        b"%010d 00000 n \n" % at for at in places
    )
    end = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n" % len(content)
    return content + table + end + more + b"%%EOF\n"


def image(kind: str, size=(300, 200)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "red").save(made, kind)
    return made.getvalue()


def archive(parts: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def docx(*paragraphs: str, kind: str = _WORD, **more: str | bytes) -> bytes:
    """A document with these paragraphs; `more`: further parts by name."""
    body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    return archive(
        {
            "[Content_Types].xml": types,
            "word/document.xml": f"<w:document><w:body>{body}</w:body></w:document>",
            **more,
        }
    )


def xlsx(*cells: str) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet().write_column(0, 0, cells)
    return made.getvalue()


class _Clamd(socketserver.StreamRequestHandler):
    """Speaks INSTREAM as clamd does, and knows one virus."""

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.server.seen.append(content)
        found = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"
        self.wfile.write(found)


@contextlib.contextmanager
def clamd(server_class=socketserver.ThreadingTCPServer, address=("127.0.0.1", 0)):
    """A running server; `seen` holds what it was sent."""
    with server_class(address, _Clamd) as server:
        server.seen = []
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield server
        server.shutdown()
