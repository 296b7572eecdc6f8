"""The base of every endpoint: reads its input through its declaration, wraps its answer in the surface's envelope."""

import logging
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar, Final

from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from api.conditional import Precondition, no_tag, precondition, read_answer, strong_tag
from api.envelope import enveloped
from api.input import read_input
from api.negotiation import OnlyJson
from api.operations import Operation, operation_of
from api.paging import Portion, portion_of
from errors_docs.surfaces import Surface
from errors_docs.translation import domain_error

contract_logger = logging.getLogger("tollgate.contract")

NEGOTIATOR: Final = OnlyJson()


class ApiView(APIView):
    """Subclasses declare each method with ``@operation`` and are: validate, one service call, answer."""

    surface: ClassVar[Surface]
    #: The query string, validated before anything is done.
    asked: dict[str, Any]
    #: Made once for each class: they keep nothing of a request.
    parsers: ClassVar[list[BaseParser]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.parsers = [parser() for parser in cls.parser_classes]

    @cached_property
    def declared_operation(self) -> Operation | None:
        """The declaration of the method being served, or None if the endpoint doesn't take the method."""
        return operation_of(getattr(self, str(self.request.method).lower(), None))

    @property
    def operation(self) -> Operation:
        """The declaration of the method being served. Raises MethodNotAllowed where there is none."""
        declared = self.declared_operation
        if declared is None:
            raise MethodNotAllowed(str(self.request.method))
        return declared

    @property
    def allowed_methods(self) -> list[str]:
        """The declared methods. OPTIONS is not among them: a machine reads the OpenAPI document instead."""
        return [name.upper() for name in self.http_method_names if operation_of(getattr(self, name, None))]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """DRF's own, with two seams: the input check, and ``serve`` between what was checked and the method."""
        self.args, self.kwargs = args, kwargs
        self.request = Request(request, parsers=self.parsers, negotiator=NEGOTIATOR)
        try:
            self.initial(self.request, *args, **kwargs)
            self.asked = read_input(request, self.operation)
            response = self.serve()
        except Exception as error:  # the handler tells refusals from crashes, and logs these
            response = self.handle_exception(error)
        return self.finalize_response(self.request, response, *args, **kwargs)

    def serve(self) -> HttpResponse:
        """The declared method's answer. Subclasses may put something round it."""
        method = getattr(self, str(self.request.method).lower())
        answer: HttpResponse = method(self.request, *self.args, **self.kwargs)
        return answer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """All that may refuse before the method runs; at first, whether there is one.

        DRF's own would negotiate and version what has one form, and look for a user, permissions and throttles that
        aren't there: the gate is all of these (partners/views.py).
        """
        self.operation  # noqa: B018  # raises MethodNotAllowed

    def finalize_response(self, request: Request, response: HttpResponse, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]  # DRF takes any HttpResponse
        """As it is. DRF's would say Allow and Vary on each answer; Allow stands on a 405, and nothing here varies."""
        return response

    def handle_exception(self, exc: Exception) -> HttpResponse:  # type: ignore[override]  # DRF takes any HttpResponse
        """As DRF does, and says in the log if the method didn't declare the error; in tests that is a failure."""
        known = domain_error(exc, [], [])
        declared = self.declared_operation
        undeclared = known is not None and declared is not None and not declared.declares(known)
        if undeclared and not getattr(self.request._request, "simulated_error", False):
            contract_logger.error("%s raised %s undeclared", type(self).__name__, type(known).__name__)
        response: HttpResponse = super().handle_exception(exc)
        return response

    def body(self) -> dict[str, Any]:
        """The validated body, by the operation's serializer. Raises ValidationError with every problem."""
        declared = self.operation.body
        assert declared is not None
        assert issubclass(declared, BaseSerializer)
        serializer = declared(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def query(self) -> dict[str, Any]:
        """The validated query string, by the operation's serializer."""
        return dict(self.asked)

    @property
    def is_dry_run(self) -> bool:
        """Whether the query says ?dryRun=true, on an operation that takes it: nothing of it shall stay."""
        return bool(self.asked.get("dry_run"))

    @property
    def list_name(self) -> tuple[Any, ...]:
        """Return the name of the list at this path and of its owner: a cursor is valid for this list alone."""
        return (self.request.path,)

    def portion(self) -> tuple[Portion, dict[str, Any]]:
        """Return the part of the list that the request wants, and the filters. Raises ValidationFailed."""
        return portion_of(self.list_name, self.query())

    def precondition(self, tag_of: Callable[[Any], str] = no_tag) -> Precondition:
        """Read If-Match; ``tag_of`` returns the ETag that GET has of the object. Raises ValidationFailed."""
        return precondition(self.request._request, tag_of)

    def answer(self, data: Any, *, tag: str = "", status: int | None = None) -> HttpResponse:
        """Return the success envelope round ``data``, an instance of the operation's answer.

        ``tag`` is the ETag of the object that the answer is about, where that isn't the whole answer's. ``status`` is
        another good one than the operation's own, which has a shape of its own.
        """
        declared = self.operation
        shape = declared.answer if status is None else declared.also[status][0]
        body = enveloped(self.surface, data, shape)
        if not declared.changes:
            return read_answer(self.request._request, body, tag or strong_tag(body), declared.cache_control)
        headers = {"Content-Type": "application/json", "Cache-Control": declared.cache_control}
        return HttpResponse(body, status=status or declared.status, headers=headers | ({"ETag": tag} if tag else {}))
