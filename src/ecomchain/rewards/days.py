"""Reward days, UTC days and epochs."""

from ecomchain.rewards.emission import EPOCH_DAYS, PHASE_ONE_DAYS, PHASE_ONE_EPOCHS, epoch_of

DAY = 86_400


def utc_day(start_day: int, day: int) -> int:
    """The UTC day (``timestamp / 86_400``) of a reward day; ``start_day`` is that of day 1."""
    return start_day + day - 1


def end_of(start_day: int, day: int) -> int:
    """When a reward day is over, in seconds."""
    return (start_day + day) * DAY


def last_day(epoch: int) -> int:
    """The last day of an epoch; 0 for epoch 0."""
    if epoch < PHASE_ONE_EPOCHS:
        return EPOCH_DAYS * epoch
    return PHASE_ONE_DAYS + (epoch - PHASE_ONE_EPOCHS) * EPOCH_DAYS


def first_day(epoch: int) -> int:
    """The first day of an epoch."""
    return last_day(epoch - 1) + 1


def of_epoch_until(day: int) -> range:
    """The days of the day's epoch, up to it."""
    return range(first_day(epoch_of(day)), day + 1)
