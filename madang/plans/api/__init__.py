"""Plans as JSON; each module of the package is one subject."""

from madang.plans.api.consulting import router as consulting
from madang.plans.api.plans import router
from madang.plans.api.policy import router as policies

router.add_router("", consulting)

__all__ = ["policies", "router"]
