from madang.opendata.models.datasets import Dataset, Distribution, Frequency, Licence
from madang.opendata.models.versions import DataVersion

__all__ = ["DataVersion", "Dataset", "Distribution", "Frequency", "Licence"]
