"""Approval paths: steps as data, facts that switch them on, legal clocks, longest paths, papers and permits."""

from tingzhou.delivery.approvals.clocks import Stop, accepted_on, due_on, expires_on, read_stops
from tingzhou.delivery.approvals.facts import KINDS, ProjectFacts, known_facts, project_facts
from tingzhou.delivery.approvals.graph import Handling
from tingzhou.delivery.approvals.observed import observed_path, read_observations
from tingzhou.delivery.approvals.papers import expiries, papers_for, read_permits
from tingzhou.delivery.approvals.path import ApprovalPath, Asked, approval_path, span_of_working_days
from tingzhou.delivery.approvals.region_facts import facts_of_words, lawful_starts
from tingzhou.delivery.approvals.steps import Limit, Step, active_steps, built_in_steps, held_on, read_steps
from tingzhou.delivery.approvals.tables import county_table, expiry_table, path_tables

__all__ = [
           "KINDS",
           "ApprovalPath",
           "Asked",
           "Handling",
           "Limit",
           "ProjectFacts",
           "Step",
           "Stop",
           "accepted_on",
           "active_steps",
           "approval_path",
           "built_in_steps",
           "county_table",
           "due_on",
           "expires_on",
           "expiries",
           "expiry_table",
           "facts_of_words",
           "held_on",
           "known_facts",
           "lawful_starts",
           "observed_path",
           "papers_for",
           "path_tables",
           "project_facts",
           "read_observations",
           "read_permits",
           "read_steps", "read_stops",
           "span_of_working_days",
]  # fmt: skip
