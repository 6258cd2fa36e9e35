"""Which earlier sale each cancelled row returns, in exact pieces and without Odoo.

The published counts ask only whether a row is covered. Here its pieces are taken from
sales, oldest first, so that it can be checked that no sale takes back more than it
gave.
"""

from collections import defaultdict

from .reader import returns


def sources(lines):
    """Return {row: [(row of the sale, pieces)]}; a row that nothing covers: [].

    Rows without customer are not judged and not told.

    :param lines: in the order of the file
    """
    covered = returns(lines)
    sold, found = defaultdict(list), {}
    for line in lines:
        key = (line.customer, line.key)
        if line.row in covered:
            found[line.row] = []
            if covered[line.row]:
                found[line.row] = _take(sold[key], -line.quantity)
        elif line.customer and line.number[:1].upper() != "C" and line.quantity > 0:
            sold[key].append([line.row, line.quantity])
    return found


def _take(sales, pieces):
    """Take `pieces` from `sales`, oldest first, and return [(row, pieces)]."""
    parts = []
    for sale in sales:
        taken = min(pieces, sale[1])
        if taken > 0:
            sale[1] -= taken
            pieces -= taken
            parts.append((sale[0], taken))
    return parts
