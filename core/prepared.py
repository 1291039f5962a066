"""Compiled queries: querysets whose SQL is written once and then only filled in.

Django writes the SQL of a queryset anew each time, which takes it half a millisecond to one; for
most of ours PostgreSQL needs a fraction of that to answer (docs/decisions/013). What is asked at
every request is therefore compiled:

    @compiled
    def _of_id(user: User, pk: int) -> TaskQuerySet:
        return Task.objects.for_user(user).filter(pk=pk)

    task = _of_id(user, pk).first()

The function runs once, with `Given`s in the place of its arguments, so that the SQL cannot depend
on them: a list of any length is asked for by `__among`, and None, which SQL tells by another
operator, cannot be given.
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

Asked = ParamSpec("Asked")
Row = TypeVar("Row")


class Given(Value):
    """The place of an argument that is only known later."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup):
    """As `in`, with a list of whatever length as one parameter."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, before = self.process_lhs(compiler, connection)
        values, after = self.process_rhs(compiler, connection)
        return f"{column} = ANY({values})", (*before, *after)

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (_plain(value),)


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """A compiled query with its arguments, to be asked or made part of a larger statement."""

    model: type[Model]
    sql: str
    params: tuple[Any, ...]
    read: Callable[[list[tuple[Any, ...]]], list[Row]]

    def rows(self) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            return self.read(cursor.fetchall())

    def first(self) -> Row | None:
        """The first row, of a query that finds few."""
        return next(iter(self.rows()), None)


class PreparedQuery(Generic[Asked, Row]):
    """A queryset as a function of its arguments; all of them are given by position."""

    def __init__(self, build: Callable[Asked, QuerySet[Any, Row]]) -> None:
        update_wrapper(self, build)
        self.build = build
        self.written: Found[Row] | None = None

    def __call__(self, *given: Asked.args, **named: Asked.kwargs) -> Found[Row]:
        # Two threads may both write it: the same text, once more than necessary.
        written = self.written = self.written or self._write(len(given))
        values = [_plain(value) for value in given]
        if None in values:
            raise TypeError("A compiled query cannot be given None: SQL tells it otherwise.")
        params = [
            values[place.value] if isinstance(place, Given) else place for place in written.params
        ]
        return Found(written.model, written.sql, tuple(params), written.read)

    def _write(self, arguments: int) -> Found[Row]:
        places: Any = [Given(number) for number in range(arguments)]
        queryset = self.build(*places)  # type: ignore[call-arg]  # as many as were given
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        return Found(queryset.model, sql, tuple(params), _reader(queryset, compiler))


prepared = PreparedQuery


def _plain(value: Any) -> Any:
    """A value as psycopg knows it: of a row its key, of what holds several a list."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return list(value)
    return value


def _reader(
    queryset: QuerySet[Any, Row], compiler: SQLCompiler
) -> Callable[[list[tuple[Any, ...]]], list[Row]]:
    """What makes rows of the queryset from those of the database."""
    if issubclass(queryset._iterable_class, FlatValuesListIterable):
        return lambda rows: [row[0] for row in rows]
    converters = compiler.get_converters([column for column, _, _ in compiler.select])
    if issubclass(queryset._iterable_class, ValuesListIterable):
        return lambda rows: cast(list[Row], list(compiler.apply_converters(rows, converters)))
    info = cast(dict[str, Any], compiler.klass_info)
    names = [compiler.select[place][0].target.attname for place in info["select_fields"]]
    populators = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # stubs of Django 6
    width = len(names)

    def read(rows: list[tuple[Any, ...]]) -> list[Row]:
        found = []
        for row in compiler.apply_converters(rows, converters):
            one = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[:width])
            for populator in populators:
                populator.populate(row, one)
            found.append(one)
        return found

    return read
