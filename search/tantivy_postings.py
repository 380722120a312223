"""Asks what tantivy keeps, and what documents score with it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from tantivy import DocAddress, FieldType, Occur, Query, Schema, SchemaBuilder, Searcher
from tantivy import Document as Entry

from search.holders import MOST_CHANGED, NOBODY, Held, Holders
from search.index import Document, IndexBusy, IndexMoved, IndexUnusable
from search.lexicon import Lexicon
from search.plan import Alternative, Stream
from search.ranking import Deadline
from search.snapshot import Snapshot
from search.stored import EDITION, STATE_KEY, State, Stored, unpack, unpack_state, unpack_wordings
from search.table import Table, numbers_in, set_of
from search.tantivy_look import TantivyLook
from search.terms import GAP, terms_of
from search.titles import Titles
from search.wording import Wordings

BLANKS = "blanks"
"""Our name for the tokenizer that only parts at blanks."""

STREAMS = {Stream.STEM: "stem", Stream.FOLDED: "folded", Stream.EXACT: "exact"}


def schema() -> Schema:
    """What the index keeps of a document."""
    builder = SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("batch", indexed=True, fast=True)
    builder.add_unsigned_field("number", indexed=True, fast=True)
    builder.add_text_field("stem", tokenizer_name=BLANKS, index_option="freq")
    builder.add_text_field("folded", tokenizer_name=BLANKS, index_option="position")
    builder.add_text_field("exact", tokenizer_name=BLANKS, index_option="freq")
    builder.add_bytes_field("packed", stored=True)
    builder.add_bytes_field("wordings", stored=True)
    return builder.build()


def entry(*, key: str, packed: bytes, batch: int = 0, number: int | None = None) -> Entry:
    """A document as tantivy takes it, without its terms."""
    made = Entry()
    made.add_text("key", key)
    made.add_unsigned("batch", batch)
    if number is not None:
        made.add_unsigned("number", number)
    made.add_bytes("packed", packed)
    return made


class TantivySnapshot(Snapshot):
    """What a searcher sees, with a table kept in step by reading what changed."""

    def __init__(self, searcher: Searcher, before: "TantivySnapshot | None") -> None:
        self._searcher = searcher
        self._schema = schema()
        self._most = max(1, searcher.num_docs)
        self.known, self.generation = Holders(), 0
        self.state = self._read_state()
        self.position = self.state.position
        if before:
            changes = dict(self._stored(self._batches(before.state.batch + 1, self.state.batch)))
            self.table = before.table.with_changes({number: stored.row for number, stored in changes.items()})
            self.lexicon, self.titles = before.lexicon, before.titles
            self.titles.add((number, self.table.rows[number]) for number in changes)
            self._follow(before, changes)
        else:
            everything = self._stored(self._batches(1, self.state.batch))
            self.table = Table().with_changes({number: stored.row for number, stored in everything})
            self.titles = Titles(self.table)
            words = searcher.terms_with_prefix("exact", "", None, None)
            self.lexicon = Lexicon({word: count for word, count in words if word != GAP})

    def document(self, number: int) -> Document:
        return self._there(number)[0]

    def worded(self, number: int) -> tuple[Document, Wordings]:
        document, kept = self._there(number)
        with any_fault_is_damage():
            wordings: Any = kept.get_first("wordings")
            return document, unpack_wordings(bytes(wordings))

    def look(self, deadline: Deadline) -> TantivyLook:
        return TantivyLook(self, deadline, size=len(self.table.rows), count=self._most)

    def holders(self, term: str, stream: Stream) -> int:
        return set_of(self.held(Alternative((term,), stream)).numbers)

    def frequency(self, term: str) -> int:
        with any_fault_is_damage():
            return self._searcher.doc_freq("stem", term)

    def held(self, alternative: Alternative) -> Held:
        key = alternative.terms, alternative.stream
        known = self.known.get(key, self.generation)
        if known is None:
            held = self._held(alternative)
        else:
            held, touched, asked = known
            if not touched:
                return held
            held = held.changed(touched, self.held_among([(alternative, 1)], asked) if asked else NOBODY)
        self.known.put(key, self.generation, held)
        return held

    def held_among(self, weighed: Sequence[tuple[Alternative, float]], among: int) -> Held:
        # Named one by one they are found four times as fast as by a query for a set of terms.
        numbers = [Query.term_query(self._schema, "number", number, "basic") for number in numbers_in(among)]
        only = Query.const_score_query(Query.boolean_query([(Occur.Should, one) for one in numbers]), 0)
        with any_fault_is_damage():
            sought = [(Occur.Should, Query.boost_query(self._query(one), weight)) for one, weight in weighed]
            return self._scored(
                Query.boolean_query([(Occur.Must, Query.boolean_query(sought)), (Occur.Must, only)]), len(numbers), 0
            )

    def _held(self, alternative: Alternative) -> Held:
        with any_fault_is_damage():
            if len(alternative.terms) > 1:
                return self._scored(self._query(alternative), self._most, 0)
            count = self._searcher.doc_freq(STREAMS[alternative.stream], alternative.terms[0])
            return self._scored(self._query(alternative), count, count) if count else NOBODY

    def _query(self, alternative: Alternative) -> Query:
        """Ask for a term, or several in sequence; an exact form counts once however often it stands there."""
        if len(alternative.terms) > 1:
            return Query.phrase_query(self._schema, "folded", list(alternative.terms))
        query = Query.term_query(self._schema, STREAMS[alternative.stream], alternative.terms[0], "freq")
        return Query.const_score_query(query, 1) if alternative.stream is Stream.EXACT else query

    def _scored(self, query: Query, limit: int, count: int) -> Held:
        hits = self._searcher.search(query, limit, count=False).hits
        if not hits:
            return NOBODY
        scores, addresses = zip(*hits, strict=True)
        numbers: list[Any] = self._searcher.fast_field_values("number", list(addresses))
        return Held.of(np.array(numbers, np.int32), np.array(scores, np.float32), count)

    def _there(self, number: int) -> tuple[Document, Entry]:
        with any_fault_is_damage():
            for address in self._addresses(Query.term_query(self._schema, "number", number)):
                kept = self._searcher.doc(address)
                packed: Any = kept.get_first("packed")
                if document := unpack(bytes(packed)).document:
                    return document, kept
        raise IndexUnusable(f"document {number} is counted, but cannot be found")

    def _follow(self, before: "TantivySnapshot", changes: Mapping[int, Stored]) -> None:
        """Know what was known before, as far as it is still true."""
        terms = {number: terms_of(stored.document) for number, stored in changes.items() if stored.document}
        for one in terms.values():
            self.lexicon.add(one.spellings())
        if len(changes) <= MOST_CHANGED and not before.known.is_full(self.table.count):
            self.known = before.known
            self.generation = self.known.change(set_of(changes), terms)

    def _batches(self, first: int, last: int) -> Query:
        return Query.range_query(self._schema, "batch", FieldType.Unsigned, first, last)

    def _stored(self, query: Query) -> Iterator[tuple[int, Stored]]:
        addresses = self._addresses(query)
        for number, address in zip(self._searcher.fast_field_values("number", addresses), addresses, strict=True):
            if number is not None:
                yield int(number), unpack(self._packed(address))

    def _addresses(self, query: Query) -> list[DocAddress]:
        hits = self._searcher.search(Query.const_score_query(query, 1), self._most, count=False).hits
        return [address for _, address in hits]

    def _packed(self, address: DocAddress) -> bytes:
        packed: Any = self._searcher.doc(address).get_first("packed")
        return bytes(packed)

    def _read_state(self) -> State:
        for address in self._addresses(Query.term_query(self._schema, "key", STATE_KEY)):
            state = unpack_state(self._packed(address))
            if state.edition != EDITION:
                raise IndexUnusable(f"the index is of edition {state.edition}, this is {EDITION}")
            return state
        raise IndexUnusable("the index does not say where it stands")


@contextmanager
def any_fault_is_damage() -> Iterator[None]:
    """Turn whatever tantivy raises into IndexUnusable."""
    try:
        yield
    except (IndexUnusable, IndexBusy, IndexMoved):
        raise
    except Exception as error:
        raise IndexUnusable(f"the index is damaged: {error!r}") from error
    except BaseException as error:
        # What goes wrong inside the engine arrives as a panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise IndexUnusable(f"the index is damaged: {error!r}") from error
