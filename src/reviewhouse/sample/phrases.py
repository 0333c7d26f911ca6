"""What reviewers of the invented shop write, by mood, and what the shop writes about its products.

Words in braces are slots (see SLOTS); `{noun}` is the kind of product, known only to openings and summaries.
Some phrases carry the dirt of real feeds on purpose: HTML entities and tags, quotes, accents, emoji.
"""

MOODS = ("unhappy", "torn", "happy")

SLOTS = {
    "part": "finish|handle|stitching|packaging|size|colour|surface|lid|fit|sound|smell|weight|edge|base|label|seam|"
    "material|booklet|closure|balance",
    "good": "lovely|solid|better than expected|just right|spotless|smooth|well made|beautiful|sturdy|generous|"
    "a pleasure|flawless|charming|spot on|worth every penny|carefully done",
    "bad": "flimsy|crooked|a letdown|too small|scratched|dull|uneven|wobbly|loose|cheap|noisy|sticky|way off|"
    "barely usable|not as pictured|worn after a week",
    "person": "sister|neighbour|father|partner|daughter|son|colleague|flatmate|grandmother|uncle|best friend|teacher",
    "place": "kitchen|garden|cabin|office|hallway|workshop|van|balcony|studio|spare room|school|boat",
    "span": "two weeks|a month|half a year|a few days|three years|one long winter|a whole summer|ten minutes|a year|"
    "several moves",
    "use": "on weekends|every single day|for the holidays|while travelling|when guests come|after work|in the rain|"
    "with the children|for our classes|at the allotment",
    "count": "2|3|4|5|6|7|10|12|20|100",
}

OPENINGS = {
    "unhappy": (
        "I wanted to like this {noun}. ",
        "This is the second {noun} I send back. ",
        "Stay away from this {noun}! ",
        "My old {noun} was far better than this. ",
    ),
    "torn": (
        "As a {noun} it does what it should, no more. ",
        "I am of two minds about this {noun}. ",
        "Not a bad {noun}, not a great one either. ",
    ),
    "happy": (
        "This is the best {noun} I have owned. ",
        "I bought this {noun} as a gift and ended up keeping it. ",
        "If you look for a {noun}, look no further. ",
        "What a {noun}! ",
        "I have gone through many a {noun}, and this one stays. ",
    ),
}

SENTENCES = {
    "unhappy": (
        "The {part} was {bad} right out of the box, and it only got worse after {span}.",
        "After {span} the {part} gave up.",
        "I wrote to the seller and waited {span} for an answer; none came.",
        'They call it "premium"; I call it {bad}.',
        "My {person} tried it {use} and gave it back to me the same day.",
        "For the {place} it is useless, and the {part} is {bad}.",
        "The picture shows {count} pieces, mine came with one.",
        "Don&#39;t waste your money &amp; time.",
        "<b>Not recommended.</b>",
        "Sent it back, and now I am still waiting for the refund 😡",
        "It isn't what the page promises: the {part} is {bad}, the {part} even more so, and the whole thing rattles.",
    ),
    "torn": (
        "The {part} is {good}, but the {part} is {bad}.",
        "It is fine {use}, though I would not take it to the {place}.",
        "My {person} likes it more than I do.",
        "You get what you pay for, I suppose.",
        "After {span} I have grown used to the {part}.",
        "I &lt;3 the look, yet the {part} feels {bad} & cheap.",
        "Out of {count} that we ordered, some were {good} and some were {bad}.",
        "It does the job: 3 < 5 stars, but 3 > 1, if you see what I mean.",
        "The instructions are a photocopy, the {part} is {good}, and that is all there is to say about it.",
        "So-so ¯\\_(ツ)_/¯",
    ),
    "happy": (
        "The {part} is {good} and the {part} is {good} too.",
        "We use it {use}, and after {span} it still looks new.",
        "My {person} asked where I got it, so I ordered {count} more.",
        'My {person} said "where has this been all my life", and I can only agree.',
        "It lives in the {place} now, and everybody who comes by has something nice to say about it.",
        "The {part} deserves a word of its own: {good}, honestly.",
        "Arrived early, packed with care, no plastic.",
        "I&#39;d buy it again &amp; again.",
        "&quot;Small but mighty&quot;, as my {person} puts it.",
        "I was not sure about the {part} at first; {span} later I would not want to be without it, and neither would "
        "my {person}, who borrows it {use}.",
        "Perfect for a small {place}.",
        "Très bien fait, comme dans un vieux café 😊",
        "<i>Highly</i> recommended!",
        "Five stars for the {part}, five for the service.",
        "Worth the price, even without the discount.",
    ),
}

BREAKS = (" ",) * 40 + ("  ", "", "\n\n", "<br />", "<br /><br />", " - ", " ... ")
"""What stands between two sentences."""

SUMMARIES = {
    "unhappy": (
        "Disappointed|Broke at once|Not what I ordered|Save your money|A {noun} to avoid|One star is too much|Nope|"
        "Meh &amp; more meh|Where is the &quot;quality&quot;?|Returned, never again"
    ),
    "torn": (
        "It's okay|Average {noun}|Mixed feelings|Could be better|Does the job, barely|Three stars|Fine for the price|"
        "Not bad, not good|Good idea, poor {noun}"
    ),
    "happy": (
        "Love it|Great {noun}|Exactly what I needed|Five Stars|Highly recommended!|Wonderful|My new favourite {noun}|"
        "So good 👍|Très bien|&quot;Wow&quot;|Simply the best {noun}, really|Worth it|Would buy again|A keeper|"
        "Beautiful & sturdy|Can't say enough"
    ),
}

DESCRIPTIONS = (
    "Made for the {place}, at home anywhere.",
    "The {part} is {good}, the {part} is {good}.",
    "Comes in a set of {count}.",
    "<b>New this season.</b>",
    "Our workshop has made it the same way for {span}.",
    "Use it {use}, and let your {person} borrow it.",
    "Measures {count} x {count} inches.",
    "Wipe clean &amp; dry.",
    'Winner of the "quiet design" prize of our own jury.',
    "Ships in {count} days; cœur de gamme.",
)
