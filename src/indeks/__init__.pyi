from indeks.composites import composite as composite
from indeks.edition import Edition as Edition
from indeks.edition import load as load_edition
from indeks.errors import IndeksError as IndeksError
from indeks.example import national_panel as national_panel
from indeks.example import sample_region as sample_region
from indeks.gather.check import check as check
from indeks.gather.diff import diff as diff
from indeks.gather.merge import merge as merge
from indeks.intake import load as load
from indeks.intake import load_innovations as load_innovations
from indeks.planning.forecast import forecast as forecast
from indeks.planning.gains import gains as gains
from indeks.planning.portfolio import portfolio as portfolio
from indeks.planning.steps import plan as plan
from indeks.planning.whatif import whatif as whatif
from indeks.problems import DataError as DataError
from indeks.scoring import contributions as contributions
from indeks.scoring import maturity as maturity
from indeks.scoring import score as score
from indeks.scoring.flags import flags as flags
from indeks.tables import Dataset as Dataset
from indeks.typology.lookalikes import similar as similar
from indeks.typology.members import groups as groups
from indeks.typology.sectors import sectors as sectors

__all__ = [
    "DataError",
    "Dataset",
    "Edition",
    "IndeksError",
    "check",
    "composite",
    "contributions",
    "diff",
    "flags",
    "forecast",
    "gains",
    "groups",
    "load",
    "load_edition",
    "load_innovations",
    "maturity",
    "merge",
    "national_panel",
    "plan",
    "portfolio",
    "sample_region",
    "score",
    "sectors",
    "similar",
    "whatif",
]
