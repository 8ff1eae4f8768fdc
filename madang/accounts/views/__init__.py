"""Pages: agencies for everyone, a person's own account, the administrator's desk."""

from madang.accounts.views.agencies import agencies, agency
from madang.accounts.views.me import me, revoke_token, sign_ins, tokens

__all__ = ["agencies", "agency", "me", "revoke_token", "sign_ins", "tokens"]
