"""How sure a share is: nine of ten says less than nine hundred of a thousand. Pure."""

from math import sqrt

Z95 = 1.959963984540054
"""Standard deviations for 95 % confidence."""


def wilson(hits: int, trials: int, z: float = Z95) -> tuple[float, float] | None:
    """The interval in which the true share lies, from 0 to 1; None where nothing was tried.

    hits: at least 0 and at most `trials`. Raises `ValueError` otherwise.
    Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212.
    """
    if not 0 <= hits <= trials:
        raise ValueError(f"{hits} of {trials}")
    if trials == 0:
        return None
    share = hits / trials
    middle = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return (0.0 if hits == 0 else max(low, 0.0)), (1.0 if hits == trials else min(high, 1.0))
