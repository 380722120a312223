"""The words a sentence is held together by: they say how it is built, not what it is about.

Folded, by language. Left out is what means something else to readers of the same language: *sur* (the south) and
*sin* in Spanish, *est* (the east) in French, *São* in Portuguese, *WHO* and *May* in English.
"""

from collections.abc import Sequence

FUNCTION_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
            a an the of in on at by for from to with into about as between during through than
            and or but if because while when where why how what which whose whom that this these those there
            i you he she it we they me him her them my your his its our their
            is are was were be been being am do does did has have had having
            can could will would shall should must not no so such also any some
        """,
        "es": """
            el la los las lo un una unos unas a al ante con de del desde durante en entre hacia hasta mediante para por
            segun sobre tras y e o u ni pero sino que si porque como cuando donde aunque mientras
            yo tu ella ello nosotros ellos ellas me te se nos le les su sus mi mis tus
            este esta esto estos estas ese esa eso esos esas aquel aquella aquello aquellos aquellas
            quien quienes cual cuales cuyo cuya cuyos cuyas cuanto cuanta cuantos cuantas
            es son fue fueron era eran ser sido siendo ha han habia habian haber hay estan estaba estaban estar
            no muy mas tambien ya tan
        """,
        "fr": """
            le la les l un une des du de d au aux a en dans par pour sur avec chez entre vers depuis pendant sous
            et ou mais donc ni que qu si comme quand lorsque parce puisque dont qui quoi quel quelle quels quelles
            lequel laquelle lesquels lesquelles comment combien pourquoi
            je j tu il elle nous vous ils elles on me m te t se s lui leur leurs y ce c cet cette ces cela ca
            mon ma mes ton ta tes son sa ses notre nos votre vos
            sont etait etaient etre ont avait avaient avoir ne n pas plus tres aussi
        """,
        "pt": """
            o a os as um uma uns umas de do da dos das em no na nos nas num numa ao aos por pelo pela pelos pelas para
            com entre ate desde durante sobre e ou mas nem que se porque como quando onde
            quem qual quais quanto quanta quantos quantas cujo cuja cujos cujas
            eu ele ela eles elas me te lhe lhes seu sua seus suas meu minha
            este esta isto estes estas esse essa isso esses essas aquele aquela aquilo aqueles aquelas
            neste nesta nesse nessa deste desta desse dessa
            foi foram era eram ser sido sendo ha havia estao estava estavam estar nao mais muito tambem ja
        """,
    }.items()
}

SENTENCE = 2
"""So many function words tell that a query is in a language other than that of the reader."""


def telling_words(folded: Sequence[str], speaks: str) -> frozenset[str]:
    """Which words of a query say what it is about; all of them if none does."""
    every = frozenset(folded)
    return every - _function_words(every, speaks) or every


def _function_words(folded: frozenset[str], speaks: str) -> frozenset[str]:
    """Those of the language most of them belong to.

    Where several languages have as many, the reader's is meant, or else what all of them agree on.
    """
    found = {language: known & folded for language, known in FUNCTION_WORDS.items()}
    most = max(map(len, found.values()))
    likely = {language: words for language, words in found.items() if len(words) == most}
    if speaks in likely:
        return likely[speaks]
    if speaks in FUNCTION_WORDS and most < SENTENCE:
        return frozenset()
    return frozenset.intersection(*likely.values())
