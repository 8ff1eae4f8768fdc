import logging

from django.utils.timezone import now

from madang.common.enqueue import periodic
from madang.ledger.sequencer import BATCH, LedgerHeld, sequence

logger = logging.getLogger(__name__)
_told: set[str] = set()


@periodic("ledger.sequence", every=1)
def number_new_entries() -> None:
    """Number what has been committed since, until less than a full batch was left."""
    try:
        while sequence(now()) >= BATCH:
            pass
        _told.clear()
    except LedgerHeld as held:
        if (sentence := str(held.message)) not in _told:
            _told.add(sentence)
            logger.critical("%s", sentence)
