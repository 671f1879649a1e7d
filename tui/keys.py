"""Every key in the house, on one page, grouped by room; users remap them by id."""

from __future__ import annotations

from functools import partial

from textual.binding import Binding


def _key(  # noqa: PLR0913 - a row of the page
    keys: str, action: str, words: str, tip: str, name: str, *, show: bool = False, face: str = ""
) -> Binding:
    return Binding(keys, action, words, show=show, key_display=face or None, tooltip=tip, id=name)


_shown = partial(_key, show=True)
GRID = (
    _key("j,down", "move(1)", "Down", "Next agent.", "grid.down", face="j ↓"),
    _key("k,up", "move(-1)", "Up", "Previous agent.", "grid.up", face="k ↑"),
    _key("g,home", "edge(-1)", "First", "First agent.", "grid.first", face="g Home"),
    _key("G,end", "edge(1)", "Last", "Last agent.", "grid.last", face="G End"),
    _key("pagedown", "page(1)", "Page down", "One page down.", "grid.page_down", face="PgDn"),
    _key("pageup", "page(-1)", "Page up", "One page up.", "grid.page_up", face="PgUp"),
    _key("ctrl+d", "page(0.5)", "Half down", "Half a page down.", "grid.half_down"),
    _key("ctrl+u", "page(-0.5)", "Half up", "Half a page up.", "grid.half_up"),
    _key("n", "problem(1)", "Next problem", "Next agent that needs a look.", "grid.next_problem"),
    _key("N", "problem(-1)", "Previous problem", "The one before.", "grid.previous_problem"),
    _key(
        "enter",
        "open",
        "Open",
        "Why, facts, and what the agent writes.",
        "grid.open",
        show=True,
        face="⏎",
    ),
)
DASHBOARD = (
    _key(
        "slash",
        "filter",
        "Filter",
        "Show only agents that match.",
        "dashboard.filter",
        show=True,
        face="/",
    ),
    _key(
        "less_than_sign",
        "sort(-1)",
        "Sort before",
        "Sort by the column before.",
        "dashboard.sort_before",
        face="<",
    ),
    _key(
        "greater_than_sign",
        "sort(1)",
        "Sort",
        "Sort by the next column.",
        "dashboard.sort_next",
        show=True,
        face=">",
    ),
    _key("I", "reverse", "Reverse", "Turn the order round.", "dashboard.reverse"),
    _key(
        "v",
        "group",
        "Group",
        "Gather by session, by repository, or not.",
        "dashboard.group",
        show=True,
    ),
    _key(
        "space",
        "mark",
        "Mark",
        "Mark this agent, or take the mark off.",
        "dashboard.mark",
        face="Space",
    ),
    _key(
        "a",
        "mark_alike",
        "Mark alike",
        "Mark all agents of the same state.",
        "dashboard.mark_alike",
    ),
    _key(
        "y",
        "copy",
        "Copy",
        "Copy name, session, resume command, path.",
        "dashboard.copy",
        show=True,
    ),
    _key("t", "tail", "Transcript", "The end of the transcript, live.", "dashboard.transcript"),
    _key(
        "full_stop",
        "widen",
        "Here/all",
        "This repository, or the whole machine.",
        "dashboard.scope",
        show=True,
        face=".",
    ),
    _key(
        "escape",
        "back",
        "Clear",
        "Clear the filter, then the marks.",
        "dashboard.clear",
        face="Esc",
    ),
)
RUNS = (
    _key(
        "p",
        "app.halt",
        "Pause",
        "No further start; again: go on.",
        "run.pause",
        show=True,
    ),
    _key("minus,underscore", "app.slots(-1)", "Fewer", "Fewer at a time.", "run.fewer", face="-"),
    _key("plus,equals_sign", "app.slots(1)", "More", "More at a time.", "run.more", face="+"),
)
"""Keys for a run of ours; without one their actions say what they do not hold."""
LATER = (
    _key("r", "later('revive')", "Revive", "Bring stopped agents back.", "later.revive", show=True),
)
"""Keys that are of no use yet: grey, and their action says why."""
AGENT = (
    _key(
        "escape,backspace,1",
        "back",
        "Back",
        "Back to all agents.",
        "agent.back",
        show=True,
        face="Esc",
    ),
    _key(
        "n",
        "problem(1)",
        "Next problem",
        "Next agent that needs a look.",
        "agent.next_problem",
        show=True,
    ),
    _key("N", "problem(-1)", "Previous problem", "The one before.", "agent.previous_problem"),
    _key("j,down", "scroll_tail(1)", "Down", "One line down.", "agent.down", face="j ↓"),
    _key("k,up", "scroll_tail(-1)", "Up", "One line up.", "agent.up", face="k ↑"),
    _key(
        "pagedown,ctrl+d",
        "scroll_tail(10)",
        "Down",
        "Ten lines down.",
        "agent.page_down",
        face="PgDn",
    ),
    _key("pageup,ctrl+u", "scroll_tail(-10)", "Up", "Ten lines up.", "agent.page_up", face="PgUp"),
    _key(
        "G,end",
        "follow_tail",
        "Follow",
        "Go to the end and stay there.",
        "agent.follow",
        show=True,
        face="G",
    ),
    _key("y", "copy", "Copy", "Copy name, session, resume command, path.", "agent.copy", show=True),
)
HOUSE = (
    _key("f", "freeze", "Freeze", "Hold the picture; agents go on.", "house.freeze"),
    _key(
        "s",
        "app.snapshot(False)",
        "Snapshot",
        "Make a picture of the screen.",
        "house.snapshot",
        show=True,
    ),
    _key(
        "S",
        "app.snapshot(True)",
        "Share",
        "Same, without secrets, user, host, prompts.",
        "house.share",
    ),
    _key(
        "R,ctrl+l",
        "app.renew",
        "Refresh",
        "Look at everything again, and redraw.",
        "house.refresh",
        face="R",
    ),
    _key(
        "colon,ctrl+p",
        "app.command_palette",
        "Palette",
        "Commands and agents by name.",
        "house.palette",
        face=":",
    ),
    _key(
        "question_mark,f1",
        "app.help",
        "Help",
        "All keys, states, and how to filter.",
        "house.help",
        show=True,
        face="?",
    ),
    _key("q,ctrl+q", "app.quit", "Quit", "Leave; agents go on.", "house.quit", show=True, face="q"),
)
APP = (
    Binding(
        "ctrl+c",
        "interrupt",
        "Interrupt",
        show=False,
        priority=True,
        system=True,
        tooltip="Leave at once, from anywhere; exit code 130.",
        id="app.interrupt",
    ),
)
"""Comes before whatever has the focus."""
PLAYER = (
    _key("P", "app.play('pause')", "Pause play", "Stop the play, or let it go on.", "play.pause"),
    _key("comma", "app.play('step')", "Step", "Go to the next change, and stop.", "play.step"),
    _key("L", "app.play('faster')", "Faster", "Twice as fast.", "play.faster"),
    _key("H", "app.play('slower')", "Slower", "Half as fast.", "play.slower"),
)
PREFLIGHT = (
    _shown("enter", "start", "Start", "Start; a risk is asked twice.", "preflight.start", face="⏎"),
    _shown("f", "fewer", "Fewer", "Start only as many as are safe.", "preflight.fewer"),
    _shown("escape,q,ctrl+q", "leave", "Leave", "Start nothing.", "preflight.leave", face="Esc"),
    _key("j,down", "turn(1)", "Down", "One line down.", "preflight.down", face="j ↓"),
    _key("k,up", "turn(-1)", "Up", "One line up.", "preflight.up", face="k ↑"),
    _key("pagedown,space", "turn(10)", "Down", "Ten lines down.", "preflight.page_down"),
    _key("pageup", "turn(-10)", "Up", "Ten lines up.", "preflight.page_up", face="PgUp"),
    _shown("question_mark,f1", "app.help", "Help", "All keys.", "preflight.help", face="?"),
)
HELP = (
    _key(
        "escape,question_mark,f1,q",
        "back",
        "Close",
        "Close this page.",
        "help.close",
        show=True,
        face="Esc",
    ),
)
COPY = (
    _key("n", "choose('name')", "name", "The agent's name.", "copy.name"),
    _key("s", "choose('session')", "session id", "The session id.", "copy.session"),
    _key(
        "r",
        "choose('resume')",
        "resume command",
        "The command that goes on with it.",
        "copy.resume",
    ),
    _key("p", "choose('path')", "transcript path", "Where the transcript lies.", "copy.path"),
    _key("b", "choose('branch')", "branch", "The branch it works on.", "copy.branch"),
    _key("escape,q", "choose('')", "Close", "Copy nothing.", "copy.close", face="Esc"),
)
ROOMS = (
    ("Agents", GRID),
    ("Dashboard", DASHBOARD),
    ("One agent", AGENT),
    ("Everywhere", (*HOUSE, *APP)),
    ("A run of ours", RUNS),
    ("Before a run", PREFLIGHT),
    ("While a play is shown", PLAYER),
    ("Not yet", LATER),
    ("Copy menu", COPY),
    ("Help", HELP),
)
"""The page, as help shows it."""
BECAUSE = {
    "revive": "Revive is not built yet. y then r copies the command that resumes a session.",
}
"""Why a key of LATER does nothing."""
