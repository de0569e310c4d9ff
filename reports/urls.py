"""Addresses of conferences and papers. One address per move, POST only."""

from django.urls import path

from reports.views import agreements, conferences, documents

urlpatterns = [
    path("chuong-trinh/<int:pk>/ban-in/", agreements.preview, name="program_print"),
    path("chuong-trinh/<int:pk>/ban-in/tao-tep/", agreements.make_file, name="program_print_make"),
    path("chuong-trinh/<int:pk>/ban-in/tep/", agreements.file_state, name="program_print_state"),
    path("chuong-trinh/<int:pk>/ban-in/pdf/", agreements.pdf, name="program_print_pdf"),
    path("hoi-nghi/", conferences.conferences, name="conferences"),
    path("hoi-nghi/<int:pk>/", conferences.conference, name="conference"),
    path("hoi-nghi/<int:pk>/soan-bao-cao/", conferences.draft, name="conference_draft"),
    path("bao-cao/", documents.documents, name="documents"),
    path("bao-cao/<int:pk>/", documents.document, name="document"),
    path("bao-cao/<int:pk>/tao-tep/", documents.render_document, name="document_render"),
    path("bao-cao/<int:pk>/tep/", documents.file_state, name="document_file_state"),
    path("bao-cao/<int:pk>/pdf/", documents.document_pdf, name="document_pdf"),
    path("bao-cao/<int:pk>/phat-hanh/", documents.issue, name="document_issue"),
    path("bao-cao/<int:pk>/dinh-chinh/", documents.correct, name="document_correct"),
]
