"""The tables of a region: the single source for validation, documentation, the Excel template and the labels.

A new table is a new entry here; nothing else needs to know it. Units: a fixed unit, or one that follows the row:
``{unit}`` is the unit of the row's commodity, ``{rate}`` its rate (``{unit}/h``; stated in ``capacity_unit`` where the row has
one), ``{flow}`` the unit of a flow per unit of the main commodity.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "CATEGORIES", "CURVE_FAMILIES", "CURVE_LEVELS", "GRAINS", "PROJECT_KINDS", "PROJECT_MODES", "PROVENANCE", "QUALITIES", "RULE_KINDS", "SCHEMAS",
    "Column", "Table",
]  # fmt: skip

QUALITIES = ("sourced", "derived", "assumed")
GRAINS = ("hour", "day", "week", "month", "year", "month_hour")  # and block(n)
CATEGORIES = (
    "coal_power", "wind", "solar", "csp", "hydro", "pumped_hydro", "battery", "vanadium_flow", "electrolyser", "mine",
    "coal_chemistry", "metals", "silicon", "chemicals", "equipment", "light_industry", "data_centre", "oil_gas", "line",
    "export_line", "rail", "pipe", "demand", "purchase", "sale", "tank", "stockpile", "other",
)  # fmt: skip
RULE_KINDS = (
    "share", "utilisation", "activity_limit", "flow_limit", "hours_limit", "capacity_limit", "capacity_ratio", "reserve",
    "kirchhoff", "crew_limit",
)  # fmt: skip
PROJECT_KINDS = (
    "wind", "pv", "collector_station", "transmission", "pumped_hydro", "battery", "coal_power", "mine", "rail_spur",
    "coal_chemistry", "coal_to_olefins", "polysilicon", "aluminium", "hydrogen", "factory", "infrastructure",
)  # fmt: skip
PROJECT_MODES = ("normal", "accelerated", "winter_measures", "postponed")
LINK_KINDS = ("finish_start", "finish_finish", "start_start", "requires", "excludes", "alternative")
FACTOR_KINDS = ("quota", "renewable", "reservoir", "site")
USE_TIMINGS = ("start", "construction", "shares", "operation")
STAGE_CALENDARS = ("all_days", "winter_stop", "hoisting", "working_days")
CURVE_FAMILIES = ("flat", "day_night", "three_step", "typical_days", "free", "follow", "given")
CURVE_LEVELS = ("relaxed", "integer", "rounded")
PLACE_KINDS = ("prefecture", "county", "park", "station", "market", "mine", "wind_zone", "grid")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        The word used everywhere.
    kind
        ``id``, ``text``, ``number``, ``integer``, ``boolean``, ``choice``, ``reference``, ``grain``, ``selector``, ``date``, ``series``
        (a number or the name of a profile), ``unit`` (a unit that other columns of the row are stated in).
    description
        What it means, English (gettext id).
    unit
        Canonical unit of a number: fixed, or with ``{unit}``, ``{rate}``, ``{flow}``.
    required
        Whether a cell must be filled.
    reference
        Table whose ids are meant.
    choices, minimum, maximum
        What is allowed.
    """

    name: str
    kind: str
    description: str
    unit: str = ""
    required: bool = False
    reference: str = ""
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Table:
    """A table: its columns, whether rows have ids, and what a row is."""

    name: str
    description: str
    columns: tuple[Column, ...]
    required: bool = False

    @property
    def has_id(self) -> bool:
        """Whether every row has an id of its own."""
        return self.columns[0].kind == "id"

    def column(self, name: str) -> Column | None:
        """Return the column of this name, if there is one."""
        return next((column for column in self.columns if column.name == name), None)


def _id() -> Column:
    return Column("id", "id", "Short name, lower-case letters, digits, - and _.", required=True)


def _names() -> tuple[Column, ...]:
    return (
        Column("zh", "text", "Name in Chinese.", required=True),
        Column("en", "text", "Name in English.", required=True),
    )


def _number(
    name: str, description: str, unit: str = "", *, required: bool = False, minimum: float | None = 0.0,
    maximum: float | None = None,
) -> Column:  # fmt: skip
    return Column(name, "number", description, unit=unit, required=required, minimum=minimum, maximum=maximum)


def _share(name: str, description: str, *, maximum: float = 1.0) -> Column:
    return _number(name, description, "1", maximum=maximum)


def _reference(name: str, table: str, description: str, *, required: bool = True) -> Column:
    return Column(name, "reference", description, required=required, reference=table)


def _choice(name: str, choices: tuple[str, ...], description: str, *, required: bool = True) -> Column:
    return Column(name, "choice", description, required=required, choices=choices)


def _flag(name: str, description: str) -> Column:
    return Column(name, "boolean", description)


NOTE = Column("note", "text", "Remark.")
PROVENANCE = (
    _reference("source", "sources", "Where the figures of the row come from."),
    _choice("quality", QUALITIES, "Read in a source, computed from sourced figures, or assumed."),
    NOTE,
)
_POSITION = (
    _number("latitude", "North latitude.", "deg", minimum=-90.0, maximum=90.0),
    _number("longitude", "East longitude.", "deg", minimum=-180.0, maximum=180.0),
    _number("accuracy", "How exact the position is.", "deg"),
)
_CAPACITY_UNIT = Column("capacity_unit", "unit", "Unit in which capacities of the row are stated, such as MW or t/a.")
_LIFETIME = _number("lifetime", "Years over which an investment is written off.", "a", minimum=1.0, maximum=200.0)
_BUILD = (
    _number("build_max", "Most that may be built; empty: nothing.", "{rate}"),
    _number("build_min", "Least that must be built.", "{rate}"),
    _flag("lumpy", "Built in whole units of unit_size only."),
)

_DELIVERY = (
    Table("projects", "a project that may be chosen and dated", (
        _id(), *_names(),
        _choice("kind", PROJECT_KINDS, "What is built."),
        _reference("place", "places", "Where."),
        Column("chain", "text", "Node of the industry chain."),
        _number("size", "Size as published, in size_unit.", ""),
        Column("size_unit", "unit", "Unit of the size, such as MW or t/a."),
        _number("capital", "Total investment.", "CNY"),
        _number("benefit", "Value of having it, from the accounts of the plan or stated.", "CNY", required=True),
        _number("late_weight", "Weight of a month of delay; empty: 1.", "1"),
        _flag("must", "Has to be in the plan."),
        Column("earliest", "date", "First lawful day of construction."),
        Column("latest", "date", "Last day on which construction may begin."),
        Column("target", "date", "Day by which it is wanted."),
        Column("approved_start", "date", "Start in the last approved plan."),
        _choice("approved_mode", PROJECT_MODES, "Mode in the last approved plan.", required=False),
        Column("facts", "text", "Facts that switch approval steps, separated by semicolons, such as land_ha=40;eia_form."),
        Column("owner", "text", "Published operator; never used for ranking."),
        Column("accounts", "text", "Accounts of a study whose revenue less cost is the value, separated by semicolons."),
        *PROVENANCE,
    )),
    Table("project_modes", "a way to build a project", (
        _reference("project", "projects", "The project."),
        _choice("mode", PROJECT_MODES, "Normal, accelerated, with winter measures, or postponed."),
        _number("days", "Days of work from start to operation, winter stops not counted.", "d", required=True, minimum=1.0,
                maximum=6000.0),
        _number("mode_cost", "Cost beyond that of the normal mode.", "CNY"),
        _flag("winter_stop", "Work rests in the winter stop."),
        Column("earliest", "date", "Not before this day in this mode."),
        *PROVENANCE,
    )),
    Table("project_links", "a condition between two projects", (
        _reference("project", "projects", "The project that waits or is tied."),
        _choice("link", LINK_KINDS, "The project begins after the other is finished; finishes after it; begins after its start; needs it; "
                "excludes it; is an alternative to it."),
        _reference("other", "projects", "The other project."),
        _number("lag_days", "Least days between the two.", "d"),
        *PROVENANCE,
    )),
    Table("factors", "a limited input of projects", (
        _id(), *_names(),
        _choice("factor_kind", FACTOR_KINDS, "Yearly quota; renewable capacity at every time; credit drawn and repaid; capacity of a site."),
        Column("factor_unit", "text", "Unit it is counted in, such as 亩, 万吨, 亿元.", required=True),
        _share("carry_over", "Share of an unused quota that may be used in the next year."),
        _reference("provider", "projects", "Project that provides the capacity of a site.", required=False),
        _number("provided", "Capacity that the provider adds when it is finished.", ""),
        *PROVENANCE,
    )),
    Table("factor_limits", "how much of a factor there is in a year", (
        _reference("factor", "factors", "The factor."),
        Column("calendar_year", "integer", "Year.", required=True, minimum=2000, maximum=2200),
        _number("limit", "Quota of the year, or capacity at every time of it.", "", required=True),
        *PROVENANCE,
    )),
    Table("factor_uses", "how much of a factor a project takes", (
        _reference("project", "projects", "The project."),
        _choice("mode", PROJECT_MODES, "Only in this mode; empty: in every mode.", required=False),
        _reference("factor", "factors", "The factor."),
        _number("use", "Amount: in total, per year of operation, or at every time of the work.", "", required=True),
        _choice("timing", USE_TIMINGS, "In the year of the start; evenly over the work; by calendar years from that of the start; in operation."),
        Column("shares", "text", "Shares of the calendar years from that of the start, separated by semicolons; they add up to 1."),
        _number("repay_years", "Years over which a credit is repaid from operation on.", "a", maximum=60.0),
        *PROVENANCE,
    )),
    Table("ranking", "a surcharge on the value of projects with a published attribute", (
        _id(),
        Column("attribute", "text", "Published attribute: kind, place or chain.", required=True),
        Column("matches", "text", "Value of the attribute that earns the surcharge.", required=True),
        _number("surcharge", "Share of the value that is added; negative: taken off.", "1", required=True, minimum=-1.0, maximum=10.0),
        *PROVENANCE,
    )),
    Table("project_stages", "a stage of the construction of a kind of project", (
        _id(), *_names(),
        _choice("kind", PROJECT_KINDS, "Kind of project."),
        _number("days_share", "Share of the days of the project's mode.", "1", required=True, maximum=1.0),
        Column("after", "text", "Stages that must be finished before, separated by semicolons."),
        _choice("stage_calendar", STAGE_CALENDARS, "Days on which the stage is worked."),
        Column("crew", "text", "Crew that it needs; stages of one project that need the same crew follow each other."),
        *PROVENANCE,
    )),
    Table("calendars", "days on which the region differs from the published calendar of working days", (
        Column("first_day", "date", "First day.", required=True),
        Column("last_day", "date", "Last day.", required=True),
        _choice("day_kind", ("off", "work", "week"), "Off, worked, or a whole year that is worked from Monday to Friday but for its rows."),
        *_names(),
        *PROVENANCE,
    )),
)  # fmt: skip

_TABLES = (
    Table("sources", "a document or page that figures come from", (
        _id(),
        Column("publisher", "text", "Who published it.", required=True),
        Column("title", "text", "Title.", required=True),
        Column("date", "text", "Date or year.", required=True),
        Column("address", "text", "Where it is found."),
        Column("licence", "text", "Licence, and the attribution to show."),
        NOTE,
    ), required=True),
    Table("places", "a node: county, park, station or outside market", (
        _id(), *_names(),
        _choice("kind", PLACE_KINDS, "What kind of place it is."),
        Column("latitude", "number", "North latitude.", unit="deg", required=True, minimum=-90.0, maximum=90.0),
        Column("longitude", "number", "East longitude.", unit="deg", required=True, minimum=-180.0, maximum=180.0),
        _POSITION[2],
        _reference("parent", "places", "Place it belongs to.", required=False),
        _reference("hub", "places", "Place that keeps its balances; empty: itself.", required=False),
        Column("code", "text", "Administrative code."),
        Column("aliases", "text", "Other names, separated by semicolons."),
        *PROVENANCE,
    ), required=True),
    Table("commodities", "what balances: energy, coal, water, a product", (
        _id(), *_names(),
        Column("unit", "unit", "Unit it is counted in (canonical: MWh, t, m3, piece).", required=True),
        Column("grain", "grain", "Classes of hours in which it balances.", required=True),
        _flag("pooled", "One balance for the whole region."),
        _flag("free_disposal", "A surplus may be thrown away."),
        _number("co2", "CO2 when it is burnt.", "t/{unit}"),
        _number("energy", "Energy content.", "MWh/{unit}"),
        *PROVENANCE,
    ), required=True),
    Table("processes", "a technology", (
        _id(), *_names(),
        _choice("category", CATEGORIES, "Group for tables and colours."),
        _reference("commodity", "commodities", "Main commodity: activity is counted in it."),
        Column("grain", "grain", "Its activity is constant within these classes; empty: as its commodity."),
        Column("sector", "text", "GB/T 4754 code."),
        _CAPACITY_UNIT,
        _LIFETIME,
        _number("capex", "Investment per capacity.", "CNY/{rate}"),
        _number("fixed_cost", "Yearly cost per capacity.", "CNY/{rate}"),
        _number("variable_cost", "Cost per unit of the main commodity.", "CNY/{unit}", minimum=None),
        _share("minimum", "Least activity while it exists, share of capacity."),
        _number("ramp", "Largest change per hour, share of capacity.", "1/h"),
        _number("unit_size", "Capacity of one unit.", "{rate}"),
        _number("start_cost", "Cost of a start per capacity (used with unit commitment).", "CNY/{rate}"),
        _number("minimum_up", "Shortest time on (used with unit commitment).", "h"),
        _number("minimum_down", "Shortest time off (used with unit commitment).", "h"),
        _share("minimum_on", "Least output of a unit that is on, share of its capacity (used with unit commitment)."),
        _share("start_ramp", "Largest output in the first hour on, share of capacity; empty: 1 (used with unit commitment)."),
        _share("stop_ramp", "Largest output in the last hour on, share of capacity; empty: 1 (used with unit commitment)."),
        _number("start_fuel", "Fuel of a cold start, in hours of full-load fuel (used with unit commitment).", "h"),
        _number("warm_after", "Time off after which a start is warm and no longer hot (used with unit commitment).", "h"),
        _number("cold_after", "Time off after which a start is cold (used with unit commitment).", "h"),
        _share("hot_start", "Cost and fuel of a hot start, share of those of a cold one (used with unit commitment)."),
        _share("warm_start", "Cost and fuel of a warm start, share of those of a cold one (used with unit commitment)."),
        _number("full_load_fuel", "Fuel per output at full load, share of the quantity in flows (used with unit commitment).", "1"),
        *(_number(f"part_load_{load}", f"Fuel per output at {load} % load, multiple of that at full load (used with unit commitment).", "1")
          for load in (75, 50, 40, 30, 20)),
        _share("forced_outage_rate", "Share of the time that a unit is out of order (used by operate)."),
        _number("repair_time", "Mean time to repair (used by operate).", "h"),
        *PROVENANCE,
    ), required=True),
    Table("flows", "what a process takes and gives per unit of its main commodity", (
        _reference("process", "processes", "The process."),
        _reference("commodity", "commodities", "The commodity that flows."),
        _choice("role", ("output", "coproduct", "input", "emission"), "input is taken, all others are given."),
        _number("low", "Low estimate.", "{flow}"),
        _number("quantity", "Central estimate, used.", "{flow}", required=True),
        _number("high", "High estimate.", "{flow}"),
        Column("unit", "unit", "Unit of the three figures, such as kWh/t.", required=True),
        Column("profile", "text", "Hourly multiplier (profile id)."),
        *PROVENANCE,
    ), required=True),
    Table("plants", "a process at a place", (
        _id(), *_names(),
        _reference("process", "processes", "Its technology."),
        _reference("place", "places", "Where it stands."),
        _number("existing", "Capacity that exists.", "{rate}", required=True),
        *_BUILD,
        _number("year", "Year of commissioning.", "", minimum=1900.0, maximum=2200.0),
        Column("availability", "series", "Upper limit, share of capacity: a number or a profile.", minimum=0.0, maximum=1.2),
        Column("commissioned", "series", "Share of the capacity in operation over the year: a number or a profile.",
               minimum=0.0, maximum=1.0),
        Column("minimum", "series", "Lower limit, share of capacity; instead of that of the process.", minimum=0.0, maximum=1.0),
        _number("capex", "Instead of that of the process.", "CNY/{rate}"),
        _number("fixed_cost", "Instead of that of the process.", "CNY/{rate}"),
        _number("variable_cost", "Instead of that of the process.", "CNY/{unit}", minimum=None),
        Column("units", "integer", "Number of identical units; empty: existing capacity by unit_size.", minimum=1, maximum=1000),
        _share("minimum_on", "Least output of a unit that is on; instead of that of the process."),
        _share("heating_minimum", "Least output from 10 October to 10 April, share of capacity: all units must run."),
        Column("units_out", "series", "Share of the units that stand still (planned maintenance).", minimum=0.0, maximum=1.0),
        Column("maintenance_weeks", "integer", "Weeks of maintenance of each unit, placed by the program (used with unit commitment).",
               minimum=0, maximum=26),
        Column("maintenance_from", "integer", "First month of the season for it; empty: 1.", minimum=1, maximum=12),
        Column("maintenance_to", "integer", "Last month of the season for it; empty: 12.", minimum=1, maximum=12),
        Column("maintenance_crews", "integer", "Most units of the plant in maintenance at once; empty: no limit.", minimum=1, maximum=1000),
        Column("owner", "text", "Owner group, such as export, captive, grid."),
        _number("maximum_hours", "Most full-load hours a year.", "h", maximum=8784.0),
        _number("minimum_hours", "Least full-load hours a year.", "h", maximum=8784.0),
        *_POSITION, *PROVENANCE,
    )),
    Table("stores", "a store at a place: battery, pumped hydro, tank, stockpile", (
        _id(), *_names(),
        _reference("place", "places", "Where it stands."),
        _reference("commodity", "commodities", "What it keeps."),
        _choice("category", CATEGORIES, "Group for tables and colours."),
        _number("energy", "What it can hold.", "{unit}"),
        _number("energy_build_max", "Most that may be built of it.", "{unit}"),
        _number("power", "Charging and discharging power; empty: not limited.", "{rate}"),
        _number("power_build_max", "Most power that may be built.", "{rate}"),
        _number("duration", "Hours at full power: ties energy to power.", "h"),
        _number("charge_efficiency", "Share kept on charging; empty: 1.", "1", minimum=1e-6, maximum=1.0),
        _number("discharge_efficiency", "Share given on discharging; empty: 1.", "1", minimum=1e-6, maximum=1.0),
        _share("standing_loss", "Share of the level lost per hour."),
        _number("capex_energy", "Investment per capacity to hold.", "CNY/{unit}"),
        _number("capex_power", "Investment per power.", "CNY/{rate}"),
        _number("fixed_cost_power", "Yearly cost per power.", "CNY/{rate}"),
        _number("fixed_cost_energy", "Yearly cost per capacity to hold.", "CNY/{unit}"),
        _number("variable_cost", "Cost per unit discharged.", "CNY/{unit}"),
        _LIFETIME,
        _flag("cyclic", "The level at the end equals that at the start; empty: yes."),
        _share("initial", "Level at the start, share of what it can hold (not cyclic)."),
        _share("final", "Least level at the end, share of what it can hold (not cyclic)."),
        *PROVENANCE,
    )),
    Table("routes", "a connection that carries a commodity between two places", (
        _id(), *_names(),
        _choice("kind", ("ac", "dc", "rail", "pipe", "road"), "What it is."),
        _choice("category", CATEGORIES, "Group for tables and colours."),
        _reference("commodity", "commodities", "What it carries."),
        _reference("from", "places", "Where it starts."),
        _reference("to", "places", "Where it ends."),
        _CAPACITY_UNIT,
        _number("existing", "Capacity that exists.", "{rate}", required=True),
        *_BUILD,
        Column("grain", "grain", "Classes in which the flow is constant; empty: as its commodity."),
        _flag("both_ways", "Carries both ways."),
        Column("minimum", "series", "Lower limit, share of capacity.", minimum=0.0, maximum=1.0),
        Column("availability", "series", "Upper limit, share of capacity: a number or a profile.", minimum=0.0, maximum=1.2),
        _number("loss_constant", "Loss whatever it carries.", "{rate}"),
        _share("loss_linear", "Loss per unit sent."),
        _number("loss_quadratic", "Loss per squared power.", "1/({rate})"),
        Column("loss_segments", "integer", "Pieces of the quadratic loss; empty: 5.", minimum=1, maximum=50),
        _number("variable_cost", "Cost per unit sent.", "CNY/{unit}", minimum=None),
        _number("tariff", "Tariff per unit received.", "CNY/{unit}"),
        _share("settlement_loss", "Loss that the tariff is settled with."),
        _number("capex", "Investment per capacity.", "CNY/{rate}"),
        _number("fixed_cost", "Yearly cost per capacity.", "CNY/{rate}"),
        _LIFETIME,
        _number("length", "Length.", "km"),
        _number("reactance", "Reactance, the same unit for all lines of a rule.", ""),
        _number("ramp", "Largest change per hour, share of capacity.", "1/h"),
        _number("unit_size", "Capacity of one unit.", "{rate}"),
        *PROVENANCE,
    )),
    Table("demands", "a use that is given", (
        _id(), *_names(),
        _reference("commodity", "commodities", "What is used."),
        _reference("place", "places", "Where."),
        _choice("category", CATEGORIES, "Group for tables and colours; empty: demand.", required=False),
        _number("annual", "Amount in a year.", "{unit}", required=True),
        Column("profile", "text", "Shape over the hours (profile id); empty: flat."),
        Column("grain", "grain", "Classes in which it is constant; empty: as its commodity."),
        _number("shed_price", "Cost of not serving it; empty: it must be served.", "CNY/{unit}"),
        Column("sector", "text", "GB/T 4754 code."),
        *PROVENANCE,
    )),
    Table("markets", "a purchase or a sale", (
        _id(), *_names(),
        _reference("commodity", "commodities", "What is traded."),
        _reference("place", "places", "Where."),
        _choice("direction", ("purchase", "sale"), "Bought or sold."),
        _number("price", "Price.", "CNY/{unit}", required=True, minimum=None),
        Column("price_profile", "text", "Hourly multiplier of the price (profile id)."),
        _number("limit", "Largest rate; empty: none.", "{rate}"),
        Column("limit_profile", "text", "Hourly multiplier of the limit (profile id)."),
        _number("annual_maximum", "Most in a year.", "{unit}"),
        _number("annual_minimum", "Least in a year.", "{unit}"),
        Column("grain", "grain", "Classes in which it is constant; empty: as its commodity."),
        _choice("category", CATEGORIES, "Group for tables and colours; empty: purchase or sale.", required=False),
        *PROVENANCE,
    )),
    Table("rules", "a policy or engineering rule", (
        _id(), *_names(),
        _choice("kind", RULE_KINDS, "Formulation, see the formulation library."),
        Column("subject", "selector", "Which processes it speaks of.", required=True),
        Column("over", "selector", "Which processes it measures them against."),
        _choice("sense", ("<=", ">=", "="), "At most, at least, equal."),
        _number("value", "The figure.", "", required=True, minimum=None),
        Column("unit", "text", "Unit of the figure, for the reader."),
        Column("grain", "grain", "It holds for every class; empty: year."),
        Column("matching", "grain", "For shares: the classes in which one side is booked against the other."),
        Column("parameter", "text", "Further word of the kind (commodity of a flow limit, reserve share on wind and sun)."),
        _flag("active", "Whether it holds; empty: yes."),
        *PROVENANCE,
    )),
    Table("delivery_curves", "the delivery curve of a line: what it sends hour by hour", (
        _id(), *_names(),
        _reference("route", "routes", "The line."),
        _choice("family", CURVE_FAMILIES, "Which hours have one level."),
        _choice("period", ("year", "month"), "One shape for the year, or one for each month; empty: year.", required=False),
        Column("pattern", "text", "24 letters or digits, one per hour of the day from 0:00; equal letters have one level."),
        Column("profile", "text", "Profile of a given curve (share of capacity), or of the receiving load to follow."),
        _choice("levels", CURVE_LEVELS, "How levels are decided: any (relaxed), whole steps in the program (integer), or rounded to "
                "whole steps afterwards; empty: relaxed.", required=False),
        _share("step", "Size of a step of level, share of capacity."),
        Column("changes", "integer", "Most changes of level a day.", minimum=0, maximum=24),
        Column("hold", "integer", "Shortest hold of a level in hours.", minimum=1, maximum=24),
        Column("floor", "series", "Least level, share of capacity: a number or a profile.", minimum=0.0, maximum=1.0),
        Column("ceiling", "series", "Largest level, share of capacity: a number or a profile.", minimum=0.0, maximum=1.0),
        _number("ramp", "Largest change from hour to hour, share of capacity.", "1/h"),
        Column("outages", "text", "Days without power, such as 04-10/04-19; several are separated by semicolons."),
        _number("annual", "Energy contract of a year.", "MWh"),
        _share("tolerance", "How far the contract may be missed either way, share of it."),
        _choice("contract_grain", ("year", "month"), "Classes in which the contract holds; by month, each has its part; empty: year.",
                required=False),
        _share("green_share", "Least green share of the energy sent."),
        _share("green_reserve", "What a plan keeps of the green share beyond it, so that operation with whole units reaches it; empty: nothing."),
        Column("subject", "selector", "Plants whose energy counts as green."),
        Column("grain", "grain", "The green share holds in every class; empty: year."),
        Column("matching", "grain", "Classes in which green energy is booked against what is sent."),
        _number("shed_price", "Cost of energy of the curve that is not sent; empty: it must be sent.", "CNY/MWh"),
        *PROVENANCE,
    )),
    Table("weather_zones", "a zone whose hourly wind or sun is generated; its id is the profile's name", (
        _id(), *_names(),
        _reference("place", "places", "Where it lies."),
        _choice("technology", ("wind", "pv_fixed", "pv_tracker"), "What is generated."),
        _number("full_load_hours", "Yearly full-load hours before curtailment.", "h", required=True, maximum=8784.0),
        *(_number(f"month_{month:02d}", "Mean capacity factor of the month.", "1", maximum=1.0) for month in range(1, 13)),
        *_POSITION[:2],
        _number("altitude", "Height above the sea.", "", minimum=-500.0, maximum=9000.0),
        *PROVENANCE,
    )),
    Table("profiles", "an hourly series, or a typical day of each month", (
        _id(), *_names(),
        _choice("kind", ("availability", "shape", "price", "multiplier"), "What it is used for."),
        Column("file", "text", "File in profiles/ that has a column of this id.", required=True),
        *PROVENANCE,
    )),
    Table("targets", "a published figure that the model is held against", (
        _id(), *_names(),
        Column("figure", "text", "Key of the figure catalogue; empty: not modelled."),
        Column("subject", "selector", "Which processes it speaks of."),
        _choice("comparator", ("=", ">", ">=", "<", "<="), "How the published figure is meant."),
        _number("value", "Published figure.", "", required=True, minimum=None),
        Column("unit", "unit", "Its unit.", required=True),
        _share("tolerance", "Relative difference that is still agreement."),
        Column("scenario", "text", "Scenario of the year it speaks of; empty: none is modelled."),
        Column("reason_zh", "text", "Likely reason of a difference, Chinese."),
        Column("reason_en", "text", "Likely reason of a difference, English."),
        *PROVENANCE,
    )),
    Table("claims", "facts of the region's texts that the model computes too; a row goes before the built-in ones", (
        _id(), *_names(),
        Column("indicators", "text", "Ids of the indicator dictionary, separated by semicolons."),
        Column("words", "text", "Pattern of the subject's own words that counts as well, a regular expression."),
        Column("unless", "text", "Pattern of the subject's own words that excludes a fact."),
        Column("measures", "text", "Measures such as level or capacity, separated by semicolons.", required=True),
        Column("fact_unit", "unit", "Base unit of the facts: kWh, kW, t, m3, %.", required=True),
        Column("places", "text", "Names or codes of GB/T 2260, separated by semicolons.", required=True),
        Column("figure", "text", "Key of the figure catalogue.", required=True),
        Column("subject", "selector", "Which processes it speaks of.", required=True),
        Column("model_unit", "unit", "Unit in which both are compared.", required=True),
        _share("tolerance", "Relative difference that is still agreement; empty: none."),
        Column("reason_zh", "text", "Likely reason of a difference, Chinese."),
        Column("reason_en", "text", "Likely reason of a difference, English."),
        NOTE,
    )),
    Table("templates", "a real base to compare a plan with", (
        _id(), *_names(),
        Column("channel", "text", "Its line.", required=True),
        _number("coal", "Coal power.", "MW"),
        _number("wind", "Wind power.", "MW"),
        _number("solar", "Photovoltaics.", "MW"),
        _number("csp", "Concentrating solar power.", "MW"),
        _number("renewable", "Wind and sun together.", "MW"),
        _number("capacity", "Capacity of the line.", "MW", required=True),
        _number("sent", "Energy sent a year.", "MWh"),
        _share("green_share", "Least green share of the energy sent."),
        _number("investment", "Investment in the line.", "CNY"),
        _number("length", "Length.", "km"),
        Column("in_service", "text", "Date of operation."),
        *PROVENANCE,
    )),
    *_DELIVERY,
)  # fmt: skip

SCHEMAS: dict[str, Table] = {table.name: table for table in _TABLES}
