"""Cuts a stretch of documents into waves that may be handled as one batch.

Within a wave no customer comes twice, so judging the wave's credit at once gives
the same answers as judging its documents one after the other.
"""

MAX_DOCUMENTS = 25
MAX_LINES = 400


def waves(documents, max_documents=MAX_DOCUMENTS, max_lines=MAX_LINES):
    """Yield lists of consecutive documents of one date, no customer twice.

    Documents without a customer never owe anything and may come in any number.
    """
    wave, customers, lines = [], set(), 0
    for document in documents:
        full = len(wave) >= max_documents or lines + len(document.lines) > max_lines
        again = document.customer and document.customer in customers
        if wave and (full or again or wave[0].stamp.date() != document.stamp.date()):
            yield wave
            wave, customers, lines = [], set(), 0
        wave.append(document)
        customers.add(document.customer)
        lines += len(document.lines)
    if wave:
        yield wave
