"""Small worlds for tests of programs: units, parties, programs, sheets; traits name situations."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from coordination.figures import Figure, Qualifier, parse_quantity, parse_value
from coordination.models import (
    Level,
    Membership,
    Organization,
    OrganizationName,
    Role,
    Unit,
    UnitName,
    UnitParent,
    User,
)
from coordination.periods import Period, PeriodKind
from programs.models import (
    Area,
    Indicator,
    Party,
    PartyRole,
    Program,
    ProgramIndicator,
    ProgramKind,
    ProgramRhythm,
    ProgramState,
    ReportingPeriod,
    ResultLine,
    ResultSheet,
    SheetState,
    Target,
)

FIRST_HALF = (dt.date(2022, 1, 1), dt.date(2022, 6, 30))
SECOND_HALF = (dt.date(2022, 7, 1), dt.date(2022, 12, 31))


class UnitFactory(DjangoModelFactory):
    """A district; `parent` puts it under another unit for ever."""

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    level = Level.DISTRICT
    named = factory.RelatedFactory(
        "tests.programs.factories.UnitNameFactory", factory_related_name="unit"
    )

    class Params:
        is_province = factory.Trait(level=Level.PROVINCE)

    @factory.post_generation
    def parent(self, create, parent, **kwargs):
        if parent:
            UnitParent.objects.create(unit=self, parent=parent)


class UnitNameFactory(DjangoModelFactory):
    class Meta:
        model = UnitName

    unit = factory.SubFactory(UnitFactory, named=None)
    name = factory.Sequence("Huyện {}".format)


class OrganizationFactory(DjangoModelFactory):
    """A women's union, unless another kind is given; `short_name` names it."""

    class Meta:
        model = Organization
        exclude = ("short_name",)
        skip_postgeneration_save = True

    kind_id = "women"
    unit = factory.SubFactory(UnitFactory)
    short_name = factory.Sequence("Hội {}".format)
    named = factory.RelatedFactory(
        "tests.programs.factories.OrganizationNameFactory",
        factory_related_name="organization",
        short_name=factory.SelfAttribute("..short_name"),
    )

    class Params:
        is_board = factory.Trait(kind_id="mobilization_board")
        is_command = factory.Trait(kind_id="military_command")


class OrganizationNameFactory(DjangoModelFactory):
    class Meta:
        model = OrganizationName

    organization = factory.SubFactory(OrganizationFactory, named=None)
    short_name = factory.Sequence("Hội {}".format)
    name = factory.LazyAttribute(lambda names: f"{names.short_name} huyện")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence("nguoi-dung-{}".format)
    full_name = "Nguyễn Văn A"


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.REPORTER
    organization = factory.LazyAttribute(
        lambda member: OrganizationFactory(is_board=member.role in (Role.CLERK, Role.HEAD))
    )


class IndicatorFactory(DjangoModelFactory):
    """A flow of gifts with a value, in the area HP; traits: how else it adds up."""

    class Meta:
        model = Indicator

    code = factory.Sequence("T{}".format)
    area = factory.LazyFunction(
        lambda: Area.objects.get_or_create(code="HP", defaults={"label_vi": "Hậu phương"})[0]
    )
    label_vi = factory.LazyAttribute(lambda indicator: f"Chỉ tiêu {indicator.code}")
    unit_vi = "suất"
    has_value = True
    aggregation = "sum"

    class Params:
        is_stock = factory.Trait(aggregation="last")
        is_rate = factory.Trait(aggregation="average", unit_vi="%", has_value=False)


class ProgramFactory(DjangoModelFactory):
    """A signed half-yearly program of 2020 - 2025 without parties."""

    class Meta:
        model = Program
        skip_postgeneration_save = True

    kind = ProgramKind.COORDINATION_PROGRAM
    unit = factory.SubFactory(UnitFactory)
    title = "Chương trình phối hợp hoạt động"
    number = factory.Sequence("Số: {}/CTrPH-BCH".format)
    state = ProgramState.SIGNED
    signed_on = dt.date(2020, 1, 1)
    term_from = dt.date(2020, 1, 1)
    term_to = dt.date(2025, 12, 31)

    class Params:
        is_draft = factory.Trait(state=ProgramState.DRAFT, signed_on=None)

    @factory.post_generation
    def rhythms(self, create, kinds, **kwargs):
        for kind in ("half_year",) if kinds is None else kinds:
            ProgramRhythm.objects.create(program=self, kind=kind, **kwargs)

    @factory.post_generation
    def parties(self, create, organizations, **kwargs):
        """The first leads, the others are partners."""
        for order, organization in enumerate(organizations or ()):
            role = PartyRole.PARTNER if order else PartyRole.LEAD
            Party.objects.create(program=self, organization=organization, role=role, order=order)

    @factory.post_generation
    def asks(self, create, indicators, **kwargs):
        for order, indicator in enumerate(indicators or ()):
            ProgramIndicator.objects.create(program=self, indicator=indicator, order=order)


class AnnualPlanFactory(ProgramFactory):
    """A plan for 2022 of the program given as `parent`."""

    kind = ProgramKind.ANNUAL_PLAN
    parent = factory.SubFactory(ProgramFactory)
    unit = factory.SelfAttribute("parent.unit")
    term_from = dt.date(2022, 1, 1)
    term_to = dt.date(2022, 12, 31)


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = Target

    year = 2022
    quantity = 100
    quantity_qualifier = Qualifier.EXACT


def period_of(program: Program, starts: dt.date, ends: dt.date, kind: str = "half_year"):
    """The program's period with these dates, opened where it is not there yet."""
    found, _ = ReportingPeriod.objects.get_or_create(
        program=program, kind=kind, valid_from=starts, valid_to=ends
    )
    return found


def sheet(
    program: Program,
    organization: Organization,
    days: tuple[dt.date, dt.date] = FIRST_HALF,
    *,
    kind: str = "half_year",
    state: str = SheetState.ACCEPTED,
    by: Membership | None = None,
    **lines: str | tuple | dict,
) -> ResultSheet:
    """A sheet with lines by indicator code, written as people write: `T1="trên 200"`.

    A line is a quantity, a pair of quantity and value, or the fields of a ResultLine; a list of
    those makes several lines. Without an actor the sheet counts as loaded from a case file.
    """
    moments = {}
    if by is not None:
        at = timezone.make_aware(dt.datetime.combine(days[1], dt.time(8)))
        if state != SheetState.DRAFT:
            moments |= {"submitted_at": at, "submitted_by": by}
        if state == SheetState.RETURNED:
            moments |= {"returned_at": at, "returned_by": by}
        if state == SheetState.ACCEPTED:
            moments |= {"accepted_at": at, "accepted_by": by}
    made = ResultSheet.objects.create(
        period=period_of(program, *days, kind),
        organization=organization,
        state=state,
        is_loaded=by is None,
        **moments,
    )
    for code, given in lines.items():
        indicator = Indicator.objects.get(code=code)
        for ordinal, one in enumerate(given if isinstance(given, list) else [given]):
            line_of(made, indicator, one, ordinal=ordinal)
    return made


def line_of(made: ResultSheet, indicator: Indicator, given, *, ordinal: int = 0) -> ResultLine:
    """One line of a sheet; see `sheet` for what can be given."""
    fields = dict(given) if isinstance(given, dict) else {}
    pair = given if isinstance(given, tuple) else (given, None)
    quantity, value = (
        (fields.pop("quantity", None), fields.pop("value", None))
        if isinstance(given, dict)
        else pair
    )
    with_joint = fields.pop("joint_with", ())
    line = ResultLine(sheet=made, indicator=indicator, ordinal=ordinal, **fields)
    line.set_quantity(as_figure(quantity, parse_quantity), text=str(quantity or ""))
    line.set_value(as_figure(value, parse_value), text=str(value or ""))
    line.save()
    line.joint_with.set(with_joint)
    return line


def as_figure(given, parse) -> Figure | None:
    """A figure as it is, or read from text; None stays "not reported"."""
    return parse(given) if isinstance(given, str) else given


def days_of(period: Period) -> tuple[dt.date, dt.date]:
    return period.starts, period.ends


def term_of(program: Program) -> Period:
    return Period(PeriodKind.TERM, program.term_from, program.term_to)
