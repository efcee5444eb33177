"""Deploying the system: its contracts, their parameters, and the hand-over of every permission (GOV-2).

Its modules::

    permissions   roles, the functions of each, holders
    arguments     constructor arguments, and what the setters are given
    calls         the transactions after the contracts: parameters, hand-over
    fitting       whether the parameters fit the connected chain
    networks      the connected network
    settings      what a run tells, and how long it waits
    journal       what was signed, noted before it is sent
    wire          what the node says about the deployer's transactions
    sender        brings each transaction into a block, once
    run           the steps in their order
    record        the manifest of what was done
    simulation    the dry run, and what the deployment would cost
    planning      what is about to be done, for a person
    provenance    build, compiler, commit
"""

from ecomchain.deployment.arguments import (
    MODULES,
    ROW,
    capability_terms,
    constructor_arguments,
    creation,
    governed_from,
    thresholds,
)
from ecomchain.deployment.fitting import START_AFTER, START_BEFORE, resolve
from ecomchain.deployment.journal import Journal, Sent
from ecomchain.deployment.networks import (
    THROW_AWAY_CHAINS,
    default_settings,
    is_fork,
    is_throw_away,
    network_name,
)
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
from ecomchain.deployment.run import STEPS, deploy, deploy_once
from ecomchain.deployment.settings import Report, Settings
from ecomchain.deployment.simulation import Forecast, simulate
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
    "STEPS",
    "THROW_AWAY_CHAINS",
    "Forecast",
    "Journal",
    "Report",
    "Sent",
    "Settings",
    "capability_terms",
    "constructor_arguments",
    "creation",
    "creation_hash",
    "default_settings",
    "deploy",
    "deploy_once",
    "governed_from",
    "grants",
    "is_fork",
    "is_throw_away",
    "network_name",
    "outdated",
    "plan",
    "require_build",
    "resolve",
    "selectors",
    "simulate",
    "thresholds",
]
