"""An incident's two acts, side by side and as a document."""

from __future__ import annotations

import json

from core.model.demo import Act, Sight, Tally
from tui.twins.runs.incident import incident_document, incident_text
from tui.twins.runs.records import Incident
from tui.twins.status import written

BARE = Act(
    is_bare=True,
    agents=30,
    end=Sight(position=1020, told=Tally(answered=236, refused=330, spent=1_600_000), ended=30),
)
HELD = Act(
    is_bare=False,
    agents=30,
    end=Sight(position=46_300, told=Tally(answered=600, spent=4_040_000), ended=30, done=30),
    refused_at_hold=0,
)


def test_the_table_has_a_column_an_act() -> None:
    lines = incident_text("thirty at once", [BARE, HELD]).splitlines()
    cells = [line[28:].split() for line in lines[3:]]

    assert ["without", "groundstop", "with", "groundstop"] == lines[2].split()
    assert [
        ["0", "of", "30", "30", "of", "30"],
        ["236", "600"],
        ["330", "0"],
        ["-", "0"],
        ["1.60M", "4.04M"],
        ["17", "772"],
    ] == cells


def test_the_document_fits_its_schema() -> None:
    document = json.loads(written(incident_document("cliff", [BARE, HELD])))

    assert [False, True] == [act.groundstop for act in Incident.model_validate(document).acts]
    assert [None, 0] == [act["refused_after_hold"] for act in document["acts"]]
