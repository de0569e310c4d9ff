"""The usual words with which a program of each kind begins: Vietnamese data, to be rewritten.

Order and headings follow the practice of such papers: bases, purpose, requirements, the five
standard content areas, methods, responsibilities, organisation of work. `{term}` is the term.
"""

from dataclasses import dataclass

from programs.models import ProgramKind, SectionCode

BASES = """\
Căn cứ chủ trương, đường lối của Đảng, chính sách, pháp luật của Nhà nước về công tác dân vận và \
nhiệm vụ quân sự, quốc phòng;
Căn cứ chương trình phối hợp hoạt động của cấp trên;
Căn cứ chức năng, nhiệm vụ của các bên;
Xét tình hình, yêu cầu nhiệm vụ của địa phương {term}."""

PURPOSE = """\
Phát huy sức mạnh tổng hợp của hệ thống chính trị, nâng cao hiệu quả công tác dân vận, tăng cường \
mối quan hệ đoàn kết gắn bó giữa quân đội với nhân dân.
Tuyên truyền, vận động cán bộ, đoàn viên, hội viên và các tầng lớp nhân dân thực hiện tốt chủ \
trương của Đảng, chính sách, pháp luật của Nhà nước; góp phần xây dựng nền quốc phòng toàn dân \
vững mạnh, thế trận lòng dân vững chắc."""

REQUIREMENTS = """\
Việc phối hợp phải trên cơ sở chức năng, nhiệm vụ của mỗi bên, bảo đảm chặt chẽ, thường xuyên, \
thiết thực, hiệu quả.
Nội dung, hình thức phối hợp phù hợp với đặc điểm của từng đơn vị, địa phương; có phân công, có \
thời gian, có kiểm tra, đánh giá kết quả."""

METHODS = """\
Trao đổi thông tin thường xuyên; giao ban hằng quý; sơ kết 6 tháng, hằng năm; tổng kết khi kết \
thúc giai đoạn.
Phối hợp kiểm tra, khảo sát việc thực hiện ở cơ sở; biểu dương, khen thưởng tập thể, cá nhân điển \
hình."""

COMMON_DUTIES = """\
Quán triệt, triển khai thực hiện các nội dung phối hợp tới các cơ quan, đơn vị thuộc quyền.
Xây dựng kế hoạch thực hiện hằng năm; cử cán bộ theo dõi, tham mưu việc thực hiện.
Bảo đảm kinh phí, phương tiện theo phân cấp; báo cáo kết quả đúng thời hạn."""

ORGANIZATION = """\
Ban Chỉ đạo thực hiện chương trình phối hợp chịu trách nhiệm chỉ đạo, kiểm tra, đôn đốc việc \
thực hiện.
Ban Chỉ đạo giao ban mỗi quý một lần, sơ kết 6 tháng một lần; tổng kết khi kết thúc thời hạn.
Các bên báo cáo kết quả 6 tháng và cả năm về Ban Chỉ đạo để tổng hợp.
Trong quá trình thực hiện, nếu có vấn đề cần sửa đổi, bổ sung, các bên cùng trao đổi, thống nhất \
bằng văn bản.
Văn bản này có hiệu lực kể từ ngày ký."""

# The five standard areas, each with the field of the catalogue to which it belongs.
AREAS = (
    (
        "TT",
        "Công tác tuyên truyền, giáo dục, vận động nhân dân",
        "Tuyên truyền, vận động cán bộ, đoàn viên, hội viên và nhân dân chấp hành chủ trương của "
        "Đảng, chính sách, pháp luật của Nhà nước, nhiệm vụ quân sự, quốc phòng địa phương.",
    ),
    (
        "CS",
        "Xây dựng cơ sở chính trị, củng cố quốc phòng, an ninh",
        "Tham gia xây dựng hệ thống chính trị cơ sở vững mạnh; xây dựng lực lượng dân quân tự vệ, "
        "dự bị động viên; làm tốt công tác tuyển chọn, gọi công dân nhập ngũ.",
    ),
    (
        "KT",
        "Phong trào thi đua, phát triển kinh tế - xã hội, xây dựng nông thôn mới, giảm nghèo",
        "Phối hợp thực hiện các phong trào thi đua yêu nước, các cuộc vận động; giúp nhân dân "
        "phát triển sản xuất, giảm nghèo, xây dựng nông thôn mới, đô thị văn minh.",
    ),
    (
        "HP",
        "Công tác an sinh xã hội, chính sách hậu phương quân đội",
        "Chăm lo gia đình chính sách, người có công, gia đình quân nhân; phòng, chống và khắc "
        "phục hậu quả thiên tai, dịch bệnh, cứu hộ, cứu nạn.",
    ),
    (
        "TC",
        "Xây dựng tổ chức, đơn vị vững mạnh",
        "Phối hợp xây dựng tổ chức của mỗi bên vững mạnh; bồi dưỡng nghiệp vụ công tác dân vận; "
        "xây dựng, nhân rộng mô hình “Dân vận khéo”.",
    ),
)

REGULATION_PURPOSE = """\
Quy chế này quy định nguyên tắc, nội dung, phương pháp và trách nhiệm phối hợp giữa các bên trong \
công tác dân vận và nhiệm vụ quân sự, quốc phòng ở địa phương.
Quy chế áp dụng đối với các bên ký kết và các cơ quan, đơn vị, tổ chức trực thuộc."""

REGULATION_REQUIREMENTS = """\
Phối hợp trên cơ sở chức năng, nhiệm vụ, quyền hạn của mỗi bên; tôn trọng, bình đẳng, cùng trách \
nhiệm.
Bảo đảm sự lãnh đạo của cấp ủy; kịp thời, thống nhất, hiệu quả."""

RESOLUTION_PURPOSE = """\
Thống nhất chủ trương, nội dung, biện pháp phối hợp giữa các bên trong {term}, tạo chuyển biến rõ \
nét về công tác dân vận và nhiệm vụ quân sự, quốc phòng ở địa phương."""

PLAN_BASES = """\
Căn cứ chương trình phối hợp hoạt động đã ký kết giữa các bên;
Căn cứ nhiệm vụ công tác {term} và kết quả thực hiện năm trước."""

PLAN_PURPOSE = """\
Cụ thể hóa các nội dung của chương trình phối hợp thành nhiệm vụ, chỉ tiêu của {term}; xác định rõ \
bên chủ trì, bên phối hợp và thời gian thực hiện."""

PLAN_ORGANIZATION = """\
Các bên căn cứ kế hoạch này tổ chức thực hiện; báo cáo kết quả 6 tháng và cả năm về Ban Chỉ đạo để \
tổng hợp.
Ban Chỉ đạo kiểm tra việc thực hiện; sơ kết 6 tháng và tổng kết năm."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Sections by code, and content areas as (field of the catalogue, title, text)."""

    sections: dict[SectionCode, str]
    areas: tuple[tuple[str, str, str], ...] = AREAS


_PROGRAM = {
    SectionCode.BASES: BASES,
    SectionCode.PURPOSE: PURPOSE,
    SectionCode.REQUIREMENTS: REQUIREMENTS,
    SectionCode.METHODS: METHODS,
    SectionCode.COMMON_DUTIES: COMMON_DUTIES,
    SectionCode.ORGANIZATION: ORGANIZATION,
}

SKELETONS = {
    ProgramKind.COORDINATION_PROGRAM: Skeleton(_PROGRAM),
    ProgramKind.REGULATION: Skeleton(
        _PROGRAM
        | {
            SectionCode.PURPOSE: REGULATION_PURPOSE,
            SectionCode.REQUIREMENTS: REGULATION_REQUIREMENTS,
        }
    ),
    ProgramKind.JOINT_RESOLUTION: Skeleton(_PROGRAM | {SectionCode.PURPOSE: RESOLUTION_PURPOSE}),
    ProgramKind.ANNUAL_PLAN: Skeleton(
        {
            SectionCode.BASES: PLAN_BASES,
            SectionCode.PURPOSE: PLAN_PURPOSE,
            SectionCode.REQUIREMENTS: REQUIREMENTS,
            SectionCode.COMMON_DUTIES: COMMON_DUTIES,
            SectionCode.ORGANIZATION: PLAN_ORGANIZATION,
        }
    ),
}
