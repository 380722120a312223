"""Which columns of an export are which fields, whatever they are called there and in whichever language."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from slugify import slugify

from domain.catalogue.practice_content import TRANSLATABLE
from domain.errors import InvalidField, Told

FIELDS: Mapping[str, str] = {
    "key": "id nid node_id practice_id identifier uuid row_key clave cle",
    "slug": "path alias",
    "url": "permalink page original_url",
    "kind": "submission_type practice_kind",
    "language": "lang langcode idioma langue lingua original_language",
    "title": "name practice_title title_of_practice titulo titre",
    "summary": "abstract short_description resumen resume resumo",
    "detailed_information": "body text details description detailed_description full_text descripcion descricao",
    "benefit_and_impact": "benefit benefits impact results benefits_and_impact resultados resultats impacto",
    "key_lessons": "lessons lessons_learned lecciones_aprendidas lecons_apprises licoes_aprendidas",
    "recommendations": "recommendations_if_replicated replicability replication recomendaciones recommandations",
    "innovation": "innovativeness innovacion inovacao",
    "primary_objectives": "primary_gcm_objectives primary_objective gcm_objectives gcm_objective objectives objective"
    " objetivos objectifs",
    "secondary_objectives": "secondary_gcm_objectives secondary_objective",
    "principles": "guiding_principles gcm_guiding_principles principios principes",
    "sdgs": "sdg sustainable_development_goals ods odd",
    "dates": "date period years duration periodo periode fechas",
    "start": "start_date date_start from begin starts inicio debut",
    "end": "end_date date_end to until ends fin fim",
    "type": "type_of_practice practice_type tipo",
    "countries": "country geographic_scope paises pays pais",
    "regions": "region regiones regioes",
    "is_global": "global global_scope worldwide",
    "place": "sub_national_level subnational city location lugar lieu local",
    "implementer": "main_implementing_organization main_implementer implementing_organization organization"
    " organizacion organisation entidad_ejecutora",
    "partners": "implementing_partners partner implementing_partners_and_donors socios partenaires parceiros",
    "donors": "donor funders funder funding donantes bailleurs doadores",
    "links": "link additional_resources resources website websites enlaces liens",
    "licence": "license licencia licenca",
}
"""Each field, and what else its column may be called: in small letters, with `_` for all that is no letter or digit."""

OURS = frozenset({"address", "digest", "edition", "files", "published"})
"""What our own tables say beside, and is not taken over."""
LANGUAGES = ("en", "es", "fr", "pt", "ar", "ru", "zh")
ANY = ""
"""The language of a cell whose column names none."""

Cells = dict[str, dict[str, Any]]
"""Values by field and language."""

_SUFFIX = re.compile(rf"(?P<name>.+)_(?P<language>{'|'.join(LANGUAGES)})")


class Columns:
    """The columns of one file."""

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        """Know the usual names, and those of the user: `given` maps names of columns to fields.

        Raises:
            InvalidField: there is no such field.
        """
        for name, field in (given or {}).items():
            if field not in FIELDS:
                raise InvalidField(
                    Told("{given!r} is none of {known}.", given=field, known=", ".join(FIELDS)), field=name
                )
        self._given = {_folded(name): field for name, field in (given or {}).items()}
        self.ignored: set[str] = set()

    def sort(self, cells: Mapping[str, Any]) -> Cells:
        """Sort the cells of a row by field and language; those of unknown columns are left out, and noted."""
        sorted_cells: Cells = {}
        for name, value in cells.items():
            if value is None or value in ("", [], {}):
                continue
            field, language = self._field_of(str(name))
            if not field:
                continue
            by_language = sorted_cells.setdefault(field, {})
            if isinstance(value, dict):
                by_language.update({_language(key): inner for key, inner in value.items() if inner})
            else:
                by_language.setdefault(language, value)
        return sorted_cells

    def _field_of(self, name: str) -> tuple[str, str]:
        folded = _folded(name)
        field, language = self._named(folded), ANY
        if not field and (found := _SUFFIX.fullmatch(folded)):
            field, language = self._named(found["name"]), found["language"]
        if not field and folded not in OURS:
            self.ignored.add(name)
        return field, language

    def _named(self, folded: str) -> str:
        return self._given.get(folded) or _known().get(folded, "")


def is_text(field: str) -> bool:
    """Tell whether a field is text that is translated."""
    return field in TRANSLATABLE


def _language(key: object) -> str:
    return str(key).strip().replace("_", "-").partition("-")[0].lower()


@cache
def _folded(name: str) -> str:
    return slugify(name, separator="_")


@cache
def _known() -> Mapping[str, str]:
    known = {field: field for field in FIELDS}
    for field, others in FIELDS.items():
        known.update(dict.fromkeys(others.split(), field))
    return known
