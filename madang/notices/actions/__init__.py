"""What changes letters, followings, notices, saved searches and webhooks; each module is one subject."""

from madang.notices.actions.following import (
    FollowsTooMuch,
    NotFollowable,
    confirm,
    follow,
    follow_by_email,
    follower_of,
    forget_unconfirmed,
    renew_feed,
    set_pace,
    stop_letters,
    unfollow,
)
from madang.notices.actions.letters import write_letters
from madang.notices.actions.outbox import (
    KEPT_FOR,
    LEASE,
    PAUSES,
    AttachmentsNotKept,
    deliver_due,
    forget_old_messages,
    keep_message,
    lease,
)
from madang.notices.actions.searches import NothingToSave, look_again, save_search
from madang.notices.actions.telling import followed, forget_old_events, tell_followers, tell_waiting
from madang.notices.actions.webhooks import (
    TooManyWebhooks,
    add_webhook,
    deliver_webhooks,
    remove_webhook,
    try_webhook,
)

__all__ = [
    "KEPT_FOR",
    "LEASE",
    "PAUSES",
    "AttachmentsNotKept",
    "FollowsTooMuch",
    "NotFollowable",
    "NothingToSave",
    "TooManyWebhooks",
    "add_webhook",
    "confirm",
    "deliver_due",
    "deliver_webhooks",
    "follow",
    "follow_by_email",
    "followed",
    "follower_of",
    "forget_old_events",
    "forget_old_messages",
    "forget_unconfirmed",
    "keep_message",
    "lease",
    "look_again",
    "remove_webhook",
    "renew_feed",
    "save_search",
    "set_pace",
    "stop_letters",
    "tell_followers",
    "tell_waiting",
    "try_webhook",
    "unfollow",
    "write_letters",
]
