from madang.opendata.actions.datasets import (
    add_distribution,
    create_dataset,
    describe_dataset,
    publish_dataset,
    withdraw_dataset,
)

__all__ = ["add_distribution", "create_dataset", "describe_dataset", "publish_dataset", "withdraw_dataset"]
