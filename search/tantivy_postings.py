"""Asks what tantivy keeps, and lets it rank."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import log
from typing import Any

from tantivy import DocAddress, FieldType, Occur, Query, Schema, SchemaBuilder, Searcher
from tantivy import Document as Entry

from search.holders import MOST_CHANGED, Holders
from search.index import Document, IndexBusy, IndexMoved, IndexUnusable
from search.lexicon import Lexicon
from search.plan import Alternative, Group, Stream
from search.ranking import SATURATION, Deadline
from search.snapshot import Snapshot
from search.stored import EDITION, STATE_KEY, State, Stored, unpack, unpack_state, unpack_wordings
from search.table import Table, numbers_in, set_of, union
from search.terms import GAP, terms_of
from search.titles import Titles
from search.wording import Wordings

BLANKS = "blanks"
"""Our name for the tokenizer that only parts at blanks."""

STREAMS = {Stream.STEM: "stem", Stream.FOLDED: "folded", Stream.EXACT: "exact"}

PHRASE = 0.7
"""tantivy adds up how rare the words of a phrase are, which makes more of them than the phrase itself is worth."""

FEW = 256
"""So many documents are named one by one to rank only them."""

TIE = 0.1
"""How much the alternatives of a term add to the best of them."""


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
        self._where: dict[int, DocAddress] = {}
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

    def look(self, deadline: Deadline) -> "TantivyLook":
        return TantivyLook(self, self._searcher, deadline)

    def holders(self, term: str, stream: Stream) -> int:
        return self.having(Alternative((term,), stream))

    def having(self, alternative: Alternative) -> int:
        """The set of documents that have a term, or several in sequence."""
        key = alternative.terms, alternative.stream
        found = self.known.get(key, self.generation)
        if found is None:
            with any_fault_is_damage():
                found = set_of(self._numbers(self.query(alternative)))
            self.known.put(key, self.generation, found)
        return found

    def frequency(self, term: str) -> int:
        with any_fault_is_damage():
            return self._searcher.doc_freq("stem", term)

    def ranked(self, query: Query, limit: int) -> list[tuple[float, int]]:
        """Scores and numbers of the documents that answer a query best."""
        hits = self._searcher.search(query, limit, count=False).hits
        addresses = [address for _, address in hits]
        numbers = self._searcher.fast_field_values("number", addresses)
        placed = zip(numbers, addresses, strict=True)
        self._where |= {int(number): address for number, address in placed if number is not None}
        found = [(score, int(number)) for number, (score, _) in zip(numbers, hits, strict=True) if number is not None]
        # Among equals, what came first is first.
        return sorted(found, key=lambda one: (-one[0], one[1]))

    def query(self, alternative: Alternative) -> Query:
        """Ask for a term, or several in sequence."""
        if len(alternative.terms) > 1:
            return Query.phrase_query(self._schema, "folded", list(alternative.terms))
        return Query.term_query(self._schema, STREAMS[alternative.stream], alternative.terms[0], "freq")

    def _numbers(self, query: Query) -> list[int]:
        numbers: list[Any] = self._searcher.fast_field_values("number", self._addresses(query))
        return [number for number in numbers if number is not None]

    def _there(self, number: int) -> tuple[Document, Entry]:
        with any_fault_is_damage():
            known = self._where.get(number)
            found = [known] if known else self._addresses(Query.term_query(self._schema, "number", number))
            for address in found:
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
        if len(changes) <= MOST_CHANGED and not before.known.is_full:
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


class TantivyLook:
    """What one question sees. tantivy is so fast that time is never up in the middle of what it does."""

    def __init__(self, snapshot: TantivySnapshot, searcher: Searcher, deadline: Deadline) -> None:
        self._snapshot = snapshot
        self._searcher = searcher
        self._schema = schema()
        self._most = max(1, searcher.num_docs)
        self._deadline = deadline
        self._is_partial = False

    @property
    def is_partial(self) -> bool:
        return self._is_partial

    def documents(self, groups: Sequence[Group]) -> int:
        found = 0
        for group in groups:
            if self._is_over():
                break
            found |= union(map(self._snapshot.having, group.alternatives))
        return found

    def best(self, groups: Sequence[Group], *, among: int, limit: int) -> list[tuple[float, int]]:
        wanted = among.bit_count()
        if not groups or not wanted or self._is_over():
            return []
        with any_fault_is_damage():
            query = Query.boolean_query([(Occur.Should, self._query(group)) for group in groups])
            if wanted <= max(FEW, limit):
                query = Query.boolean_query([(Occur.Must, query), (Occur.Must, self._only(among))])
                return self._snapshot.ranked(query, limit)
            # Most of the best are usually among those wanted; if not, more of them are.
            asked = 2 * limit
            while True:
                ranked = self._snapshot.ranked(query, min(asked, self._most))
                found = [one for one in ranked if among >> one[1] & 1]
                if len(found) >= limit or len(ranked) < asked:
                    return found[:limit]
                asked *= 8

    def _is_over(self) -> bool:
        self._is_partial |= self._deadline.is_over
        return self._is_partial

    def _query(self, group: Group) -> Query:
        """A group as one term: each alternative is lifted or held back to the rarity of all together."""
        if group.is_flat:
            return self._flat_query(group)
        rarities = [self._rarity(one) for one in group.alternatives]
        holders = min(self._most, sum(count for count, _ in rarities))
        together = self._idf(holders)
        queries = []
        for one, (count, query) in zip(group.alternatives, rarities, strict=True):
            share = together / self._idf(count) if len(one.terms) == 1 else PHRASE
            queries.append(Query.boost_query(query, group.weight * one.weight * share))
        return queries[0] if len(queries) == 1 else Query.disjunction_max_query(queries, TIE)

    def _only(self, among: int) -> Query:
        # Named one by one they are found four times as fast as by a query for a set of terms.
        numbers = [Query.term_query(self._schema, "number", number, "basic") for number in numbers_in(among)]
        return Query.const_score_query(Query.boolean_query([(Occur.Should, one) for one in numbers]), 0)

    def _flat_query(self, group: Group) -> Query:
        parts = [self._rarity(one) for one in group.alternatives]
        most = group.weight * (SATURATION + 1) * self._idf(min(self._most, sum(count for count, _ in parts)))
        return Query.const_score_query(Query.disjunction_max_query([query for _, query in parts]), most)

    def _rarity(self, alternative: Alternative) -> tuple[int, Query]:
        query = self._snapshot.query(alternative)
        if len(alternative.terms) > 1:
            return 0, query
        return self._searcher.doc_freq(STREAMS[alternative.stream], alternative.terms[0]), query

    def _idf(self, holders: int) -> float:
        return log(1 + (self._most - holders + 0.5) / (holders + 0.5))


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
