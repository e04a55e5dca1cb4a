"""Tables that may be wider than a screen: each scrolls by itself, and says what it is."""

from __future__ import annotations

from html import escape


def table(
    caption: str, heads: str, rows: str, *, foot: str = "", kind: str = "beside", told: bool = False
) -> str:
    """Rows under their heads, both as HTML; unless it is `told`, the caption is for screen readers alone."""
    said = escape(caption)
    hidden = "" if told else ' class="visually-hidden"'
    return (
        f'<div class="scrolls" tabindex="0" role="region" aria-label="{said}"><table class="{kind}">'
        f"<caption{hidden}>{said}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody>{foot}</table></div>"
    )
