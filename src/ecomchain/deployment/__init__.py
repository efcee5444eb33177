"""Deploying the system: its contracts, their parameters, and the hand-over of every permission (GOV-2).

permissions   roles, the functions of each, holders
arguments     constructor arguments, and what the setters are given
fitting       whether the parameters fit the connected chain
networks      the connected network
journal       what an unfinished deployment has on the chain
run           the transactions themselves
planning      what is about to be done, for a person
provenance    build, compiler, commit
"""

from ecomchain.deployment.arguments import (
    MODULES,
    ROW,
    capability_terms,
    constructor_arguments,
    governed_from,
    thresholds,
)
from ecomchain.deployment.fitting import START_AFTER, START_BEFORE, resolve
from ecomchain.deployment.journal import Journal
from ecomchain.deployment.networks import THROW_AWAY_CHAINS, is_throw_away, network_name
from ecomchain.deployment.permissions import (
    ADMIN_ROLE,
    FUNCTIONS,
    GUARDIAN_ROLE,
    LABELS,
    OPERATOR_ROLE,
    PUBLISHER_ROLE,
    ROLES,
    grants,
    selectors,
)
from ecomchain.deployment.planning import plan
from ecomchain.deployment.provenance import creation_hash, outdated, require_build
from ecomchain.deployment.run import deploy, deploy_once
from ecomchain.rewards.emission import PHASE_ONE_DAYS

__all__ = [
    "ADMIN_ROLE",
    "FUNCTIONS",
    "GUARDIAN_ROLE",
    "LABELS",
    "MODULES",
    "OPERATOR_ROLE",
    "PHASE_ONE_DAYS",
    "PUBLISHER_ROLE",
    "ROLES",
    "ROW",
    "START_AFTER",
    "START_BEFORE",
    "THROW_AWAY_CHAINS",
    "Journal",
    "capability_terms",
    "constructor_arguments",
    "creation_hash",
    "deploy",
    "deploy_once",
    "governed_from",
    "grants",
    "is_throw_away",
    "network_name",
    "outdated",
    "plan",
    "require_build",
    "resolve",
    "selectors",
    "thresholds",
]
