"""The faults that can be put into a Python file."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from scripts.mutants.mutant import Mutant

#: What takes the place of an operator.
OTHERS: Final = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "==": "!=",
    "!=": "==",
    "is": "is not",
    "is not": "is",
    "in": "not in",
    "not in": "in",
    "and": "or",
    "or": "and",
    "+": "-",
    "-": "+",
    "*": "+",
    "/": "*",
    "//": "*",
    "%": "+",
}
#: Calls of which an argument can be left out: what a query asks for or writes.
QUERIES: Final = frozenset({"Q", "exclude", "filter", "get", "order_by", "select_for_update", "update"})
FIELD: Final = re.compile(r"\{[^{}]+\}")


class Faults(ast.NodeVisitor):
    """Collects the faults of one file."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text, self.found = path, text, list[Mutant]()
        # The syntax tree counts columns in bytes.
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.lines = [line.encode() for line in text.splitlines(keepends=True)]

    def place(self, line: int, column: int) -> int:
        return self.starts[line - 1] + len(self.lines[line - 1][:column].decode())

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.place(node.lineno, node.col_offset), self.place(node.end_lineno, node.end_col_offset)

    def add(self, start: int, end: int, replacement: str) -> None:
        self.found.append(Mutant(self.path, start, end, replacement))

    def replace(self, node: ast.expr | ast.stmt, replacement: str) -> None:
        self.add(*self.span(node), replacement)

    def swap_between(self, left: ast.expr, right: ast.expr) -> None:
        """Put another operator where one is between two operands."""
        start, end = self.span(left)[1], self.span(right)[0]
        match = re.search(r"is not|not in|is|in|and|or|[<>=!]=|//|[-+*/%<>]", self.text[start:end])
        if match and match[0] in OTHERS:
            self.add(start + match.start(), start + match.end(), OTHERS[match[0]])

    def negate(self, test: ast.expr) -> None:
        start, end = self.span(test)
        self.add(start, end, f"not ({self.text[start:end]})")

    def drop_each(self, nodes: list[ast.expr]) -> None:
        """Leave out one of several, with the comma before or after it."""
        spans = [self.span(node) for node in nodes]
        for place, (start, end) in enumerate(spans):
            if place:
                self.add(spans[place - 1][1], end, "")
            else:
                self.add(start, spans[1][0], "")

    # What has no fault worth a test: imports, types, what describes a class, texts.
    def visit_Import(self, node: ast.Import) -> None: ...

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None: ...

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for child in node.body:
            self.visit(child)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name != "__str__":
            for child in (*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body):
                self.visit(child)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self.replace(node, "pass")
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if isinstance(node.targets[0], ast.Attribute):
            self.replace(node, "pass")
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.replace(node, "pass")
        self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        self.replace(node, "pass")

    def visit_Assert(self, node: ast.Assert) -> None: ...

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            self.replace(node.value, "None")
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        self.negate(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.negate(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self.negate(test)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        for left, right in pairwise([node.left, *node.comparators]):
            self.swap_between(left, right)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        for left, right in pairwise(node.values):
            self.swap_between(left, right)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        texts = (ast.JoinedStr, ast.Constant)
        if not (isinstance(node.left, texts) and isinstance(getattr(node.left, "value", ""), str)):
            self.swap_between(node.left, node.right)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not | ast.USub):
            self.replace(node, self.text[slice(*self.span(node.operand))])
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self.replace(node, str(not node.value))
        elif isinstance(node.value, int):
            self.replace(node, str(node.value + 1))

    def visit_Tuple(self, node: ast.Tuple) -> None:
        if len(node.elts) > 1 and all(isinstance(one, ast.Constant) for one in node.elts):
            self.drop_each(node.elts)
        self.generic_visit(node)

    def visit_List(self, node: ast.List) -> None:
        self.visit_Tuple(ast.copy_location(ast.Tuple(node.elts, node.ctx), node))

    def visit_Set(self, node: ast.Set) -> None:
        self.visit_Tuple(ast.copy_location(ast.Tuple(node.elts, ast.Load()), node))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        start, end = self.span(node)
        for match in FIELD.finditer(self.text, start, end):
            self.add(match.start(), match.end(), "")

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        arguments: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
        if name in QUERIES and len(arguments) > 1:
            self._drop_arguments(arguments)
        self.generic_visit(node)

    def _drop_arguments(self, arguments: list[ast.expr | ast.keyword]) -> None:
        spans = [self.span(one) for one in arguments]
        for place, (start, end) in enumerate(spans):
            self.add(spans[place - 1][1] if place else start, end if place else spans[1][0], "")


def faults_of(path: str, text: str) -> Iterator[Mutant]:
    """Yield the faults of a file, in their order; a few leave a file that doesn't compile."""
    faults = Faults(path, text)
    faults.visit(ast.parse(text))
    yield from sorted(set(faults.found))
