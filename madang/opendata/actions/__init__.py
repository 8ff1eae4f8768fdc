from madang.opendata.actions.datasets import (
    add_distribution,
    create_dataset,
    describe_dataset,
    publish_dataset,
    withdraw_dataset,
)
from madang.opendata.actions.keys import end_key, make_key, rotate_key
from madang.opendata.actions.validity import DescriptionsFail, shown_faults
from madang.opendata.actions.versions import (
    discard,
    enter_reading,
    go_live_when_due,
    publish_version,
    receive_file,
    release_held,
    restate,
    withdraw_version,
)

__all__ = [
    "DescriptionsFail",
    "add_distribution",
    "create_dataset",
    "describe_dataset",
    "discard",
    "end_key",
    "enter_reading",
    "go_live_when_due",
    "make_key",
    "publish_dataset",
    "publish_version",
    "receive_file",
    "release_held",
    "restate",
    "rotate_key",
    "shown_faults",
    "withdraw_dataset",
    "withdraw_version",
]
