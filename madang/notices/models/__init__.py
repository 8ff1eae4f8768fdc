"""Letters and their outbox; who follows what, what happened to it, and who was told."""

from madang.notices.models.events import Event, Notice, Webhook, WebhookDelivery
from madang.notices.models.following import Follower, Following, Pace, SavedSearch
from madang.notices.models.outbox import OutboxMessage, OutboxMessageQuerySet

__all__ = [
    "Event",
    "Follower",
    "Following",
    "Notice",
    "OutboxMessage",
    "OutboxMessageQuerySet",
    "Pace",
    "SavedSearch",
    "Webhook",
    "WebhookDelivery",
]
