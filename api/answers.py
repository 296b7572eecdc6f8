"""Fields that answers of many apps have, described once."""

import datetime
from typing import Annotated

CreatedAt = Annotated[datetime.datetime, "when it was made; never changes"]
