"""Arithmetic of reordering levels, without the ORM."""

import math
from statistics import NormalDist
from typing import NamedTuple


class Levels(NamedTuple):
    """A proposed minimum and maximum, both in the unit the demand was given in."""

    minimum: float
    maximum: float


def service_factor(service_level):
    """Return the number of standard deviations that covers `service_level`.

    The inverse of the normal distribution: 0.95 gives 1.645.

    :param service_level: wished share of order cycles without a stock-out,
        between 0 and 1, both excluded
    :raise ValueError: when it is outside that range
    """
    if not 0.0 < service_level < 1.0:
        raise ValueError(f"A service level lies between 0 and 1, not {service_level}.")
    return NormalDist().inv_cdf(service_level)


def daily_statistics(total, sum_of_squares, days):
    """Return the mean and the standard deviation of the demand of one day.

    Days without demand count as 0; they need not be listed.

    :param total: demand of all days together, in any unit
    :param sum_of_squares: sum over the days of (demand of that day)²
    :param days: length of the window, at least 1
    """
    mean = total / days
    variance = max(sum_of_squares / days - mean * mean, 0.0)
    return mean, math.sqrt(variance)


def reorder_levels(mean, deviation, lead_days, cycle_days, service_level):
    """Return the minimum and the maximum that keep the wished service level.

    minimum = mean x lead_days + z x deviation x √lead_days
    maximum = minimum + mean x cycle_days

    where z is the service factor. The first term is what is sold while waiting
    for the vendor, the second the safety stock, the third what one order lasts.
    A service level under 50 % would make the safety stock negative; it is then 0.

    :param mean: demand per day; nothing is proposed (0, 0) when it is not positive
    :param deviation: standard deviation of the demand per day, same unit
    """
    if mean <= 0.0:
        return Levels(0.0, 0.0)
    safety = max(service_factor(service_level), 0.0) * deviation * math.sqrt(lead_days)
    minimum = mean * lead_days + safety
    return Levels(minimum, minimum + mean * cycle_days)


def days_of_cover(available, mean):
    """Return how many days `available` lasts at `mean` a day; None when for ever."""
    if mean <= 0.0:
        return None
    return max(available, 0.0) / mean


def needs_telling(missing, told, growth_percent):
    """Return whether a shortage of `missing` is news to one who was told `told`.

    :param told: quantity missing when the buyer was last told; 0 when never
    :param growth_percent: 0 tells of any growth, 20 only of a fifth more
    """
    if missing <= 0.0:
        return False
    return told <= 0.0 or missing > told * (1.0 + growth_percent / 100.0)
