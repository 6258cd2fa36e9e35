"""What became of the documents, as a plain value."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Outcome:
    """What the suite made of the documents; amounts in GBP, exact to the penny."""

    invoiced: dict = field(default_factory=dict)
    """{number: [signed totals of its posted invoices and credit notes]}"""
    held: dict = field(default_factory=dict)
    """{number: total} of the quotations that were not let through"""
    confirmed: set = field(default_factory=set)
    on_hand: dict = field(default_factory=dict)
    """{product key: pieces on the shelf}"""
    deliveries: int = 0
    linked_returns: int = 0
    free_returns: int = 0
    write_offs: int = 0
    written_off: dict = field(default_factory=dict)
    """{number: [what its write-off keeps of each line]}"""
    suggestions: int = 0
    unpaid: Decimal = Decimal()
