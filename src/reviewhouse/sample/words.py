"""Invented names: brands, product series and the handles of reviewers. None belongs to a company or a person."""


def _words(text: str, separator: str | None = None) -> tuple[str, ...]:
    return tuple(text.split(separator))


BRAND_STARTS = _words(
    "Alde Bexo Corv Dovre Elmi Fjal Gwen Hesk Ilvo Jorn Kesti Lunde Mirq Norva Oxli Pell Quin Rusk Sorve Tindr "
    "Uvel Varn Wexl Yarro Zelt Brack Cindl Drum Fenn Grav Harl Inkl Krest Larkm Mosk Nettl Orwin Prisk Rowl Silm"
)
BRAND_ENDS = _words("a ar by eld en er ia ik is lo mark ora ova qua ric sen tek tis vale well wick yn")
BRAND_FORMS = ("{}",) * 4 + ("{} Home", "{} Works", "{} Supply", "{} Craft", "{} Goods", "{} & Daughters")

SERIES = _words(
    "Aveline Borealis Calder Dunmoor Estral Farrow Glenwyth Hollin Ivora Juneberry Kallio Lorimel Mistral Nordhaven "
    "Ostrava Pembury Quillon Rivenna Solenne Thistledown Umbrel Vesterly Wyndle Xanther Yewtree Zephra"
)
TRAITS = _words(
    "Blue|Forest Green|Oatmeal|Charcoal|Set of 2|Set of 4|Small|Medium|Large|Extra Large|10&quot; Wide|6&#34; Deep|"
    "Lightweight|Classic|Second Edition|Travel Size|Black &amp; White|Caf&eacute; Style|Crème|naïve édition|Ø 24 cm|"
    '“Evergreen”|12 oz.|No. 7|Deluxe|Refurbished|Handmade|2-Pack|5" Model|Model B, boxed|<b>New</b>',
    "|",
)

HANDLE_STARTS = _words(
    "quiet early mossy copper windy salty tiny rainy lucky sleepy paper velvet northern purple rusty gentle "
    "sunday midnight wooden silver stray humble foggy curious café naïve"
)
HANDLE_ENDS = _words(
    "otter kettle maple harbor lantern badger pebble teapot comet fern biscuit heron thimble meadow anchor walnut "
    "sparrow puddle button cricket acorn mitten lighthouse gecko"
)
HANDLE_FORMS = (
    "{start}{end}",
    "{start}_{end}{number}",
    "{Start} {End}",
    "{End} {number}",
    '{Start} {End} "the {end} reader"',
    "{end}, {start}",
    "{Start}&#39;s {End}",
    "{start}.{end} ☕",
)
