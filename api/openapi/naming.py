"""Names in the document: operation ids and tags from the path, component names from codes. Public, so never changed."""

import dataclasses
from typing import Final, get_origin, get_type_hints

from api.operations import Operation
from errors_docs.jsonform import camel

#: What stands for the base path, which has no words.
INDEX: Final = "index"


def operation_id(path: str, method: str, declared: Operation) -> str:
    """The path's words, then what is done: customersList, customersCreate, customersGet, accountCreditsHistoryList.

    A POST that creates nothing (its status isn't 201) is named by its path alone, whose last word is a verb:
    customersQuote, customersResendWelcome.
    """
    segments = (path.strip("/") or INDEX).split("/")
    words = [word for segment in segments if not segment.startswith("{") for word in segment.split("-") if word]
    return camel("_".join([*words, *_deed(path, method, declared)]))


def tag(path: str) -> str:
    """The first segment as a heading: Customers."""
    return (path.strip("/") or INDEX).split("/")[0].replace("-", " ").title()


def refusal_name(code: str) -> str:
    """INSUFFICIENT_CREDITS and insufficient_credits give InsufficientCredits, INTERNAL_ERROR gives Internal."""
    return "".join(word.capitalize() for word in code.lower().split("_")).removesuffix("Error")


def shape_name(shape: type) -> str:
    """CustomerAnswer is named so for our sake; to a client it is a Customer."""
    return shape.__name__.removesuffix("Answer")


def _deed(path: str, method: str, declared: Operation) -> list[str]:
    match method:
        case "GET" if not path.endswith("}") and _begins_with_list(declared.answer):
            return ["list"]
        case "POST":
            return ["create"] if declared.status == 201 else []
        case _:
            return [{"PATCH": "update", "PUT": "replace"}.get(method, method.lower())]


def _begins_with_list(answer: type) -> bool:
    if not dataclasses.is_dataclass(answer):
        return False
    first, *_ = dataclasses.fields(answer)
    return get_origin(get_type_hints(answer)[first.name]) is list
