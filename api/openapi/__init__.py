"""OpenAPI 3.1 for both surfaces, derived from what each endpoint's methods declare of themselves."""

from api.openapi.operation import OperationSchema

__all__ = ["OperationSchema"]
