"""Prepared queries: querysets whose SQL is compiled once and then only filled with arguments.

Django compiles a queryset each time, which takes 0.5 to 1 ms; PostgreSQL answers most of ours in a
fraction of that (docs/decisions/013). Queries of every request are therefore prepared:

    @prepared
    def _by_id(user: User, pk: int) -> TaskQuerySet:
        return Task.objects.for_user(user).filter(pk=pk)

    task = _by_id(user, pk).first()

The function runs once, with `Parameter`s instead of arguments, so the SQL cannot depend on their
values. Use `__among` for a list of any length. None is not allowed: SQL needs `IS NULL` for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, ForeignObject, Lookup, Model, QuerySet, Value
from django.db.models.query import (
    FlatValuesListIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.models.sql.compiler import SQLCompiler

Params = ParamSpec("Params")
Row = TypeVar("Row")


class Parameter(Value):
    """A placeholder for the argument at a position."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup):
    """Like `in`, but passes a list of any length as one parameter (`= ANY`)."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        values, value_params = self.process_rhs(compiler, connection)
        return f"{column} = ANY({values})", (*column_params, *value_params)

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (_database_value(value),)


@dataclass(frozen=True, slots=True)
class BoundQuery(Generic[Row]):
    """A compiled query with its arguments, ready to run or to embed in a larger statement."""

    model: type[Model]
    sql: str
    params: tuple[Any, ...]
    read: Callable[[list[tuple[Any, ...]]], list[Row]]

    def rows(self) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            return self.read(cursor.fetchall())

    def first(self) -> Row | None:
        """Return the first row or None. Fetches all rows, so use it where few match."""
        return next(iter(self.rows()), None)


class PreparedQuery(Generic[Params, Row]):
    """A queryset as a function of its arguments, which are positional."""

    def __init__(self, build: Callable[Params, QuerySet[Any, Row]]) -> None:
        update_wrapper(self, build)
        self.build = build
        self.compiled: BoundQuery[Row] | None = None

    def __call__(self, *args: Params.args, **kwargs: Params.kwargs) -> BoundQuery[Row]:
        # Two threads may both compile it; the result is the same.
        compiled = self.compiled = self.compiled or self._compile(len(args))
        values = [_database_value(value) for value in args]
        if None in values:
            raise TypeError("A prepared query takes no None: SQL needs IS NULL for it.")
        params = [
            values[param.value] if isinstance(param, Parameter) else param
            for param in compiled.params
        ]
        return BoundQuery(compiled.model, compiled.sql, tuple(params), compiled.read)

    def _compile(self, count: int) -> BoundQuery[Row]:
        parameters: Any = [Parameter(position) for position in range(count)]
        queryset = self.build(*parameters)  # type: ignore[call-arg]  # one for each argument
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        return BoundQuery(queryset.model, sql, tuple(params), _row_reader(queryset, compiler))


prepared = PreparedQuery


def _database_value(value: Any) -> Any:
    """Return a value that psycopg accepts: a model's key, a collection as a list."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return list(value)
    return value


def _row_reader(
    queryset: QuerySet[Any, Row], compiler: SQLCompiler
) -> Callable[[list[tuple[Any, ...]]], list[Row]]:
    """Return a function that turns database rows into rows of the queryset."""
    if issubclass(queryset._iterable_class, FlatValuesListIterable):
        return lambda rows: [row[0] for row in rows]
    converters = compiler.get_converters([column for column, _, _ in compiler.select])
    if issubclass(queryset._iterable_class, ValuesListIterable):
        return lambda rows: cast(list[Row], list(compiler.apply_converters(rows, converters)))
    info = cast(dict[str, Any], compiler.klass_info)
    names = [compiler.select[index][0].target.attname for index in info["select_fields"]]
    populators = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # stubs of Django 6
    width = len(names)

    def read(rows: list[tuple[Any, ...]]) -> list[Row]:
        instances = []
        for row in compiler.apply_converters(rows, converters):
            instance = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[:width])
            for populator in populators:
                populator.populate(row, instance)
            instances.append(instance)
        return instances

    return read
