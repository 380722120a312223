"""The shapes of what the search is asked and of what it answers."""

from marshmallow import Schema, fields, validate
from webargs.fields import DelimitedList

from knowledge.api.fields import Moment
from knowledge.private.saved_searches import Frequency
from knowledge.searching import COUNTED, KINDS
from search.index import Sort
from search.query import FIRST_YEAR, LAST_YEAR

LONGEST_VALUE = 300
MOST_VALUES = 50
MOST_HITS = 50
MOST_SUGGESTIONS = 20


def _values(description: str, check: validate.Validator | None = None) -> fields.List[str]:
    """Give a filter, whose values are alternatives."""
    one = fields.String(validate=check or validate.Length(max=LONGEST_VALUE))
    return fields.List(
        one,
        validate=validate.Length(max=MOST_VALUES),
        metadata={"description": f"{description} Give it again for each value; one of them is enough."},
    )


def _year(description: str) -> fields.Integer:
    return fields.Integer(validate=validate.Range(min=FIRST_YEAR, max=LAST_YEAR), metadata={"description": description})


class FiltersSchema(Schema):
    """What is searched for, as it can be kept."""

    q = fields.String(
        load_default="",
        metadata={
            "description": 'Words, "phrases", -excluded words, field:value, OR, prefix*, year:2018..2021. '
            "Any text is understood; its first 600 characters are read.",
        },
    )
    kind = _values("What it is; `practice` stands for all three kinds of practices.", validate.OneOf(KINDS))
    objective = _values("An objective of the Compact, primary or secondary, e.g. GCM-15.")
    primary_objective = _values("An objective that is a primary one.")
    secondary_objective = _values("An objective that is a secondary one.")
    principle = _values("A guiding principle.")
    sdg = _values("A Sustainable Development Goal, 1 to 17.")
    country = _values("ISO 3166-1 alpha-2.")
    region = _values("M49.")
    implementer = _values("The main implementer.")
    type = _values("The type of practice.")
    year = fields.List(
        fields.Integer(validate=validate.Range(min=FIRST_YEAR, max=LAST_YEAR)),
        validate=validate.Length(max=MOST_VALUES),
        metadata={"description": "A year in which it happened or went on."},
    )
    year_from = _year("The first year of a range.")
    year_to = _year("The last year of a range.")
    language = fields.String(
        validate=validate.Length(max=LONGEST_VALUE), metadata={"description": "Only what is in this language (BCP 47)."}
    )
    lang = fields.String(
        validate=validate.Length(max=LONGEST_VALUE),
        metadata={"description": "The language you speak: hits are shown in it where there is a choice."},
    )


class FeedQuery(FiltersSchema):
    """What a feed tells."""


class SearchQuery(FiltersSchema):
    """What is searched for, and which part of it to show."""

    facets = DelimitedList(
        fields.String(validate=validate.OneOf(COUNTED)),
        load_default=list,
        metadata={"description": "What to count hits by, separated by commas."},
    )
    sort = fields.Enum(
        Sort,
        by_value=True,
        load_default=Sort.RELEVANCE,
        metadata={"description": "What comes first. Without words, relevance means what was published last."},
    )
    cursor = fields.String(metadata={"description": "From `next` of the page before."})
    limit = fields.Integer(
        load_default=10,
        validate=validate.Range(min=1, max=MOST_HITS),
        metadata={"description": f"How many at most, up to {MOST_HITS}."},
    )


class SuggestQuery(Schema):
    """What has been typed so far."""

    q = fields.String(required=True)
    limit = fields.Integer(load_default=8, validate=validate.Range(min=1, max=MOST_SUGGESTIONS))


class SimilarQuery(Schema):
    """How many to list."""

    limit = fields.Integer(load_default=5, validate=validate.Range(min=1, max=MOST_SUGGESTIONS))


class MarkedSchema(Schema):
    """Text, and the ranges of it that answer: first character and the one after the last, counted from 0."""

    text = fields.String(required=True)
    marks = fields.List(fields.List(fields.Integer()), required=True)


class HitSchema(Schema):
    """Something that was found, shown in `language`; `practiced` is the last day on which it surely went on."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    address = fields.String(required=True, metadata={"format": "uri-reference"})
    language = fields.String(required=True)
    languages = fields.List(fields.String(), required=True)
    title = fields.Nested(MarkedSchema, required=True)
    passages = fields.List(fields.Nested(MarkedSchema), required=True)
    facets = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)
    archived = fields.Boolean(required=True, metadata={"description": "Whether it is marked as outdated."})
    practiced = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    published_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    updated_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    score = fields.Float(required=True)


class ValueSchema(Schema):
    """One value of a facet, and how many hits have it, the filter on the facet itself left aside."""

    value = fields.String(required=True)
    count = fields.Integer(required=True)


class KnownSchema(Schema):
    """As of when it is true: the position of the log up to which the index is built, and how many events it lacks."""

    known_at = fields.Integer(required=True)
    lag = fields.Integer(required=True)


class FoundSchema(KnownSchema):
    """A page of what was found. `forgiven`: words nobody uses, and what was looked for instead."""

    q = fields.String(required=True)
    total = fields.Integer(required=True)
    results = fields.List(fields.Nested(HitSchema), required=True)
    facets = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(ValueSchema)), required=True)
    did_you_mean = fields.String(required=True, allow_none=True)
    forgiven = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)
    loosened = fields.Boolean(
        required=True, metadata={"description": "Nothing has the phrases; their words were looked for."}
    )
    incomplete = fields.Boolean(required=True, metadata={"description": "Time was up before everything was looked at."})
    next = fields.String(
        required=True, allow_none=True, metadata={"description": "The cursor of the next page, null on the last."}
    )


class SuggestionSchema(Schema):
    """How what is being typed could go on; `address` where it is the title of something."""

    text = fields.String(required=True)
    address = fields.String(required=True, allow_none=True)


class SuggestionsSchema(KnownSchema):
    """Words and titles."""

    suggestions = fields.List(fields.Nested(SuggestionSchema), required=True)


class SimilarSchema(KnownSchema):
    """Practices about the same, the nearest first."""

    results = fields.List(fields.Nested(HitSchema), required=True)


class SaveRequest(Schema):
    """A search to keep."""

    name = fields.String(required=True, validate=validate.Regexp(r"(?s)(?=.*\S).{1,200}\Z"))
    query = fields.Nested(FiltersSchema, required=True)
    frequency = fields.Enum(
        Frequency,
        by_value=True,
        load_default=Frequency.NEVER,
        metadata={"description": "How often to be told of what is new."},
    )


class SavedSearchSchema(Schema):
    """A search that one keeps; what was published after `looked_at` is new."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    query = fields.Nested(FiltersSchema, required=True)
    frequency = fields.Enum(Frequency, by_value=True, required=True)
    created_at = fields.String(required=True, metadata={"format": "date-time"})
    looked_at = fields.String(required=True, metadata={"format": "date-time"})


class SavedSearchesSchema(Schema):
    """The searches that one keeps."""

    results = fields.List(fields.Nested(SavedSearchSchema), required=True)


class NewQuery(Schema):
    """Which part of what is new to show."""

    cursor = fields.String(metadata={"description": "From `next` of the page before."})
    limit = fields.Integer(load_default=10, validate=validate.Range(min=1, max=MOST_HITS))


class NewSchema(FoundSchema):
    """What was published between two times."""

    since = fields.String(required=True, metadata={"format": "date-time"})
    until = fields.String(required=True, metadata={"format": "date-time"})


class LookRequest(Schema):
    """Up to when one has seen what is new."""

    until = Moment(required=True, metadata={"format": "date-time"})
