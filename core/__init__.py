"""The engine room: what is seen, what it means, what is done. It knows no screen, colour or key.

The folder is the subject, the file is the verb. In every subject *watch* sees, *act* does, *store*
remembers, *records* translates; every other file only thinks: no files, no processes, no network,
and time is handed to it. Subjects never open into one another: `core/fleet` carries what is seen
from one to the next.

One datum: a line on disk -> `transcripts/watch` -> `tail.cut` -> `transcripts/records` ->
`transcripts/read` -> `model/signs` -> `fleet/fold` -> `diagnosis/state` -> `model/frame`.

One intention, the other way: a key -> `model/orders` -> `runs/act` leaves a row -> the engine's
process takes it (`engine/ledger`), asks the gate (`spawn/admission`), and performs its flows
(`engine/workflows`, `engine/stages`) -> `attempts/act` starts a shim -> its traces are read back.

Words: an *agent* is one writer of one transcript; a *session* is a top-level conversation with its
agents; *signs* are observed facts, a *diagnosis* is what they mean (state, cause, because); the
*fleet* is all agents now; a *frame* is an immutable picture of the fleet at one instant. A *run* is
one start of a plan, its *tasks* are tried by *attempts*; a *permit* is the right to have one agent
running, and the *gate* gives it out.
"""
