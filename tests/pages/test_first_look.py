"""What of the style sheets a first page takes along; a browser looks at it in test_with_scripts.py."""

from knowledge.assets.first_look import at_rest


def test_what_cannot_be_seen_at_first_is_left_out():
    sheet = """@charset "utf-8";
        /* what people read */
        :root { --used: 1px; --only-read-by-the-unused: 2px; --unused: var(--only-read-by-the-unused) }
        a:hover, :is(a:focus, a:link) { color : red }
        a:not(:hover) { content: "a  ;}" }
        @media print { a { color: black } }
        @media (min-width: 1px) { dialog { color: red } p, video { margin: var(--used)  auto !important } }
        @keyframes turning { to { rotate: 1turn } }
    """
    assert at_rest(sheet) == (
        ":root{--used:1px}"
        ":is(a:focus, a:link){color:red}"
        'a:not(:hover){content:"a  ;}"}'
        "@media (min-width: 1px){p{margin:var(--used) auto!important}}"
    )
