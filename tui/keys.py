"""Every key in the house, on one page, grouped by room; users remap them by id."""

from __future__ import annotations

from functools import partial

from textual.binding import Binding

_FACES = {
    "slash": "/",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "full_stop": ".",
    "minus,underscore": "-",
    "plus,equals_sign": "+",
    "space": "Space",
    "escape": "Esc",
    "enter": "⏎",
    "j,down": "j ↓",
    "k,up": "k ↑",
    "g,home": "g Home",
    "G,end": "G End",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "pagedown,ctrl+d": "PgDn",
    "pageup,ctrl+u": "PgUp",
    "escape,backspace,1": "Esc",
    "colon,ctrl+p": ":",
    "question_mark,f1": "?",
    "R,ctrl+l": "R",
    "q,ctrl+q": "q",
    "escape,question_mark,f1,q": "Esc",
    "escape,q": "Esc",
}
"""What stands on the screen for some keys, where that is not their own name."""


def _key(  # noqa: PLR0913 - a row of the page
    keys: str, action: str, words: str, tip: str, name: str, *, show: bool = False, face: str = ""
) -> Binding:
    face = face or _FACES.get(keys, "")
    return Binding(keys, action, words, show=show, key_display=face or None, tooltip=tip, id=name)


_shown = partial(_key, show=True)
"""A key that stands in the last line of its room, too."""


def _listed(room: str, item: str) -> tuple[Binding, ...]:
    """A room that goes from row to row."""
    return (
        _shown("escape,backspace,1", "back", "Back", "Back.", f"{room}.back"),
        _key("j,down", "move(1)", "Down", f"Next {item}.", f"{room}.down"),
        _key("k,up", "move(-1)", "Up", f"Previous {item}.", f"{room}.up"),
        _key("g,home", "move(-100000)", "First", f"First {item}.", f"{room}.first"),
        _key("G,end", "move(100000)", "Last", f"Last {item}.", f"{room}.last"),
        _key("pagedown,ctrl+d", "move(10)", "Page down", "Ten down.", f"{room}.page_down"),
        _key("pageup,ctrl+u", "move(-10)", "Page up", "Ten up.", f"{room}.page_up"),
    )


def _read(room: str, action: str) -> tuple[Binding, ...]:
    """A room that is read line by line."""
    return (
        _key("j,down", f"{action}(1)", "Down", "One line down.", f"{room}.down"),
        _key("k,up", f"{action}(-1)", "Up", "One line up.", f"{room}.up"),
        _key("pagedown,ctrl+d", f"{action}(10)", "Down", "Ten lines down.", f"{room}.page_down"),
        _key("pageup,ctrl+u", f"{action}(-10)", "Up", "Ten lines up.", f"{room}.page_up"),
    )


GRID = (
    _key("j,down", "move(1)", "Down", "Next agent.", "grid.down"),
    _key("k,up", "move(-1)", "Up", "Previous agent.", "grid.up"),
    _key("g,home", "edge(-1)", "First", "First agent.", "grid.first"),
    _key("G,end", "edge(1)", "Last", "Last agent.", "grid.last"),
    _key("pagedown", "page(1)", "Page down", "One page down.", "grid.page_down"),
    _key("pageup", "page(-1)", "Page up", "One page up.", "grid.page_up"),
    _key("ctrl+d", "page(0.5)", "Half down", "Half a page down.", "grid.half_down"),
    _key("ctrl+u", "page(-0.5)", "Half up", "Half a page up.", "grid.half_up"),
    _key("n", "problem(1)", "Next problem", "Next agent that needs a look.", "grid.next_problem"),
    _key("N", "problem(-1)", "Previous problem", "The one before.", "grid.previous_problem"),
    _shown("enter", "open", "Open", "Why, facts, and what the agent writes.", "grid.open"),
)
DASHBOARD = (
    _shown("slash", "filter", "Filter", "Show only agents that match.", "dashboard.filter"),
    _key(
        "less_than_sign",
        "sort(-1)",
        "Sort before",
        "Sort by the column before.",
        "dashboard.sort_before",
    ),
    _shown(
        "greater_than_sign", "sort(1)", "Sort", "Sort by the next column.", "dashboard.sort_next"
    ),
    _key("I", "reverse", "Reverse", "Turn the order round.", "dashboard.reverse"),
    _shown("v", "group", "Group", "Gather by session, by repository, or not.", "dashboard.group"),
    _key("space", "mark", "Mark", "Mark this agent, or take the mark off.", "dashboard.mark"),
    _key(
        "a",
        "mark_alike",
        "Mark alike",
        "Mark all agents of the same state.",
        "dashboard.mark_alike",
    ),
    _shown("y", "copy", "Copy", "Copy name, session, resume command, path.", "dashboard.copy"),
    _key("t", "tail", "Transcript", "The end of the transcript, live.", "dashboard.transcript"),
    _shown(
        "full_stop",
        "widen",
        "Here/all",
        "This repository, or the whole machine.",
        "dashboard.scope",
    ),
    _key("escape", "back", "Clear", "Clear the filter, then the marks.", "dashboard.clear"),
)
RUNS = (
    _shown("p", "app.halt", "Pause", "No further start; again: go on.", "run.pause"),
    _key("minus,underscore", "app.slots(-1)", "Fewer", "Fewer at a time.", "run.fewer"),
    _key("plus,equals_sign", "app.slots(1)", "More", "More at a time.", "run.more"),
    _key("D", "app.drain", "Drain", "No further start, then the engine ends.", "run.drain"),
    _key("x", "app.stop", "Stop", "Stop one task; asks first. Or give it up.", "run.stop"),
    _key("w", "app.tell", "Tell", "Answer, tell, or try again with a note.", "run.tell"),
    _key("3", "app.enter('journal')", "Journal", "Everything that was decided.", "run.journal"),
    _shown("4", "app.enter('runs')", "Runs", "All runs, and the four checks.", "run.runs"),
    _key("5", "app.enter('results')", "Results", "What a run brought home.", "run.results"),
    _key("6", "app.enter('escalations')", "Needs you", "What waits for you.", "run.escalations"),
)
"""Keys for a run of ours; without one their actions say what they do not hold."""
LIST = (
    *_listed("runs", "task"),
    _shown("enter", "open", "Open", "The task's page.", "runs.open"),
)
QUEUE = (
    *_listed("queue", "task"),
    _shown("t", "take_over", "Take over", "Go on by hand in its worktree.", "queue.take_over"),
)
JOURNAL = (
    _shown("escape,backspace,1", "back", "Back", "Show all kinds, then back.", "journal.back"),
    _shown("greater_than_sign", "kind(1)", "Kind", "Show the next kind only.", "journal.next_kind"),
    _key("less_than_sign", "kind(-1)", "Kind", "The one before.", "journal.kind_before"),
    *_read("journal", "scroll_tail"),
    _key("g,home", "first", "First", "The oldest line.", "journal.first"),
    _shown(
        "G,end", "follow", "Follow", "Go to the end and stay there.", "journal.follow", face="G"
    ),
)
ANSWER = (_key("escape", "leave", "go back", "Send nothing.", "answer.no"),)
RESULTS = (
    _shown("escape,backspace,1", "back", "Back", "Back.", "results.back"),
    _shown("greater_than_sign", "run(1)", "Run", "The run before this one.", "results.next_run"),
    _key("less_than_sign", "run(-1)", "Run", "The run after this one.", "results.run_before"),
    *_read("results", "turn"),
    _key("g,home", "turn(-100000)", "Top", "The first line.", "results.top"),
    _key("G,end", "turn(100000)", "End", "The last line.", "results.end"),
)
STOP = (
    _key("y", "answer(True)", "stop it", "Stop the task.", "stop.yes"),
    _key("n,escape,q,enter", "answer(False)", "go back", "Stop nothing.", "stop.no", face="n Esc"),
)
LATER = (_shown("r", "later('revive')", "Revive", "Bring stopped agents back.", "later.revive"),)
"""Keys that are of no use yet: grey, and their action says why."""
AGENT = (
    _shown("escape,backspace,1", "back", "Back", "Back to all agents.", "agent.back"),
    _shown(
        "n", "problem(1)", "Next problem", "Next agent that needs a look.", "agent.next_problem"
    ),
    _key("N", "problem(-1)", "Previous problem", "The one before.", "agent.previous_problem"),
    *_read("agent", "scroll_tail"),
    _shown(
        "G,end", "follow_tail", "Follow", "Go to the end and stay there.", "agent.follow", face="G"
    ),
    _shown("y", "copy", "Copy", "Copy name, session, resume command, path.", "agent.copy"),
)
HOUSE = (
    _key("f", "freeze", "Freeze", "Hold the picture; agents go on.", "house.freeze"),
    _shown(
        "s", "app.snapshot(False)", "Snapshot", "Make a picture of the screen.", "house.snapshot"
    ),
    _key(
        "S",
        "app.snapshot(True)",
        "Share",
        "Same, without secrets, user, host, prompts.",
        "house.share",
    ),
    _key(
        "R,ctrl+l", "app.renew", "Refresh", "Look at everything again, and redraw.", "house.refresh"
    ),
    _key(
        "colon,ctrl+p",
        "app.command_palette",
        "Palette",
        "Commands and agents by name.",
        "house.palette",
    ),
    _shown(
        "question_mark,f1", "app.help", "Help", "All keys, states, and how to filter.", "house.help"
    ),
    _shown("q,ctrl+q", "app.quit", "Quit", "Leave; agents go on.", "house.quit"),
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
    _key("j,down", "turn(1)", "Down", "One line down.", "preflight.down"),
    _key("k,up", "turn(-1)", "Up", "One line up.", "preflight.up"),
    _key("pagedown,space", "turn(10)", "Down", "Ten lines down.", "preflight.page_down"),
    _key("pageup", "turn(-10)", "Up", "Ten lines up.", "preflight.page_up", face="PgUp"),
    _shown("question_mark,f1", "app.help", "Help", "All keys.", "preflight.help", face="?"),
)
HELP = (_shown("escape,question_mark,f1,q", "back", "Close", "Close this page.", "help.close"),)
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
    _key("escape,q", "choose('')", "Close", "Copy nothing.", "copy.close"),
)
ROOMS = (
    ("Agents", GRID),
    ("Dashboard", DASHBOARD),
    ("One agent", AGENT),
    ("Everywhere", (*HOUSE, *APP)),
    ("A run of ours", RUNS),
    ("Before a run", PREFLIGHT),
    ("Runs", LIST),
    ("Needs you", QUEUE),
    ("Journal", JOURNAL),
    ("Results", RESULTS),
    ("Stop one task", STOP),
    ("Tell an agent", ANSWER),
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
