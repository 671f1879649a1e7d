"""The tables of `state.db`, their number, and the longer questions to them."""

from __future__ import annotations

SCHEMA = 2
"""Stands in `user_version`; an engine migrates only a database that it alone holds (D22)."""
TABLES = """
create table run (key text primary key, began text not null, document text not null);
create table task (
    place integer primary key, key text unique not null, run text not null,
    branch text not null, role text not null, pace text not null, retries integer not null,
    validates integer not null, proves integer not null,
    outcome text not null, because text not null default '',
    is_stopped integer not null default 0, worktree text not null default '',
    start_commit text not null default '');
create index task_outcome on task (outcome);
create table attempt (
    key text primary key, task text not null, number integer not null, start integer not null,
    wait text, state text not null, verdict text,
    tokens integer not null default 0);
create index attempt_state on attempt (state);
create view work as
    select attempt.key, task, number, start, wait, state, task.key as owner, run, branch, role,
        pace, retries, is_stopped, worktree, start_commit, outcome, place,
        validates, proves
    from attempt join task on task.key = attempt.task;
create table gate (id integer primary key check (id = 1), document text not null);
create table command (
    id text primary key, at text not null, document text not null,
    is_taken integer not null default 0);
create table journal (
    id integer primary key, at text not null, kind text not null, subject text not null,
    document text not null)
"""
NEW_TASK = """
insert into task (key, run, branch, role, pace, retries, validates, proves, outcome)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
CHANGED_TASK = """
update task set pace = ?, retries = ?, validates = ?, proves = ? where key = ?
"""
PROVING = """
select (select key from attempt where task = task.key order by rowid desc limit 1)
from task where outcome = ? order by place
"""
WAITING = """
select * from work where state = ? and (worktree != '' or place = (
    select min(place) from work where state = ? and worktree = '')) order by place, number
"""
