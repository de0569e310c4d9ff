"""While an upload comes in: what is too large is let pass by, neither in memory nor on disk."""

import io

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploads(TemporaryFileUploadHandler):
    """Keeps a file in the folder of temporary ones, up to `UPLOAD_MAX_BYTES`; more is dropped.

    The other fields of the form are read to the end, so that nothing typed is lost. The form gets
    an empty file with the size that was sent, and tells the limit.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.UPLOAD_MAX_BYTES:
            self.file.close()  # which takes it from the disk
        else:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile:
        if file_size <= settings.UPLOAD_MAX_BYTES:
            return super().file_complete(file_size)
        return UploadedFile(
            file=io.BytesIO(),
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
