"""Documents in many languages, one of them hidden."""

from search.index import Document, Text


def practice(id, title, body="", *, language="es", audience=("public",), practiced="", published="", **facets):
    several = {name: (value,) if isinstance(value, str) else value for name, value in facets.items()}
    text = {language: Text(title, "", body)}
    return Document(id, "practice", text, several, practiced, published, audience=audience)


DOCUMENTS = [
    practice(
        "vaccines",
        "Vacunación de niñas y niños migrantes",
        "Las brigadas llevan vacunas a la frontera. El año pasado llegaron lejos. " + "Otra frase larga. " * 40,
        country=("PE", "EC"),
        year=("2019", "2020"),
        practiced="2020-06-30",
        published="2021-02-01",
    ),
    practice(
        "trafficking",
        "Combatting trafficking in persons",
        "Safe houses at the border offer shelter and legal advice.",
        language="en",
        country="MX",
        year="2021",
        practiced="2021-03-31",
        published="2021-05-01",
    ),
    practice(
        "integration",
        "L’intégration des réfugiés",
        "Un accueil digne pour tous, dans la langue du pays.",
        language="fr",
        country="FR",
        year="2018",
        practiced="2018-12-31",
        published="2022-01-01",
    ),
    practice("anus", "Salud", "El ano y otras partes.", country="CO", published="2020-01-01"),
    practice("portuguese", "Proteção de crianças", "Vacinas na fronteira.", language="pt", country="BR", year="2020"),
    practice("chinese", "移民儿童疫苗接种", "在边境地区为移民儿童接种疫苗。", language="zh", country="CN"),
    practice("arabic", "تلقيح الأطفال المهاجرين", "نُقِلَتِ اللقاحات إلى الحدود.", language="ar", country="MA"),
    practice("russian", "Помощь мигрантам", "Миграция и права детей.", language="ru"),
    practice("draft", "Zanahoria secreta", "Vacunas sin revisar.", audience=("curators",), country="PE", year="2022"),
    Document(
        "translated",
        "project",
        {
            "es": Text("Formación de guardias", "", "Cursos de derechos humanos."),
            "en": Text("Training of border guards", "", "Courses on human rights."),
        },
        {"country": ("GT",), "primary_objective": ("11",), "secondary_objective": ("4",)},
    ),
]
