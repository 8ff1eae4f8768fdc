"""Pages: what I follow and my notices, links in letters, programs that are told, the outbox."""

from madang.notices.views.following import change, follow, mine, notices, renew_feed, save_search
from madang.notices.views.links import confirm, unsubscribe
from madang.notices.views.outbox import message, outbox
from madang.notices.views.webhooks import remove_webhook, try_webhook, webhooks

__all__ = [
    "change",
    "confirm",
    "follow",
    "message",
    "mine",
    "notices",
    "outbox",
    "remove_webhook",
    "renew_feed",
    "save_search",
    "try_webhook",
    "unsubscribe",
    "webhooks",
]
