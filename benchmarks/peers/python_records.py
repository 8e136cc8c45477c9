"""the records of the figures, as dataclasses"""

import datetime
import decimal
import uuid
from dataclasses import dataclass, replace


@dataclass
class OrderLine:
    product: str
    quantity: int


@dataclass
class Order:
    id: int
    name: str
    lines: list


@dataclass
class Row:
    id: int
    stamp: int
    weight: float
    price: decimal.Decimal
    is_open: bool
    day: datetime.datetime
    key: uuid.UUID
    name: str
    city: str
    weekday: int


ROW = Row(7, 1 << 40, 1.25, decimal.Decimal("12.50"), True, datetime.datetime(2026, 11, 29, 12, 0, 0, tzinfo=datetime.timezone.utc),
          uuid.UUID("a1a2a3a4-b1b2-c1c2-d1d2-d3d4d5d6d7d8"), "Ada Lovelace", "London", 6)


def make_order(number):
    return Order(number, f"order number {number:08}", [OrderLine("first", number), OrderLine("second", 1)])


def numbered(order):
    return replace(order, id=order.id + len(order.lines))


def id_of(row):
    return row.id
