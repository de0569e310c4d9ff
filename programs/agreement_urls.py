"""Addresses of a program's way after the draft: review, signing, reviews again, amendments."""

from django.urls import path

from programs.views import (
    amendment_moves,
    amendments,
    attachments,
    board_desk,
    comments,
    ending,
    review_desk,
    scans,
    signing,
    standing_reviews,
)

ONE = "chuong-trinh/<int:pk>/"
AMENDMENT = "chuong-trinh/sua-doi/<int:pk>/"

urlpatterns = [
    path("chuong-trinh/cho-duyet/", review_desk.review_desk, name="review_desk"),
    path("chuong-trinh/theo-doi/", board_desk.board_desk, name="board_desk"),
    path(f"{ONE}gop-y/", comments.review, name="program_review"),
    path(f"{ONE}gop-y/them/", comments.comment, name="program_comment"),
    path("chuong-trinh/gop-y/<int:pk>/", comments.answer, name="comment_answer"),
    path(f"{ONE}lay-lai/", ending.take_back, name="program_take_back"),
    path(f"{ONE}huy/", ending.cancel, name="program_cancel"),
    path(f"{ONE}cham-dut/", ending.ending, name="program_ending"),
    path(f"{ONE}cham-dut/ghi/", ending.terminate, name="program_terminate"),
    path(f"{ONE}thay-the/", ending.replaces, name="program_replaces"),
    path(f"{ONE}dong-y-giay/", signing.paper_approval, name="program_paper_approval"),
    path(f"{ONE}dong-y-giay/ghi/", signing.approve_on_paper, name="program_approve_on_paper"),
    path("chuong-trinh/dong-y/<int:pk>/ban-chup/", scans.approval_scan, name="approval_scan"),
    path(f"{ONE}ky-ket/", signing.signing, name="program_signing"),
    path(f"{ONE}ky-ket/ghi/", signing.sign, name="program_sign"),
    path("chuong-trinh/ban-ky/<int:pk>/ban-chup/", scans.paper_scan, name="paper_scan"),
    path(
        "chuong-trinh/ban-ky/<int:pk>/ban-chup/them/",
        scans.attach_paper_scan,
        name="paper_scan_attach",
    ),
    path(f"{ONE}ban-chup/", scans.scan, name="program_scan"),
    path(f"{ONE}ban-chup/them/", scans.attach_scan, name="program_scan_attach"),
    path(f"{ONE}ban-chup/truoc/<int:file_pk>/", attachments.former_scan, name="former_scan"),
    path(f"{ONE}tep/", attachments.files, name="program_files"),
    path("chuong-trinh/tep/<int:pk>/", attachments.attachment, name="attachment"),
    path(
        "chuong-trinh/tep/<int:pk>/thay/",
        attachments.attachment_replace,
        name="attachment_replace",
    ),
    path(f"{ONE}ra-soat/", standing_reviews.standing_reviews, name="standing_reviews"),
    path(f"{ONE}ra-soat/de-nghi/", standing_reviews.ask, name="review_ask"),
    path(f"{ONE}ra-soat/y-kien/", standing_reviews.give, name="review_give"),
    path("chuong-trinh/ra-soat/<int:pk>/xu-ly/", standing_reviews.handle, name="review_handle"),
    path(f"{ONE}hieu-luc/", amendments.in_force, name="program_in_force"),
    path(f"{ONE}sua-doi/them/", amendments.create, name="amendment_create"),
    path(AMENDMENT, amendments.amendment, name="amendment"),
    path(f"{AMENDMENT}sua/", amendments.edit, name="amendment_edit"),
    path(f"{AMENDMENT}them/<slug:kind>/", amendments.change_create, name="change_create"),
    path("chuong-trinh/thay-doi/<int:pk>/", amendments.change_edit, name="change_edit"),
    path("chuong-trinh/thay-doi/<int:pk>/xoa/", amendments.change_remove, name="change_remove"),
    path(f"{AMENDMENT}gui-gop-y/", amendment_moves.send, name="amendment_send"),
    path(f"{AMENDMENT}dong-y/", amendment_moves.approve, name="amendment_approve"),
    path(f"{AMENDMENT}tra-lai/", amendment_moves.send_back, name="amendment_send_back"),
    path(f"{AMENDMENT}lay-lai/", amendment_moves.take_back, name="amendment_take_back"),
    path(f"{AMENDMENT}huy/", amendment_moves.cancel, name="amendment_cancel"),
    path(
        f"{AMENDMENT}dong-y-giay/",
        amendment_moves.paper_approval,
        name="amendment_paper_approval",
    ),
    path(
        f"{AMENDMENT}dong-y-giay/ghi/",
        amendment_moves.approve_on_paper,
        name="amendment_approve_on_paper",
    ),
    path(f"{AMENDMENT}ky-ket/", amendment_moves.signing, name="amendment_signing"),
    path(f"{AMENDMENT}ky-ket/ghi/", amendment_moves.sign, name="amendment_sign"),
    path(f"{AMENDMENT}ban-chup/", amendment_moves.scan, name="amendment_scan"),
    path(f"{AMENDMENT}ban-chup/them/", amendment_moves.attach_scan, name="amendment_scan_attach"),
]
